"""The headless API: Wagtail API v2's own contract, open to everybody, and nothing unpublished.

Answers have Wagtail's shapes and not our envelope, so that clients of Wagtail keep working.
"""

from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django.db.models.fields.related import ForeignKey
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.serializers import Field
from rest_framework.views import exception_handler
from wagtail.api import APIField
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.serializers import PageSerializer
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.models import Page

from cms.library.models import EstuaryImage
from cms.library.pictures import picture
from cms.pages.models import address_of
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
        return pages.select_related(*images, *rows).prefetch_related(
            *(f"{name}__renditions" for name in images)
        )


class SizesField(Field):
    """An image as cards and as wide columns show it."""

    def get_attribute(self, instance: EstuaryImage) -> EstuaryImage:
        return instance

    def to_representation(self, value: EstuaryImage) -> dict[str, Any]:
        return {role: picture(image=value, role=role) for role in ("card", "wide")}


class Images(OpenMixin, ImagesAPIViewSet):
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
        tagged = super().get_queryset().prefetch_related("tagged_items__tag")
        return tagged.prefetch_related(Prefetch("renditions"))


class Documents(OpenMixin, DocumentsAPIViewSet):
    """Files to link to."""


content = WagtailAPIRouter("content")
content.register_endpoint("pages", Pages)
content.register_endpoint("images", Images)
content.register_endpoint("documents", Documents)
