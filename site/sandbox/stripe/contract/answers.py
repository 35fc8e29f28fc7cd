"""Answers against Stripe's schemas: a resource the sandbox builds must be one Stripe could send."""

from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from sandbox.stripe.contract.document import Document, Schema, document

ADDRESS = "stripe:api"
WORDS = {
    "type",
    "properties",
    "required",
    "items",
    "anyOf",
    "enum",
    "maxLength",
    "pattern",
    "additionalProperties",
}


def answer_faults(described: Document, operation: str, answer: Any) -> list[str]:
    """What is wrong with a successful answer, in words; empty when nothing is."""
    validator = _validator(operation)
    return [_told(fault) for fault in validator.iter_errors(answer)]


def _told(fault: Any) -> str:
    inner = best_match(fault.context) if fault.context else fault
    return f"{'.'.join(map(str, inner.absolute_path))}: {inner.message[:300]}"


@cache
def _validator(operation: str) -> Draft202012Validator:
    return Draft202012Validator(
        translate(document().answer_schema(operation)), registry=_registry()
    )


@cache
def _registry() -> Any:
    schemas = {name: translate(schema) for name, schema in document().schemas.items()}
    whole = Resource.from_contents(
        {"components": {"schemas": schemas}}, default_specification=DRAFT202012
    )
    return Registry().with_resource(ADDRESS, whole)


def translate(schema: Any) -> Schema:
    """OpenAPI 3.0's dialect as JSON Schema: `nullable` becomes a choice, marks are dropped."""
    plain: Schema = {}
    if "$ref" in schema:
        plain["$ref"] = ADDRESS + schema["$ref"]
    for word, content in schema.items():
        if word not in WORDS:
            continue
        if word == "properties":
            plain[word] = {name: translate(inner) for name, inner in content.items()}
        elif word == "anyOf":
            plain[word] = [translate(inner) for inner in content]
        elif word == "items" or (word == "additionalProperties" and isinstance(content, dict)):
            plain[word] = translate(content)
        else:
            plain[word] = content
    return {"anyOf": [plain, {"type": "null"}]} if schema.get("nullable") else plain
