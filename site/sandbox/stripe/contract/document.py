"""Stripe's description, read once."""

import json
import lzma
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.stripe.contract import accounts_v2, billing, settings, supplement

Schema = dict[str, Any]

FILE = Path(__file__).with_name("openapi-pruned.json.xz")
API_VERSION = "2026-08-26.dahlia"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


class Document:
    """The description with lookups by operation (`POST /v1/refunds`) and by kind of object."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.paths = {
            **content["paths"],
            **supplement.PATHS,
            **billing.PATHS,
            **settings.PATHS,
            **accounts_v2.PATHS,
        }
        self.schemas: dict[str, Schema] = {
            **content["components"]["schemas"],
            "token": supplement.TOKEN,
            **accounts_v2.SCHEMAS,
        }

    def request_schema(self, operation: str) -> Schema:
        """The parameters of an operation as one closed object: of the body, or of the query."""
        described = self._operation(operation)
        if not operation.startswith("GET "):
            content = described.get("requestBody", {}).get("content", {})
            body = content.get(FORM) or content.get(JSON) or {}
            schema = body.get("schema", {"properties": {}})
            return {"type": "object", **schema, "additionalProperties": False}
        fields = [field for field in described.get("parameters", []) if field["in"] == "query"]
        return {
            "type": "object",
            "properties": {field["name"]: field["schema"] for field in fields},
            "required": [field["name"] for field in fields if field.get("required")],
            "additionalProperties": False,
        }

    def is_json(self, operation: str) -> bool:
        """Whether the parameters come as JSON, with their types, rather than as a form."""
        return JSON in self._operation(operation).get("requestBody", {}).get("content", {})

    def answer_schema(self, operation: str) -> Schema:
        """What a successful answer looks like."""
        schema: Schema = self._operation(operation)["responses"]["200"]["content"][
            "application/json"
        ]["schema"]
        return schema

    def resolve(self, schema: Schema) -> Schema:
        """The schema behind a reference; itself when it is none."""
        reference = schema.get("$ref")
        return self.schemas[reference.rpartition("/")[2]] if reference else schema

    def _operation(self, operation: str) -> dict[str, Any]:
        method, path = operation.split(" ")
        described: dict[str, Any] = self.paths[path][method.lower()]
        return described


@cache
def document() -> Document:
    """The description that lies beside this file."""
    return Document(json.loads(lzma.decompress(FILE.read_bytes())))
