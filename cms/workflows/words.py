"""What a page or snippet says, field by field: plain text, links and images, wherever they are.

Walks fields and blocks by what they are and not by their names, so that a block added later is
read as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.db import models
from wagtail.blocks import (
    BaseStreamBlock,
    BaseStructBlock,
    Block,
    CharBlock,
    ListBlock,
    RawHTMLBlock,
    RichTextBlock,
    TextBlock,
    URLBlock,
)
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock, ImageChooserBlock


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link leads: an address, or the key of a page of ours."""

    address: str = ""
    page_id: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """An image as it is shown, with the words read aloud in its place."""

    name: str
    alt: str
    is_decorative: bool = False


@dataclass(slots=True)
class Said:
    """What one field says."""

    name: str
    label: str
    text: str = ""
    is_long: bool = False
    links: list[Link] = field(default_factory=list)
    images: list[Shown] = field(default_factory=list)


class _Html(HTMLParser):
    """Collects the text, the links and the images of stored rich text."""

    def __init__(self, said: Said) -> None:
        super().__init__(convert_charrefs=True)
        self.said = said

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("linktype") == "page":
            self.said.links.append(Link(page_id=given.get("id", "")))
        elif tag == "a" and "href" in given:
            self.said.links.append(Link(address=given["href"]))
        elif tag == "img" or (tag == "embed" and given.get("embedtype") == "image"):
            self.said.images.append(Shown("an image in the text", given.get("alt", "")))
        if tag in _APART:
            self.said.text += " "

    def handle_data(self, data: str) -> None:
        self.said.text += data


# Words beside these do not touch; those beside <b> do.
_APART = {"p", "li", "br", "h2", "h3", "h4", "hr", "ul", "ol", "embed", "img"}


def said_by(thing: Any) -> Iterator[Said]:
    """Every field of `thing` that an editor fills in with words, links or images."""
    for one in thing._meta.get_fields():
        if not one.concrete or not getattr(one, "editable", False):
            continue
        said = Said(name=one.name, label=str(one.verbose_name).capitalize())
        value = getattr(thing, one.attname if one.is_relation else one.name, None)
        if isinstance(one, StreamField):
            said.is_long = True
            _read(one.stream_block, value, said)
        elif isinstance(one, RichTextField):
            said.is_long = True
            _read_html(value or "", said)
        elif isinstance(one, models.ForeignKey):
            if not issubclass(one.related_model, get_image_model()) or value is None:
                continue
            said.images.append(_shown(getattr(thing, one.name)))
        elif isinstance(one, models.CharField | models.TextField) and not one.choices:
            said.text = value or ""
        else:
            continue
        yield said


def _read(block: Block, value: Any, said: Said) -> None:
    if value in (None, ""):
        return
    if isinstance(block, ImageBlock):
        said.images.append(_shown(value))
    elif isinstance(block, BaseStreamBlock):
        for child in value:
            _read(child.block, child.value, said)
    elif isinstance(block, ListBlock):
        for child in value:
            _read(block.child_block, child, said)
    elif isinstance(block, BaseStructBlock):
        for name, child in block.child_blocks.items():
            _read(child, value.get(name), said)
    elif isinstance(block, ImageChooserBlock):
        said.images.append(_shown(value))
    elif isinstance(block, RichTextBlock):
        _read_html(value.source, said)
    elif isinstance(block, RawHTMLBlock):
        _read_html(str(value), said)
    elif isinstance(block, URLBlock):
        said.links.append(Link(address=value))
    elif isinstance(block, CharBlock | TextBlock):
        said.text += f" {value}"


def _read_html(source: str, said: Said) -> None:
    said.text += " "
    reader = _Html(said)
    reader.feed(source)
    reader.close()


def _shown(image: Any) -> Shown:
    alt = getattr(image, "contextual_alt_text", None) or image.description
    return Shown(f"“{image.title}”", alt or "", bool(getattr(image, "decorative", False)))
