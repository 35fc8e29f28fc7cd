"""What each block knows of itself beside its part of Wagtail: three pure things.

Which references its raw value contains, how its raw value is shown from what was loaded, and
the JSON Schema of that. A block of ours is `Shaped` and says so itself; Wagtail's own are told
by their class. The raw value is what the database has: nothing is made into Python's objects,
which would ask for each.
"""

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from cms.pages import rich_text
from cms.pages.describing import Components, Schema, describe
from cms.pages.loading import load
from cms.pages.raw import Malformed, children_of, choices_of, image_parts, items_of, parts_of, text
from cms.pages.references import Asked, Loaded, Wanted
from cms.pages.rowkinds import kind_of

ROLE = "wide"  # of an image that no block of ours gives another


class Shaped:
    """A block that knows its own shape. Without more, it is that of the class it extends."""

    def references(self, raw: Any, wanted: Wanted) -> None:
        """Note what a raw value refers to; raises Malformed."""
        _refer(self, raw, wanted)

    def shown(self, raw: Any, loaded: Loaded) -> Any:
        """A raw value as answers show it; raises Malformed."""
        return _show(self, raw, loaded)

    def described(self, components: Components) -> Schema:
        """The JSON Schema of what `shown` gives; what is shared is put into `components`."""
        return describe(self, components)

    def get_api_representation(self, value: Any, context: Any = None) -> Any:
        """Wagtail's way of asking, for one value at a time: previews, and other rooms.

        `locale` of the context is the key of the language that the value is in.
        """
        raw = self.get_prep_value(value)  # type: ignore[attr-defined]
        said = context or {}
        asked, locale = Asked.by(said.get("request")), said.get("locale")
        wanted = Wanted(asked.depth, locales={locale} if locale else set())
        references(self, raw, wanted)
        return shown(self, raw, load(wanted, asked).in_locale(locale))


def references(block: Any, raw: Any, wanted: Wanted) -> None:
    """Note what a raw value refers to."""
    try:
        block.references(raw, wanted) if isinstance(block, Shaped) else _refer(block, raw, wanted)
    except Malformed:
        return


def shown(block: Any, raw: Any, loaded: Loaded) -> Any:
    """A raw value as answers show it; raises Malformed."""
    return block.shown(raw, loaded) if isinstance(block, Shaped) else _show(block, raw, loaded)


# --- Wagtail's own blocks: what they refer to ---


@singledispatch
def _refer(block: Any, raw: Any, wanted: Wanted) -> None:
    """Nothing, as text and numbers do."""


@_refer.register
def _(block: blocks.RichTextBlock, raw: Any, wanted: Wanted) -> None:
    rich_text.references(text(raw), wanted)


@_refer.register
def _(block: blocks.ChooserBlock, raw: Any, wanted: Wanted) -> None:
    wanted.row(kind_of(block.model_class), raw)


@_refer.register
def _(block: blocks.PageChooserBlock, raw: Any, wanted: Wanted) -> None:
    wanted.page(raw)


@_refer.register
def _(block: ImageChooserBlock, raw: Any, wanted: Wanted) -> None:
    wanted.image(raw, ROLE)


@_refer.register
def _(block: DocumentChooserBlock, raw: Any, wanted: Wanted) -> None:
    wanted.row("document", raw)


@_refer.register
def _(block: EmbedBlock, raw: Any, wanted: Wanted) -> None:
    wanted.embed(raw)


@_refer.register
def _(block: ImageBlock, raw: Any, wanted: Wanted) -> None:
    wanted.image(image_parts(raw)[0], ROLE)


@_refer.register
def _(block: blocks.BaseStructBlock, raw: Any, wanted: Wanted) -> None:
    for _name, child, value in parts_of(block, raw):
        references(child, value, wanted)


@_refer.register
def _(block: blocks.ListBlock, raw: Any, wanted: Wanted) -> None:
    for value in items_of(raw):
        references(block.child_block, value, wanted)


@_refer.register
def _(block: blocks.BaseStreamBlock, raw: Any, wanted: Wanted) -> None:
    for child, value, _id in children_of(block, raw):
        references(child, value, wanted)


# --- how they are shown ---


@singledispatch
def _show(block: Any, raw: Any, loaded: Loaded) -> Any:
    return raw


@_show.register(blocks.CharBlock)
@_show.register(blocks.TextBlock)
@_show.register(blocks.URLBlock)
@_show.register(blocks.EmailBlock)
@_show.register(blocks.RegexBlock)
@_show.register(blocks.RawHTMLBlock)
def _(block: Any, raw: Any, loaded: Loaded) -> str:
    return text(raw)


@_show.register
def _(block: blocks.IntegerBlock, raw: Any, loaded: Loaded) -> int | None:
    if raw is not None and (isinstance(raw, bool) or not isinstance(raw, int)):
        raise Malformed
    return raw


@_show.register
def _(block: blocks.BooleanBlock, raw: Any, loaded: Loaded) -> bool:
    return raw is True


@_show.register
def _(block: blocks.ChoiceBlock, raw: Any, loaded: Loaded) -> Any:
    """A choice that is no longer one gives way to the block's default."""
    return raw if raw in choices_of(block) else block.get_default()


@_show.register
def _(block: blocks.StaticBlock, raw: Any, loaded: Loaded) -> None:
    return None


@_show.register
def _(block: blocks.RichTextBlock, raw: Any, loaded: Loaded) -> str:
    return rich_text.shown(text(raw), loaded)


@_show.register
def _(block: blocks.ChooserBlock, raw: Any, loaded: Loaded) -> Any:
    return loaded.row_card(kind_of(block.model_class), raw)


@_show.register
def _(block: blocks.PageChooserBlock, raw: Any, loaded: Loaded) -> Any:
    return loaded.page_card(raw)


@_show.register
def _(block: ImageChooserBlock, raw: Any, loaded: Loaded) -> Any:
    return loaded.picture(raw, ROLE)


@_show.register
def _(block: DocumentChooserBlock, raw: Any, loaded: Loaded) -> Any:
    return loaded.row_card("document", raw)


@_show.register
def _(block: EmbedBlock, raw: Any, loaded: Loaded) -> str:
    return text(raw)


@_show.register
def _(block: ImageBlock, raw: Any, loaded: Loaded) -> Any:
    return image(raw, ROLE, loaded)


@_show.register
def _(block: blocks.BaseStructBlock, raw: Any, loaded: Loaded) -> dict[str, Any]:
    return {name: shown(child, value, loaded) for name, child, value in parts_of(block, raw)}


@_show.register
def _(block: blocks.ListBlock, raw: Any, loaded: Loaded) -> list[Any]:
    return list(_whole(((block.child_block, value) for value in items_of(raw)), loaded))


@_show.register
def _(block: blocks.BaseStreamBlock, raw: Any, loaded: Loaded) -> list[dict[str, Any]]:
    told = []
    for child, value, key in children_of(block, raw):
        for made in _whole([(child, value)], loaded):
            told.append({"type": child.name, "value": made, "id": key})
    return told


def _whole(those: Any, loaded: Loaded) -> Iterator[Any]:
    for child, value in those:
        try:
            yield shown(child, value, loaded)
        except Malformed:
            continue


def image(raw: Any, role: str, loaded: Loaded) -> Any:
    """An image with the words that were given for this place, or none as decoration."""
    key, alt = image_parts(raw)
    return loaded.picture(key, role, alt=alt)
