"""Blocks of pictures."""

from typing import Any

from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from cms.pages.blocks import samples
from cms.pages.describing import NUMBER, Components, Schema, describe, reference, struct
from cms.pages.raw import parts_of
from cms.pages.references import Loaded
from cms.pages.shapes import Shaped, image, shown

ROLE = "wide"


class Picture(Shaped, blocks.StructBlock):
    """A picture with words read aloud in its place, unless it is marked as decoration."""

    image = ImageBlock(help_text="Say what it shows, or mark it as decoration.")
    caption = blocks.CharBlock(max_length=240, required=False)

    class Meta:
        icon = "image"
        label = "Picture"
        description = "One picture across the page, with a caption."
        template = "cms/blocks/picture.html"

    def get_preview_value(self) -> Any:
        return self.normalize({"image": samples.image(), "caption": "The room by the sea"})

    def shown(self, raw: Any, loaded: Loaded) -> dict[str, Any]:
        parts = {name: (child, value) for name, child, value in parts_of(self, raw)}
        return {
            "picture": image(parts["image"][1], ROLE, loaded),
            "caption": shown(*parts["caption"], loaded),
        }

    def described(self, components: Components) -> Schema:
        return struct(
            {
                "picture": reference("ContentPicture", NUMBER),
                "caption": describe(self.child_blocks["caption"], components),
            }
        )


class Gallery(Shaped, blocks.StructBlock):
    title = blocks.CharBlock(max_length=120, required=False)
    pictures = blocks.ListBlock(Picture(), min_num=2, max_num=24)

    class Meta:
        icon = "image"
        label = "Gallery"
        description = "Several pictures to leaf through."
        template = "cms/blocks/gallery.html"

    def get_preview_value(self) -> Any:
        pictures = [{"image": samples.image(), "caption": ""} for _ in range(3)]
        return self.normalize({"title": "Our rooms", "pictures": pictures})
