"""The form of every page: authors can refer to what is theirs, and to nothing else."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db.models import ForeignKey, Model, Q
from django.forms import ModelMultipleChoiceField
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page, TranslatableMixin

from cms.library.models import EstuaryDocument, EstuaryImage
from cms.workflows.people import is_author, pages_of
from marketplace.catalogue.models import Service
from marketplace.media.models import MediaAsset
from marketplace.practitioners.models import Practitioner

Reference = tuple[type[Model], str]


class OwnReferencesForm(WagtailAdminPageForm):
    """Offers one language, and refuses an author's form that names what is somebody else's.

    An image, document, page or row, before anything is checked or shown again: the form would show
    what was named. What the page refers to already (staff may have put it there) stays allowed.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        page, parent = kwargs.get("instance"), kwargs.get("parent_page")
        if page is not None and page.pk is None and parent is not None:
            page.begin_below(parent)
        super().__init__(*args, **kwargs)
        self._offer_one_language()

    def about_row(self) -> dict[str, Any]:
        """What a new page's row needs and the page does not say."""
        return {}

    def full_clean(self) -> None:
        if self.is_bound and is_author(self.for_user):
            for model, key in set(self._named()) - set(self._there()):
                if not _may_use(self.for_user, model, key):
                    raise PermissionDenied
        super().full_clean()

    def _offer_one_language(self) -> None:
        """Vocabularies in the page's language, and what it has already."""
        locale = self.instance.locale_id or getattr(self.parent_page, "locale_id", None)
        for name, field in self.fields.items():
            offered: Any = getattr(field, "queryset", None)
            many = isinstance(field, ModelMultipleChoiceField)
            if many and issubclass(offered.model, TranslatableMixin):
                there = [getattr(one, "pk", one) for one in self.initial.get(name) or ()]
                field.queryset = offered.filter(Q(locale=locale) | Q(pk__in=there))

    def _named(self) -> Iterator[Reference]:
        """What the request refers to, in fields, in blocks and in rich text, valid or not."""
        for name, field in self.fields.items():
            value = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            yield from self._references(name, value)

    def _there(self) -> Iterator[Reference]:
        for name in self.fields:
            yield from self._references(name, self.initial.get(name))

    def _references(self, name: str, value: Any) -> Iterator[Reference]:
        try:
            field = self._meta.model._meta.get_field(name)
        except FieldDoesNotExist:
            return
        if value in (None, ""):
            return
        if isinstance(field, ForeignKey):
            yield field.related_model, str(getattr(value, "pk", value))
        elif hasattr(field, "extract_references"):
            prepared = field.to_python(value)
            for model, key, *_ in field.extract_references(prepared):
                yield model, str(key)


def _may_use(user: Any, model: type[Model], key: str) -> bool:
    if issubclass(model, EstuaryImage | EstuaryDocument):
        return model._default_manager.filter(pk=key, uploaded_by_user=user).exists()
    if issubclass(model, Page):
        return pages_of(user).filter(pk=key).exists()
    if issubclass(model, MediaAsset):
        return MediaAsset.objects.filter(pk=key, owner=user).exists()
    if issubclass(model, Practitioner):
        return Practitioner.objects.filter(pk=key, user=user).exists()
    if issubclass(model, Service):
        return Service.objects.filter(pk=key, practitioner__user=user).exists()
    if hasattr(model, "practitioner"):
        return model._default_manager.filter(pk=key, practitioner__user=user).exists()
    return True
