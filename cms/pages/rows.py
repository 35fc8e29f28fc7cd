"""Pages that are the words of a marketplace row: one page a row, never swapped.

What is copied would be a second page of one row: so nothing is, but for translations, and for
posts, whose copy is made with a row of its own (`cms/streams/authoring.py`).
"""

from typing import Any, ClassVar, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from wagtail.models import Page, PagePermissionTester, get_page_models

from cms.workflows.people import practitioner_of
from marketplace.practitioners.models import Practitioner

AnyPage = TypeVar("AnyPage", bound=Page)


class HouseTester(PagePermissionTester):
    """Nobody copies a whole tree in which pages lie that belong to one row or person."""

    def can_copy_to(self, destination: Page, recursive: bool = False) -> bool:
        """As Wagtail has it; whoever asks in the back office is told why (`cms/desk.py`)."""
        allowed: bool = super().can_copy_to(destination, recursive)
        return allowed and not (recursive and has_rows_below(self.page))


def has_rows_below(page: Page) -> bool:
    """Whether pages of practitioners lie below this one."""
    kinds = [one for one in get_page_models() if issubclass(one, RowPageMixin)]
    return Page.objects.descendant_of(page).type(*kinds).exists()


class RowPageTester(HouseTester):
    """Nobody copies what belongs to one row or person, or publishes what is about themselves."""

    def can_copy_to(self, destination: Page, recursive: bool = False) -> bool:
        """Never."""
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
    """For a page with a key called `row_name` to a row of a practitioner, or to their own.

    It may be there in several languages. The page in one of them tells the row its words; the
    others are its translations: they have the same key, and the row hears nothing of them.
    """

    tells_row = models.BooleanField(default=True, editable=False)
    row_name: ClassVar[str]
    slug: Any
    has_slug_of_row: ClassVar[bool] = True
    reserved_slugs: ClassVar[frozenset[str]] = frozenset()
    alias_of_id: Any
    translation_key: Any

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """The double that stands in for a translation tells as little as one."""
        if self.alias_of_id is not None:
            self.tells_row = False
        return super().save(*args, **kwargs)

    @classmethod
    def public_rows(cls) -> dict[str, QuerySet[Any]]:
        """By the way to them: the rows that the public must see to see their pages."""
        raise NotImplementedError

    @property
    def row_id(self) -> int:
        """The key of the row these words belong to."""
        return getattr(self, f"{self.row_name}_id")

    @property
    def person(self) -> Practitioner | None:
        """The practitioner whose row it is, or to whom it belongs; None in a new form."""
        row = getattr(self, self.row_name, None)
        return row if row is None or isinstance(row, Practitioner) else row.practitioner

    def permissions_for_user(self, user: Any) -> RowPageTester:
        return RowPageTester(user, self)

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        """Refused, but for a translation: two pages cannot be the words of one row."""
        if kwargs.get("reset_translation_key", True):
            raise ValidationError("A page that belongs to one row cannot be copied.")
        attributes = {**(kwargs.pop("update_attrs", None) or {}), "tells_row": False}
        return super().copy(*args, update_attrs=attributes, **kwargs)  # type: ignore[misc]

    def can_move_to(self, parent: Page) -> bool:
        """Never below what is another practitioner's."""
        allowed: bool = super().can_move_to(parent)  # type: ignore[misc]
        return allowed and not lies_with_another(self, parent)

    def with_content_json(self, content: Any) -> Any:
        """An earlier draft says nothing of which language tells the row."""
        draft: Any = super().with_content_json(content)  # type: ignore[misc]
        draft.tells_row = self.tells_row
        return draft

    def clean(self) -> None:
        """The row stays the same, one page tells it, and the slug must be free for it."""
        super().clean()
        self._refuse_another_row()
        if self.has_slug_of_row:
            self._refuse_taken_slug()
        if self.row_id is not None:
            self._refuse_second_telling()

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

    def _refuse_second_telling(self) -> None:
        there = telling(type(self)).filter(**{self.row_name: self.row_id}).exclude(pk=self.pk)
        other = there.first()
        if self.tells_row and other is not None:
            raise ValidationError({self.row_name: "This has a page already. Translate that one."})
        belongs = other is not None and other.translation_key == self.translation_key
        if not self.tells_row and not belongs:
            raise ValidationError("A translation belongs to the page that it is one of.")


def lies_with_another(page: Any, parent: Page) -> bool:
    """Whether `parent` is a page of another practitioner than the one whose `page` is."""
    whose, above = practitioner_of(page), practitioner_of(parent)
    return whose is not None and above is not None and whose.pk != above.pk


def telling(model: type[AnyPage]) -> QuerySet[AnyPage]:
    """The pages of a kind in the language in which their row is told."""
    return model._default_manager.filter(tells_row=True)


def read_in(model: type[AnyPage], language: str) -> QuerySet[AnyPage]:
    """Of each row the page that tells it, and before it the published one in a language."""
    spoken = Q(live=True, locale__language_code=language)
    pages = model._default_manager.filter(spoken | Q(tells_row=True))
    return pages.order_by("tells_row", "pk")
