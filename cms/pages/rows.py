"""Pages that are the words of a marketplace row: one page a row, never copied, never swapped."""

from typing import Any, ClassVar, NoReturn

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.models import PagePermissionTester

from cms.workflows.people import practitioner_of
from marketplace.practitioners.models import Practitioner


class RowPageTester(PagePermissionTester):
    """Nobody copies what belongs to one row or person, or publishes what is about themselves."""

    def can_copy(self) -> bool:
        return False

    def can_publish(self) -> bool:
        """Moderators who are practitioners submit theirs like others; administrators may."""
        return not self._is_own() and super().can_publish()

    def can_publish_subpage(self) -> bool:
        """The same, for what lies below."""
        return not self._is_own() and super().can_publish_subpage()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """As Wagtail has it; it would ask the database of each page that an author lists."""
        is_bound = not self.user.is_superuser and "publish" not in self.permissions
        if is_bound and self.page.live:
            return False
        if is_bound and self.page.is_leaf() and "change" in self.permissions:
            return bool(self.user.is_active)
        return super().can_delete(ignore_bulk)

    def _is_own(self) -> bool:
        practitioner = practitioner_of(self.page)
        own = practitioner is not None and practitioner.user_id == self.user.pk
        return own and not self.user.is_superuser


class RowPageMixin(models.Model):
    """For a page with a one-to-one key called `row_name` to a row that has a unique slug."""

    row_name: ClassVar[str]
    slug: Any
    reserved_slugs: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    @property
    def row_id(self) -> int:
        """The key of the row these words belong to."""
        return getattr(self, f"{self.row_name}_id")

    @property
    def person(self) -> Practitioner:
        """The practitioner whose row it is, or to whom it belongs."""
        row = getattr(self, self.row_name)
        return row if isinstance(row, Practitioner) else row.practitioner

    def clean(self) -> None:
        """The row stays the same, and the slug must be free for it."""
        super().clean()
        self._refuse_another_row()
        self._refuse_taken_slug()

    def copy(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: two pages cannot be the words of one row."""
        raise ValidationError("A page that belongs to one row cannot be copied.")

    def permissions_for_user(self, user: Any) -> RowPageTester:
        return RowPageTester(user, self)

    def _refuse_another_row(self) -> None:
        if not self.pk:
            return
        key = f"{self.row_name}_id"
        was = type(self)._default_manager.filter(pk=self.pk).values_list(key, flat=True).first()
        if was is not None and was != self.row_id:
            raise ValidationError({self.row_name: "A page stays with the row it was made for."})

    def _refuse_taken_slug(self) -> None:
        rows: Any = self._meta.get_field(self.row_name).related_model
        taken = rows.objects.called(self.slug).exclude(pk=self.row_id).exists()
        if taken or self.slug in self.reserved_slugs:
            raise ValidationError({"slug": "This slug is taken. Choose another."})
