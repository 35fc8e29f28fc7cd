"""What a landing page is laid out of: full-width sections with blocks inside."""

from wagtail import blocks

from cms.pages.blocks import Body
from cms.pages.shapes import Shaped

TONES = [("plain", "Plain"), ("soft", "Soft"), ("strong", "Strong")]


class Section(Shaped, blocks.StructBlock):
    """A stretch of a landing page, with its own background."""

    title = blocks.CharBlock(max_length=160, required=False)
    anchor = blocks.RegexBlock(
        regex=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        required=False,
        max_length=60,
        error_messages={"invalid": "Small letters, digits and hyphens."},
        help_text="Links can lead here: /welcome/#prices.",
        search_index=False,
    )
    tone = blocks.ChoiceBlock(choices=TONES, default="plain", search_index=False)
    content = Body()

    class Meta:
        icon = "doc-full"
        label = "Section"
        description = "A stretch of the page with a background and blocks inside."
        template = "cms/blocks/section.html"
        preview_value = {
            "title": "Rest is a skill",
            "tone": "soft",
            "content": [("words", "<p>And it can be learned.</p>")],
        }


class Sections(Shaped, blocks.StreamBlock):
    """A landing page, from top to bottom."""

    section = Section()
