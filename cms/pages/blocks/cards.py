"""Blocks that lead elsewhere: to a page, a practitioner, a service."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.pages.blocks import samples
from cms.pages.blocks.choosers import PractitionerChooserBlock, ServiceChooserBlock
from cms.pages.describing import (
    NUMBER,
    Components,
    Schema,
    describe,
    reference,
    row,
    struct,
)
from cms.pages.raw import parts_of, text
from cms.pages.references import Loaded, Wanted
from cms.pages.rowkinds import kind_of
from cms.pages.shapes import Shaped


class CallToAction(Shaped, blocks.StructBlock):
    """An invitation with one button, to a page of ours or to an address."""

    title = blocks.CharBlock(max_length=120)
    text = blocks.TextBlock(max_length=300, required=False)
    button = blocks.CharBlock(max_length=40, help_text="What the button says.")
    page = blocks.PageChooserBlock(required=False, help_text="Where it leads, or:")
    address = blocks.URLBlock(required=False)

    class Meta:
        icon = "link"
        label = "Call to action"
        description = "An invitation with one button."
        template = "cms/blocks/call_to_action.html"
        preview_value = {
            "title": "Begin tonight",
            "text": "The first ten minutes are a gift.",
            "button": "Find a practitioner",
            "address": "https://example.com/",
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["address"]):
            error = ValidationError("Choose a page, or give an address: one of the two.")
            raise blocks.StructBlockValidationError(block_errors={"page": error})
        return cleaned

    def shown(self, raw: Any, loaded: Loaded) -> dict[str, Any]:
        """A page that was unpublished since leads nowhere: `url` is null."""
        parts = {name: value for name, _child, value in parts_of(self, raw)}
        page = loaded.page(parts["page"])
        return {
            **{name: text(parts[name]) for name in ("title", "text", "button")},
            "page": loaded.page_card(parts["page"]),
            "url": page.url if page else text(parts["address"]) or None,
        }

    def described(self, components: Components) -> Schema:
        words = ("title", "text", "button")
        return struct(
            {
                **{name: describe(self.child_blocks[name], components) for name in words},
                "page": reference("PageCard", NUMBER),
                "url": {"type": "string", "nullable": True},
            }
        )


class PractitionerBlock(Shaped, blocks.StructBlock):
    practitioner = PractitionerChooserBlock()
    note = blocks.CharBlock(max_length=240, required=False, help_text="Why this one.")

    class Meta:
        icon = "user"
        label = "Practitioner"
        description = "The card of one practitioner, as lists show it."
        template = "cms/blocks/practitioner.html"

    def get_preview_value(self) -> Any:
        shown = {"practitioner": samples.first("marketplace.Practitioner"), "note": "Our guide"}
        return self.normalize(shown)


class ServiceBlock(Shaped, blocks.StructBlock):
    service = ServiceChooserBlock()
    note = blocks.CharBlock(max_length=240, required=False, help_text="Why this one.")

    class Meta:
        icon = "list-ul"
        label = "Service"
        description = "The card of one service, with its price of the day."
        template = "cms/blocks/service.html"

    def get_preview_value(self) -> Any:
        shown = {"service": samples.first("marketplace.Service"), "note": "To begin with"}
        return self.normalize(shown)


class PostChooserBlock(Shaped, blocks.PageChooserBlock):
    """One post, as streams list it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"page_type": ["cms.PostPage"]} | kwargs)

    def references(self, raw: Any, wanted: Wanted) -> None:
        wanted.page(raw)  # which knows whether it is private
        wanted.row(kind_of(self.model_class), raw)

    def shown(self, raw: Any, loaded: Loaded) -> Any:
        page = loaded.stored_page(raw)
        if page is None or not page.is_public:
            return None
        return loaded.row_card(kind_of(self.model_class), raw)

    def described(self, components: Components) -> Schema:
        return row(kind_of(self.model_class), components)


class PostBlock(Shaped, blocks.StructBlock):
    post = PostChooserBlock()
    note = blocks.CharBlock(max_length=240, required=False, help_text="Why this one.")

    class Meta:
        icon = "doc-full"
        label = "Post"
        description = "The card of one article, film, recording or live event."
        template = "cms/blocks/post.html"

    def get_preview_value(self) -> Any:
        return self.normalize({"post": samples.first("cms.PostPage"), "note": "To read tonight"})


class Chosen(Shaped, blocks.ListBlock):
    """Snippets, chosen one by one; those that are no longer published are left out."""

    def __init__(self, model: str, **kwargs: Any) -> None:
        self.chosen = model
        super().__init__(SnippetChooserBlock(model), **kwargs)

    def shown(self, raw: Any, loaded: Loaded) -> list[Any]:
        return [one for one in super().shown(raw, loaded) if one is not None]


class Testimonials(Shaped, blocks.StructBlock):
    title = blocks.CharBlock(max_length=120, required=False)
    items = Chosen("cms.Testimonial", min_num=1, max_num=12, label="Testimonials")

    class Meta:
        icon = "openquote"
        label = "Testimonials"
        description = "What clients said, from the collection of testimonials."
        template = "cms/blocks/testimonials.html"

    def get_preview_value(self) -> Any:
        shown = samples.first("cms.Testimonial")
        return self.normalize({"title": "What clients say", "items": [shown] if shown else []})


class Faqs(Shaped, blocks.StructBlock):
    title = blocks.CharBlock(max_length=120, required=False)
    items = Chosen("cms.Faq", min_num=1, max_num=24, label="Questions")

    class Meta:
        icon = "help"
        label = "Questions from the collection"
        description = "Questions that are answered once and shown in many places."
        template = "cms/blocks/faqs.html"

    def get_preview_value(self) -> Any:
        shown = samples.first("cms.Faq")
        return self.normalize({"title": "Before you book", "items": [shown] if shown else []})
