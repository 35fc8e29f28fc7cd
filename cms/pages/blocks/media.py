"""Blocks to look at and listen to."""

import re
from typing import Any

from wagtail import blocks
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageChooserBlock

from cms.pages.blocks import samples
from cms.pages.blocks.choosers import FileChooserBlock
from cms.pages.blocks.text import Words
from cms.pages.describing import Components, Schema, describe, struct
from cms.pages.raw import parts_of, text
from cms.pages.references import Loaded
from cms.pages.shapes import Shaped

FRAME = re.compile(r'<iframe\b[^>]*\bsrc="(https://[^"]+)"')


class Embed(Shaped, blocks.StructBlock):
    """What a provider has, by its address. The provider is asked when the page is edited."""

    address = EmbedBlock(
        help_text="Of a film or a recording at YouTube, Vimeo, Spotify or SoundCloud."
    )
    caption = blocks.CharBlock(max_length=240, required=False)

    class Meta:
        icon = "media"
        label = "Embed"
        description = "A film or a recording that lies elsewhere."
        template = "cms/blocks/embed.html"
        preview_template = "cms/blocks/embed_preview.html"

    def shown(self, raw: Any, loaded: Loaded) -> dict[str, Any]:
        """Nothing but the address, if the provider was never asked or its answer was cleared."""
        parts = {name: value for name, _child, value in parts_of(self, raw)}
        said = loaded.embed(parts["address"]) or {}
        html = said.get("html") or ""
        frame = FRAME.search(html)
        width, height = said.get("width"), said.get("height")
        return {
            "url": text(parts["address"]),
            "provider": said.get("provider_name") or None,
            "title": said.get("title") or None,
            "html": html or None,
            "frame_url": frame[1].replace("&amp;", "&") if frame else None,
            "thumbnail_url": said.get("thumbnail_url") or None,
            "ratio": round(width / height, 4) if width and height else None,
            "caption": text(parts["caption"]),
        }

    def described(self, components: Components) -> Schema:
        words = {
            "provider": "YouTube, Vimeo, ...",
            "title": "As the provider calls it.",
            "html": "The provider's own player.",
            "frame_url": "What its player's frame shows, for a frame of one's own.",
            "thumbnail_url": "",
        }
        return struct(
            {
                "url": {"type": "string", "description": "As the editor gave it."},
                **{
                    name: {"type": "string", "nullable": True, "description": said}
                    for name, said in words.items()
                },
                "ratio": {
                    "type": "number",
                    "nullable": True,
                    "description": "Width by height.",
                },
                "caption": describe(self.child_blocks["caption"], components),
            }
        )


class Video(Shaped, blocks.StructBlock):
    media = FileChooserBlock(kinds=["video"], label="File")
    captions = FileChooserBlock(
        kinds=["captions"], required=False, help_text="For those who cannot hear it."
    )
    poster = ImageChooserBlock(required=False, help_text="Shown until it begins.")
    caption = blocks.CharBlock(max_length=240, required=False)

    class Meta:
        icon = "media"
        label = "Video"
        description = "A film of the house."
        template = "cms/blocks/video.html"

    def get_preview_value(self) -> Any:
        return self.normalize({"poster": samples.first("cms.EstuaryImage"), "caption": "A film"})


class Audio(Shaped, blocks.StructBlock):
    media = FileChooserBlock(kinds=["audio"], label="File")
    title = blocks.CharBlock(max_length=160, required=False)
    transcript = Words(required=False, help_text="For those who cannot hear it.")

    class Meta:
        icon = "media"
        label = "Audio"
        description = "A recording of the house, with what is said in it."
        template = "cms/blocks/audio.html"
        preview_value = {"title": "Ten minutes for the night", "transcript": "<p>Lie down.</p>"}
