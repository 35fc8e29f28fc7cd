"""Which fields of an answer may be expanded, by Stripe's own marks."""

from typing import Any

from sandbox.stripe.contract.document import Document, Schema
from sandbox.stripe.errors import ApiError

MAX_LEVELS = 4


def check_expansions(described: Document, operation: str, paths: list[str]) -> None:
    """Refuse the first path that Stripe would not expand in this operation's answer."""
    for path in paths:
        levels = path.split(".")
        if len(levels) - (levels[0] == "data") > MAX_LEVELS:
            raise ApiError("You cannot expand more than 4 levels of a property", param="expand")
        candidates = list(_objects(described, described.answer_schema(operation)))
        for level in levels:
            marked = [schema for schema in candidates if level in _marks(schema)]
            if not marked:
                raise ApiError(f"This property cannot be expanded ({path}).", param="expand")
            candidates = [
                inner
                for schema in marked
                for inner in _objects(described, schema["properties"][level])
            ]


def _marks(schema: Schema) -> list[str]:
    marks: list[str] = schema.get("x-expandableFields", [])
    return marks


def _objects(described: Document, schema: Schema) -> Any:
    """Every object schema that a value may have: through references, choices and list items."""
    schema = described.resolve(schema)
    for branch in schema.get("anyOf", []):
        yield from _objects(described, branch)
    if schema.get("type") == "array":
        yield from _objects(described, schema["items"])
    if "properties" in schema:
        yield schema
