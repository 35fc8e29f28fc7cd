"""Reads what the database has of a block, which may be anything: old, half or broken."""

from collections.abc import Iterator
from typing import Any


class Malformed(ValueError):
    """The raw value is none that the block could have stored; whatever holds it leaves it out."""


def text(raw: Any) -> str:
    """A string; nothing is the empty one."""
    if raw is None:
        return ""
    if not isinstance(raw, str):
        raise Malformed
    return raw


def parts_of(block: Any, raw: Any) -> Iterator[tuple[str, Any, Any]]:
    """The parts of a struct: name, block, raw value; what was added since has its default."""
    if not isinstance(raw, dict):
        raise Malformed
    for name, child in block.child_blocks.items():
        if name in raw:
            yield name, child, raw[name]
        else:
            yield name, child, child.get_prep_value(child.get_default())


def items_of(raw: Any) -> Iterator[Any]:
    """The items of a list, as Wagtail writes them now and as it did before."""
    if not isinstance(raw, list | tuple):
        raise Malformed
    for item in raw:
        is_wrapped = isinstance(item, dict) and item.get("type") == "item" and "value" in item
        yield item["value"] if is_wrapped else item


def children_of(block: Any, raw: Any) -> Iterator[tuple[Any, Any, str | None]]:
    """The blocks of a stream: block, raw value, id. Those of unknown types are left out."""
    if not isinstance(raw, list | tuple):
        raise Malformed
    for item in raw:
        kind = item.get("type") if isinstance(item, dict) else None
        child = block.child_blocks.get(kind) if isinstance(kind, str) else None
        if child is not None and "value" in item:
            key = item.get("id")
            yield child, item["value"], key if isinstance(key, str) else None


def image_parts(raw: Any) -> tuple[Any, str | None]:
    """The key of an image, and the words for this place; None leaves the image its own."""
    if not isinstance(raw, dict):
        return raw, None
    if raw.get("decorative"):
        return raw.get("image"), ""
    return raw.get("image"), text(raw.get("alt_text")) or None


def choices_of(block: Any) -> list[str]:
    """What may be chosen."""
    return [value for value, _label in block.field.choices]
