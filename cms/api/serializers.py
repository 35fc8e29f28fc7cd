"""The shapes of Wagtail's API v2, filled from what was loaded for the whole answer."""

from typing import Any, ClassVar

from rest_framework.serializers import Field
from wagtail.api.v2.serializers import BaseSerializer, PageSerializer
from wagtail.api.v2.utils import get_object_detail_url
from wagtail.documents.api.v2.serializers import DocumentSerializer
from wagtail.fields import RichTextField
from wagtail.fields import StreamField as ModelStreamField
from wagtail.images.api.v2.serializers import ImageSerializer
from wagtail.models import Page

from cms.library.models import EstuaryImage
from cms.pages.api_fields import ContentField, StreamField, WordsField
from cms.pages.describing import Components, Schema, struct
from cms.pages.models import address_of
from cms.pages.references import Loaded, PageName, Wanted

PAGE_STEP = Page.steplen


class AddressField(Field):
    """Where a page is read, whichever model it was loaded as."""

    def get_attribute(self, instance: Page) -> Page:
        return instance

    def to_representation(self, value: Page) -> str | None:
        return address_of(value, self.context["request"])


class NamedPageField(ContentField):
    """A page beside this one, in Wagtail's small shape; null if it is not public."""

    def said(self, page: PageName | None) -> dict[str, Any] | None:
        if page is None or not page.is_public:
            return None
        detail = get_object_detail_url(
            self.context["router"], self.context["request"], Page, page.id
        )
        return {
            "id": page.id,
            "meta": {"type": page.type, "detail_url": detail, "html_url": page.url},
            "title": page.title,
        }

    def described(self, model: type, components: Components) -> Schema:
        return {"allOf": [{"$ref": "#/components/schemas/NamedPage"}], "nullable": True}


class ParentField(NamedPageField):
    """The page above, found by its path."""

    def references(self, page: Any, wanted: Wanted) -> None:
        wanted.paths.add(page.path[:-PAGE_STEP])

    def shown(self, page: Any, loaded: Loaded) -> Any:
        return self.said(loaded.paths.get(page.path[:-PAGE_STEP]))


class AliasField(NamedPageField):
    """The page whose double this one is."""

    def references(self, page: Any, wanted: Wanted) -> None:
        wanted.page(page.alias_of_id)

    def shown(self, page: Any, loaded: Loaded) -> Any:
        return self.said(loaded.stored_page(page.alias_of_id))


class FlatMixin:
    """Streams and rich text from their raw values."""

    serializer_field_mapping: ClassVar[dict[Any, Any]] = {
        **BaseSerializer.serializer_field_mapping,
        ModelStreamField: StreamField,
        RichTextField: WordsField,
    }

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        made, options = super().build_standard_field(field_name, model_field)  # type: ignore[misc]
        return (made, {}) if issubclass(made, ContentField) else (made, options)


class FlatPageSerializer(FlatMixin, PageSerializer):
    html_url = AddressField(read_only=True)
    parent = ParentField()
    alias_of = AliasField()


class SizesField(ContentField):
    """An image as cards and as wide columns show it."""

    roles = ("card", "wide")

    def references(self, image: EstuaryImage, wanted: Wanted) -> None:
        for role in self.roles:
            wanted.image(image.pk, role)

    def shown(self, image: EstuaryImage, loaded: Loaded) -> dict[str, Any]:
        return {role: loaded.images.get(image.pk, {}).get(role) for role in self.roles}

    def described(self, model: type, components: Components) -> Schema:
        picture = {"allOf": [{"$ref": "#/components/schemas/ContentPicture"}], "nullable": True}
        return struct(dict.fromkeys(self.roles, picture))


class TagsField(Field):
    """The names of tags, as Wagtail shows them, from what was read for all rows at once."""

    def to_representation(self, value: Any) -> list[str]:
        return sorted(tag.name for tag in value.all())


class FlatImageSerializer(FlatMixin, ImageSerializer):
    tags = TagsField(read_only=True)


class FlatDocumentSerializer(FlatMixin, DocumentSerializer):
    tags = TagsField(read_only=True)
