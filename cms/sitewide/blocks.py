"""What menus and the footer are built of."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks


class Link(blocks.StructBlock):
    """Leads to a page of ours, or to an address or a path of the frontend."""

    text = blocks.CharBlock(
        max_length=60, required=False, help_text="The page's title, if left empty."
    )
    page = blocks.PageChooserBlock(required=False)
    address = blocks.CharBlock(
        max_length=300,
        required=False,
        help_text="https://..., mailto:..., or a path such as /book/.",
    )

    class Meta:
        icon = "link"
        label_format = "{text}"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors = {}
        if bool(cleaned["page"]) == bool(cleaned["address"]):
            errors["page"] = ValidationError("Choose a page, or give an address: one of the two.")
        elif cleaned["address"] and not leads_somewhere(cleaned["address"]):
            errors["address"] = ValidationError("https://..., mailto:..., or a path with a slash.")
        elif cleaned["address"] and not cleaned["text"]:
            errors["text"] = ValidationError("An address needs words.")
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned


class Menu(blocks.StructBlock):
    """A heading that opens onto links."""

    text = blocks.CharBlock(max_length=60)
    links = blocks.ListBlock(Link(), min_num=1, max_num=12)

    class Meta:
        icon = "list-ul"
        label_format = "{text}"


class MenuItems(blocks.StreamBlock):
    """A navigation, in order."""

    link = Link()
    menu = Menu()

    class Meta:
        max_num = 8


class Columns(blocks.StreamBlock):
    """The footer's columns."""

    column = Menu()

    class Meta:
        max_num = 5


class Profiles(blocks.StreamBlock):
    """Where else the organisation is found."""

    profile = blocks.URLBlock()


def leads_somewhere(address: str) -> bool:
    """Whether an address is one that a link may have: nothing runs, nothing is relative."""
    return address.startswith(("https://", "http://", "mailto:", "tel:")) or (
        address.startswith("/") and not address.startswith("//")
    )
