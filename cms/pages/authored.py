"""Bodies as authors send them over the API: typed blocks, read by the definitions pages have.

What is sent of a block is close to what is stored: rich text is HTML, which is cleaned; a picture
is `{"image": 5}` or `{"asset": "..."}` with `alt`; a service is its id or slug. What no author may
write stays where an editor put it, as long as it is sent back by its id.
"""

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.images.blocks import ImageBlock

from cms.library.values import PictureSaid
from cms.pages import cleaning
from cms.pages.blocks.choosers import ServiceChooserBlock
from cms.pages.drafts import DraftRefused
from cms.pages.raw import children_of, image_parts, items_of, parts_of
from estuary.kernel.errors import DomainError

# What authors write themselves; the rest of a body's blocks are for editors.
AUTHORS_WRITE = (
    "heading", "words", "quote", "callout", "steps", "questions", "divider", "picture", "gallery",
    "service",
)  # fmt: skip
TEXT_AT_MOST = 20_000  # characters of one text
_NOT_SAID = object()


class _Wrong(Exception):
    """What was sent at one place is not of the shape that is wanted there."""


@dataclass(slots=True)
class Sources:
    """Where what a block names comes from: the author's pictures, and their services by key."""

    picture: Callable[[PictureSaid], Any]
    service: Callable[[str], int | None]
    errors: dict[str, list[str]] = field(default_factory=dict)

    def refuse(self, path: str, *messages: str) -> None:
        """Note what is wrong, and where."""
        self.errors.setdefault(path, []).extend(messages)


def body_said(
    said: Sequence[Mapping[str, Any]],
    *,
    body: blocks.StreamBlock,
    sources: Sources,
    earlier: Sequence[Mapping[str, Any]] = (),
    name: str = "body",
    allowed: Collection[str] = AUTHORS_WRITE,
) -> list[dict[str, Any]]:
    """The blocks as pages store them. Raises DraftRefused, which names each block and field."""
    there = {str(one.get("id")): one for one in earlier}
    made, used = [], set()
    for at, one in enumerate(said):
        path, key = f"{name}.{at}", str(one.get("id") or "")
        known = there.get(key) if key not in used else None
        used.add(key)
        if one["type"] in allowed:
            child = body.child_blocks[one["type"]]
            raw = _checked(child, one.get("value", _NOT_SAID), path, sources)
            known_id = known["id"] if known else str(uuid.uuid4())
            made.append({"type": one["type"], "value": raw, "id": known_id})
        elif known is not None and known["type"] == one["type"]:
            made.append(dict(known))
        else:
            sources.refuse(f"{path}.type", f"One of {', '.join(allowed)}.")
    if sources.errors:
        raise DraftRefused(details=sources.errors)
    return made


def as_written(body: blocks.StreamBlock, stored: Sequence[Any], sources: "Names") -> list[Any]:
    """The same the other way round: what an author reads, changes, and sends back."""
    return [
        {"type": child.name, "value": _written(child, raw, sources), "id": key}
        for child, raw, key in children_of(body, list(stored))
    ]


@dataclass(slots=True)
class Names:
    """What stored keys are called outside, and rich text as people read it."""

    service: Callable[[int], str | None]
    words: Callable[[str], str]


def _checked(block: Any, said: Any, path: str, sources: Sources) -> Any:
    before = sum(map(len, sources.errors.values()))
    raw = _taken(block, said, path, sources)
    if sum(map(len, sources.errors.values())) == before:
        try:
            block.clean(block.to_python(raw))
        except ValidationError as error:
            for place, messages in _told(error, path):
                sources.refuse(place, *messages)
    return raw


def _taken(block: Any, said: Any, path: str, sources: Sources) -> Any:
    """What was sent for a block, as it is stored; what is wrong with it is noted."""
    try:
        return _take(block, said, path, sources)
    except _Wrong as wrong:
        sources.refuse(path, str(wrong))
        return None


@singledispatch
def _take(block: Any, said: Any, path: str, sources: Sources) -> Any:
    raise _Wrong("This cannot be set here.")


@_take.register(blocks.CharBlock)
@_take.register(blocks.TextBlock)
@_take.register(blocks.URLBlock)
@_take.register(blocks.RegexBlock)
@_take.register(blocks.ChoiceBlock)
def _(block: Any, said: Any, path: str, sources: Sources) -> Any:
    if said is _NOT_SAID:
        return block.get_default() or ""
    return _text(said)


@_take.register
def _(block: blocks.RichTextBlock, said: Any, path: str, sources: Sources) -> str:
    if said is _NOT_SAID:
        return ""
    try:
        return cleaning.cleaned(_text(said), features=block.features or ())
    except cleaning.UnreadableText as error:
        raise _Wrong("This cannot be read as HTML.") from error


@_take.register
def _(block: blocks.IntegerBlock, said: Any, path: str, sources: Sources) -> int | None:
    if said is _NOT_SAID or said is None:
        return None
    if isinstance(said, bool) or not isinstance(said, int) or abs(said) > 10**9:
        raise _Wrong("A whole number is wanted.")
    return said


@_take.register
def _(block: blocks.BooleanBlock, said: Any, path: str, sources: Sources) -> bool:
    if said is _NOT_SAID:
        return False
    if not isinstance(said, bool):
        raise _Wrong("true or false is wanted.")
    return said


@_take.register
def _(block: blocks.StaticBlock, said: Any, path: str, sources: Sources) -> None:
    if said is not _NOT_SAID and said is not None:
        raise _Wrong("Nothing can be said here.")


@_take.register
def _(block: ServiceChooserBlock, said: Any, path: str, sources: Sources) -> int | None:
    key = sources.service(_text("" if said is _NOT_SAID else said))
    if key is None:
        raise _Wrong("You have no such service.")
    return key


@_take.register
def _(block: ImageBlock, said: Any, path: str, sources: Sources) -> dict[str, Any] | None:
    wanted = _picture(said)
    try:
        image = sources.picture(wanted)
    except DomainError as refusal:
        raise _Wrong(refusal.message) from refusal
    alt = wanted.alt.strip() or image.description
    if not alt and not wanted.is_decorative:
        raise _Wrong("Say what the picture shows, or that it is only decoration.")
    return {"image": image.pk, "alt_text": alt, "decorative": wanted.is_decorative}


@_take.register
def _(block: blocks.StructBlock, said: Any, path: str, sources: Sources) -> dict[str, Any]:
    if not isinstance(said, Mapping):
        raise _Wrong("An object is wanted.")
    for name in sorted(str(name) for name in set(said) - set(block.child_blocks)):
        sources.refuse(f"{path}.{name}", "This field cannot be set here.")
    return {
        name: _taken(child, said.get(name, _NOT_SAID), f"{path}.{name}", sources)
        for name, child in block.child_blocks.items()
    }


@_take.register
def _(block: blocks.ListBlock, said: Any, path: str, sources: Sources) -> list[Any]:
    if not isinstance(said, Sequence) or isinstance(said, str):
        raise _Wrong("A list is wanted.")
    most = block.meta.max_num or 50
    if len(said) > most:
        raise _Wrong(f"At most {most}.")
    return [
        {
            "type": "item",
            "value": _taken(block.child_block, one, f"{path}.{at}", sources),
            "id": str(uuid.uuid4()),
        }
        for at, one in enumerate(said)
    ]


def _text(said: Any) -> str:
    if not isinstance(said, str):
        raise _Wrong("Text is wanted.")
    if len(said) > TEXT_AT_MOST:
        raise _Wrong(f"At most {TEXT_AT_MOST} characters.")
    if "\x00" in said or any("\ud800" <= character <= "\udfff" for character in said):
        raise _Wrong("Null characters and surrogates are not allowed.")
    return said


def _picture(said: Any) -> PictureSaid:
    if not isinstance(said, Mapping) or set(said) - {"image", "asset", "alt", "is_decorative"}:
        raise _Wrong("`image` or `asset` is wanted, with `alt` or `is_decorative`.")
    image, asset = said.get("image"), said.get("asset")
    try:
        asset = uuid.UUID(asset) if asset is not None else None
    except (AttributeError, TypeError, ValueError):
        raise _Wrong("`asset` is the id of an upload.") from None
    is_key = isinstance(image, int) and not isinstance(image, bool) and 0 < image < 2**31
    if (asset is None) == (image is None) or (image is not None and not is_key):
        raise _Wrong("Give either `image` or `asset`.")
    decorative = said.get("is_decorative", False)
    if not isinstance(decorative, bool):
        raise _Wrong("`is_decorative` is true or false.")
    alt = _text(said.get("alt", ""))[:255]
    return PictureSaid(asset=asset, image=image, alt=alt, is_decorative=decorative)


def _told(error: Any, path: str) -> Iterator[tuple[str, list[str]]]:
    """What a block says is wrong with it, by place."""
    below = getattr(error, "block_errors", None)
    if isinstance(below, Mapping):
        for name, inner in below.items():
            yield from _told(inner, f"{path}.{name}")
    own = getattr(error, "non_block_errors", None)
    if own:
        yield path, [str(message) for one in own for message in getattr(one, "messages", [one])]
    if below is None and not isinstance(
        error, (ListBlockValidationError, StreamBlockValidationError)
    ):
        messages = error.messages if hasattr(error, "messages") else [str(error)]
        yield path, [str(message) for message in messages]


# --- and back ---


@singledispatch
def _written(block: Any, raw: Any, names: Names) -> Any:
    return raw


@_written.register
def _(block: blocks.RichTextBlock, raw: Any, names: Names) -> str:
    return names.words(raw or "")


@_written.register
def _(block: ServiceChooserBlock, raw: Any, names: Names) -> str | None:
    return names.service(raw)


@_written.register
def _(block: ImageBlock, raw: Any, names: Names) -> dict[str, Any]:
    key, alt = image_parts(raw)
    return {"image": key, "alt": alt or "", "is_decorative": alt == ""}


@_written.register
def _(block: blocks.StructBlock, raw: Any, names: Names) -> dict[str, Any]:
    return {name: _written(child, value, names) for name, child, value in parts_of(block, raw)}


@_written.register
def _(block: blocks.ListBlock, raw: Any, names: Names) -> list[Any]:
    return [_written(block.child_block, value, names) for value in items_of(raw)]
