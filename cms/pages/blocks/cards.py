"""Blocks that lead elsewhere: to a page, a practitioner, a service."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks

from cms.pages.blocks import samples
from cms.pages.blocks.choosers import PractitionerChooserBlock, ServiceChooserBlock
from cms.pages.describing import NUMBER, Components, Schema, describe, reference, struct
from cms.pages.raw import parts_of, text
from cms.pages.references import Loaded
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
