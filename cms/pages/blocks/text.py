"""Blocks of words."""

from typing import Any

from wagtail import blocks

from cms.pages.shapes import Shaped

# No headings of the first two levels (they are blocks or titles), no pictures, no embeds.
WORDS = ["bold", "italic", "link", "document-link", "ol", "ul", "h3", "h4", "hr"]
LINE = ["bold", "italic", "link"]


class Words(Shaped, blocks.RichTextBlock):
    """Running text. The API gives HTML with its links resolved, or what `rich_text_format` asks."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": WORDS} | kwargs)

    class Meta:
        icon = "pilcrow"
        label = "Text"
        description = "Paragraphs with links, lists and small headings."
        preview_value = "<p>Breathe in for four, <b>out for eight</b>. Nothing else to do.</p>"


class Heading(Shaped, blocks.StructBlock):
    text = blocks.CharBlock(max_length=160)
    level = blocks.ChoiceBlock(
        choices=[("h2", "Heading"), ("h3", "Subheading")], default="h2", search_index=False
    )

    class Meta:
        icon = "title"
        label = "Heading"
        description = "Begins a part of the page. The page's title is its first heading."
        template = "cms/blocks/heading.html"
        preview_value = {"text": "What to expect", "level": "h2"}


class Quote(Shaped, blocks.StructBlock):
    text = blocks.TextBlock(max_length=600)
    attribution = blocks.CharBlock(max_length=120, required=False, help_text="Who said it.")

    class Meta:
        icon = "openquote"
        label = "Quote"
        description = "What somebody said, set apart."
        template = "cms/blocks/quote.html"
        preview_value = {"text": "I slept through for the first time.", "attribution": "Clara"}


class Callout(Shaped, blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        choices=[("note", "Note"), ("tip", "Tip"), ("caution", "Caution")],
        default="note",
        search_index=False,
    )
    title = blocks.CharBlock(max_length=120, required=False)
    text = Words(features=LINE)

    class Meta:
        icon = "info-circle"
        label = "Callout"
        description = "A note, a tip or a caution that must not be overlooked."
        template = "cms/blocks/callout.html"
        preview_value = {
            "kind": "caution",
            "title": "If you are pregnant",
            "text": "<p>Tell your practitioner before the first session.</p>",
        }


class Divider(Shaped, blocks.StaticBlock):
    class Meta:
        icon = "minus"
        label = "Divider"
        description = "A pause between two parts of the page."
        admin_text = "A line across the page."
        template = "cms/blocks/divider.html"
        preview_value = None
