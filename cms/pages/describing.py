"""The JSON Schema of what blocks give, as the OpenAPI document has it."""

from functools import singledispatch
from typing import Any

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from cms.pages.raw import choices_of
from cms.pages.rowkinds import KINDS, kind_of

Schema = dict[str, Any]
Components = dict[str, Schema]


def described(block: Any, components: Components) -> Schema:
    """The schema of a block; what is shared is put into `components`."""
    own = getattr(block, "described", None)
    return own(components) if own else describe(block, components)


def component(name: str) -> Schema:
    """Points at a schema that is shared."""
    return {"$ref": f"#/components/schemas/{name}"}


def or_null(schema: Schema) -> Schema:
    """The schema, or null."""
    return (
        {"allOf": [schema], "nullable": True} if "$ref" in schema else {**schema, "nullable": True}
    )


def reference(name: str, key: Schema) -> Schema:
    """A card, its id where `?depth=0` asks for it, or null: it is gone, or not public."""
    return {"oneOf": [component(name), key], "nullable": True}


def service() -> Schema:
    """A service; with `?depth=2` its practitioner is a card as well."""
    cards = [component("ServiceCard"), component("ServiceCardInDepth")]
    return {"oneOf": [*cards, UUID], "nullable": True}


def row(kind: str, components: Components) -> Schema:
    """The card of a row of this kind."""
    called, schema = KINDS[kind].called, KINDS[kind].schema
    components[called] = struct(dict(schema))
    return reference(called, dict(schema["id"]))


NUMBER: Schema = {"type": "integer"}
UUID: Schema = {"type": "string", "format": "uuid"}


@singledispatch
def describe(block: Any, components: Components) -> Schema:
    """One of Wagtail's own blocks, by its class."""
    return {}


@describe.register(blocks.CharBlock)
@describe.register(blocks.TextBlock)
@describe.register(blocks.URLBlock)
@describe.register(blocks.EmailBlock)
@describe.register(blocks.RegexBlock)
@describe.register(blocks.RawHTMLBlock)
def _(block: Any, components: Components) -> Schema:
    return _told(block, {"type": "string"})


@describe.register
def _(block: blocks.IntegerBlock, components: Components) -> Schema:
    return _told(block, {"type": "integer", "nullable": True})


@describe.register
def _(block: blocks.BooleanBlock, components: Components) -> Schema:
    return _told(block, {"type": "boolean"})


@describe.register
def _(block: blocks.ChoiceBlock, components: Components) -> Schema:
    return _told(block, {"type": "string", "enum": choices_of(block)})


@describe.register
def _(block: blocks.StaticBlock, components: Components) -> Schema:
    return {"type": "string", "maxLength": 0, "nullable": True, "description": "Always null."}


@describe.register
def _(block: blocks.RichTextBlock, components: Components) -> Schema:
    return _told(block, {"type": "string", "description": "As `rich_text_format` asks for it."})


@describe.register
def _(block: blocks.ChooserBlock, components: Components) -> Schema:
    return row(kind_of(block.model_class), components)


@describe.register
def _(block: blocks.PageChooserBlock, components: Components) -> Schema:
    return reference("PageCard", NUMBER)


@describe.register(ImageChooserBlock)
@describe.register(ImageBlock)
def _(block: Any, components: Components) -> Schema:
    return reference("ContentPicture", NUMBER)


@describe.register
def _(block: DocumentChooserBlock, components: Components) -> Schema:
    return row("document", components)


@describe.register
def _(block: EmbedBlock, components: Components) -> Schema:
    return {"type": "string"}


@describe.register
def _(block: blocks.BaseStructBlock, components: Components) -> Schema:
    return struct({name: described(one, components) for name, one in block.child_blocks.items()})


@describe.register
def _(block: blocks.ListBlock, components: Components) -> Schema:
    return {"type": "array", "items": described(block.child_block, components)}


@describe.register
def _(block: blocks.BaseStreamBlock, components: Components) -> Schema:
    """A union of the blocks it may hold, told apart by `type`."""
    mapping = {
        name: component(_held(block, name, child, components))["$ref"]
        for name, child in block.child_blocks.items()
    }
    union = {
        "oneOf": [{"$ref": one} for one in mapping.values()],
        "discriminator": {"propertyName": "type", "mapping": mapping},
    }
    called = f"{type(block).__name__}Block"
    components[called] = union
    return {"type": "array", "items": component(called)}


def _held(stream: Any, name: str, child: Any, components: Components) -> str:
    """Put the schema of one block of a stream among the components; what it is called there."""
    schema = struct(
        {
            "type": {"type": "string", "enum": [name]},
            "value": described(child, components),
            "id": {"type": "string", "nullable": True},
        },
        description=child.get_description() or str(child.label),
    )
    called = f"{name.title().replace('_', '')}Block"
    if components.setdefault(called, schema) != schema:
        called = f"{type(stream).__name__}{called}"
        components[called] = schema
    return called


def struct(properties: Schema, *, description: str = "") -> Schema:
    """An object with all of these, and no others."""
    told = {"description": description} if description else {}
    return {"type": "object", **told, "properties": properties, "required": sorted(properties)}


def _told(block: Any, schema: Schema) -> Schema:
    words = str(block.field.help_text or "") if hasattr(block, "field") else ""
    return {**schema, "description": words} if words else schema
