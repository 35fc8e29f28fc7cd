"""The headless API: Wagtail API v2's own contract, open to everybody, and nothing unpublished.

Answers have Wagtail's shapes and not our envelope, so that clients of Wagtail keep working.
"""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.db.models.fields.related import ForeignKey
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.serializers import Field
from rest_framework.views import exception_handler
from wagtail.api import APIField
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.serializers import PageSerializer
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.documents.api.v2.serializers import DocumentSerializer
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.serializers import ImageSerializer
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.models import Page

from cms.library.models import EstuaryDocument, EstuaryImage
from cms.library.pictures import picture
from cms.pages.models import address_of
from cms.taxonomy.models import Modality
from estuary.kernel.api.conditional import ConditionalReadMixin


class OpenMixin(ConditionalReadMixin):
    """Wagtail's contract: no envelope, no sign-in, its own errors; with ETags on top."""

    authentication_classes: ClassVar[tuple[type, ...]] = ()
    permission_classes = (AllowAny,)
    renderer_classes = (JSONRenderer,)
    schema = None

    def get_exception_handler(self) -> Any:
        return exception_handler

    def get_renderer_context(self) -> dict[str, Any]:
        """Compact: the indentation would be a third of every answer."""
        context: dict[str, Any] = super().get_renderer_context()  # type: ignore[misc]
        return context | {"indent": None}


class AddressField(Field):
    """Where a page is read, whichever model it was loaded as."""

    def get_attribute(self, instance: Page) -> Page:
        return instance

    def to_representation(self, value: Page) -> str | None:
        return address_of(value, self.context["request"])


class AddressedPageSerializer(PageSerializer):
    html_url = AddressField(read_only=True)


def load_modalities(pages: list[Any]) -> None:
    """Read the modalities of pages of one type in two queries, however many pages there are.

    `prefetch_related` does not reach keys that belong to a page's revisions; this fills the
    place where those keep what has been read.
    """
    through = type(pages[0]).modalities.through
    page_key = through._meta.get_field(type(pages[0])._meta.model_name).attname
    links = list(
        through.objects.filter(**{f"{page_key}__in": [page.pk for page in pages]}).values_list(
            page_key, "modality_id"
        )
    )
    found = Modality.objects.in_bulk({modality for _, modality in links})
    for page in pages:
        page._cluster_related_objects = {
            "modalities": [found[modality] for owner, modality in links if owner == page.pk]
        }


class Pages(OpenMixin, PagesAPIViewSet):
    base_serializer_class = AddressedPageSerializer

    def get_queryset(self) -> QuerySet[Page]:
        """One type's rows with their pictures and rows at once, however many there are."""
        pages = super().get_queryset()
        if pages.model is Page:
            return pages
        images = [
            field.name
            for field in pages.model._meta.fields
            if isinstance(field, ForeignKey) and field.related_model is EstuaryImage
        ]
        rows = [pages.model.row_name] if hasattr(pages.model, "row_name") else []
        return pages.select_related("locale", *images, *rows).prefetch_related(
            *(f"{name}__renditions" for name in images)
        )

    def paginate_queryset(self, queryset: QuerySet[Page]) -> list[Any]:
        """With the modalities of all pages read at once."""
        pages = list(super().paginate_queryset(queryset))
        if pages and hasattr(pages[0], "modalities"):
            load_modalities(pages)
        return pages


class SizesField(Field):
    """An image as cards and as wide columns show it."""

    def get_attribute(self, instance: EstuaryImage) -> EstuaryImage:
        return instance

    def to_representation(self, value: EstuaryImage) -> dict[str, Any]:
        return {role: picture(image=value, role=role) for role in ("card", "wide")}


class TagsField(Field):
    """The names of tags, as Wagtail shows them, from what was read for all rows at once."""

    def to_representation(self, value: Any) -> list[str]:
        return sorted(tag.name for tag in value.all())


class TaggedImageSerializer(ImageSerializer):
    tags = TagsField(read_only=True)


class TaggedDocumentSerializer(DocumentSerializer):
    tags = TagsField(read_only=True)


class Images(OpenMixin, ImagesAPIViewSet):
    base_serializer_class = TaggedImageSerializer

    @classmethod
    def get_body_fields(cls, model: type) -> list[APIField]:
        """Wagtail's, and what is read aloud, who made it, and the sizes it comes in."""
        own = [
            APIField("description"),
            APIField("credit"),
            APIField("sizes", serializer=SizesField(read_only=True)),
        ]
        return [*super().get_body_fields(model), *own]

    def get_queryset(self) -> QuerySet[EstuaryImage]:
        """What editors put into the library; what practitioners upload is shown by their pages."""
        return super().get_queryset().filter(asset=None).prefetch_related("tags", "renditions")


class Documents(OpenMixin, DocumentsAPIViewSet):
    base_serializer_class = TaggedDocumentSerializer

    def get_queryset(self) -> QuerySet[EstuaryDocument]:
        return super().get_queryset().prefetch_related("tags")


content = WagtailAPIRouter("content")
content.register_endpoint("pages", Pages)
content.register_endpoint("images", Images)
content.register_endpoint("documents", Documents)
