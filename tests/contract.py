"""What the schema promises, held against every answer that a test gets.

An answer must be named by its operation: a refusal by its code, a success by its status, its
type and exactly the fields that are documented.
"""

import datetime
import json
import re
import uuid
from functools import cache
from typing import Any

from django.urls import Resolver404, resolve
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker

from estuary.kernel.api.refusals import ANYWHERE

HELD = {"GET", "POST", "PUT", "PATCH", "DELETE"}
# These refuse as Wagtail does, without a code.
WAGTAILS = tuple(f"/api/v1/content/{name}/" for name in ("pages", "images", "documents"))
EVERYWHERE = {refusal.code for refusal in ANYWHERE}
WORDS = {"description", "readOnly", "writeOnly", "example", "title", "default"}

formats = FormatChecker(formats=())


@formats.checks("date-time", raises=ValueError)
def _instant(value: Any) -> bool:
    return not isinstance(value, str) or (
        value.endswith("Z") and bool(datetime.datetime.fromisoformat(value))
    )


@formats.checks("date", raises=ValueError)
def _date(value: Any) -> bool:
    return not isinstance(value, str) or bool(datetime.date.fromisoformat(value))


@formats.checks("uuid", raises=ValueError)
def _uuid(value: Any) -> bool:
    return not isinstance(value, str) or str(uuid.UUID(value)) == value


@cache
def schema() -> dict[str, Any]:
    """As `/api/v1/schema/` answers it."""
    return json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True)))


@cache
def operations() -> dict[tuple[str, str], dict[str, Any]]:
    """By method and address: `("GET", "/api/v1/services/{name}/")`."""
    return {
        (method.upper(), path): operation
        for path, methods in schema()["paths"].items()
        for method, operation in methods.items()
    }


def pointed(part: dict[str, Any]) -> dict[str, Any]:
    """What a `$ref` points at, or the part itself."""
    while "$ref" in part:
        kind, name = part["$ref"].removeprefix("#/components/").split("/", 1)
        part = schema()["components"][kind][name]
    return part


def codes(response: dict[str, Any]) -> set[str]:
    """The codes that a documented refusal may carry."""
    examples = pointed(response)["content"]["application/json"]["examples"]
    return {pointed(example)["value"]["code"] for example in examples.values()}


@cache
def validator(method: str, path: str, status: str) -> Draft202012Validator | None:
    """For the JSON that an operation answers; None where it answers something else."""
    response = pointed(operations()[method, path]["responses"][status])
    content = response.get("content", {}).get("application/json")
    return content and Draft202012Validator(exactly(content["schema"]), format_checker=formats)


def exactly(part: Any, *, whole: bool = True) -> Any:
    """As JSON Schema says it: no field more and, when `whole`, none less than documented."""
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return exactly(pointed(part), whole=whole)
    made = {key: value for key, value in part.items() if key not in WORDS}
    nullable = made.pop("nullable", False)
    for key in ("allOf", "oneOf", "anyOf"):
        if key in made:
            made[key] = [exactly(one, whole=whole) for one in made[key]]
    for key in ("items", "additionalProperties"):
        if key in made:
            made[key] = exactly(made[key], whole=whole)
    if "properties" in made:
        made["properties"] = {
            name: exactly(one, whole=whole) for name, one in made["properties"].items()
        }
        made.setdefault("additionalProperties", False)
        # Of some, the request chooses which fields there are.
        if whole and not made.pop("x-chosen", False):
            made["required"] = sorted(made["properties"])
    return {"anyOf": [{"type": "null"}, made]} if nullable else made


def check(response: Any) -> None:
    """Fail, with a sentence, when the schema does not know of this answer."""
    method = response.request["REQUEST_METHOD"]
    path = _documented(response.request["PATH_INFO"])
    if path is None or method not in HELD or response.status_code == 304:
        return
    said, status = f"{method} {path.removeprefix('/api/v1')} answered", str(response.status_code)
    if status >= "400" and path.startswith(WAGTAILS):
        answer = operations().get((method, path), {"responses": {}})["responses"].get(status)
        assert answer or status == "405", f"{said} {status}, which its schema does not name"
        if answer:
            validator(method, path, status).validate(response.json())
        return
    if status >= "400":
        code = response.json()["code"]
        operation = operations().get((method, path), {"responses": {}})
        known = codes(operation["responses"][status]) if status in operation["responses"] else ()
        assert code in known or code in EVERYWHERE, (
            f"{said} {status} {code}, which its schema does not name"
        )
        return
    answers = operations()[method, path]["responses"]
    assert status in answers, f"{said} {status}, which its schema does not name"
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    if not response.content:
        assert "content" not in pointed(answers[status]), f"{said} nothing"
    elif kind != "application/json":
        assert kind in answers[status]["content"], f"{said} {kind}, unlike its schema"
    elif held := validator(method, path, status):
        wrong = sorted(held.iter_errors(response.json()), key=lambda one: len(one.path))
        sentences = [f"{one.json_path}: {_sentence(one)}" for one in wrong[:5]]
        assert not wrong, f"{said} what its schema does not say: {'; '.join(sentences)}"


def _sentence(error: Any) -> str:
    """The error of the branch that was meant, rather than that there are branches."""
    while error.context:
        error = max(error.context, key=lambda one: len(one.absolute_path))
    return f"{error.json_path}: {error.message[:300]}"


@cache
def _paths() -> set[str]:
    return set(schema()["paths"])


def _documented(address: str) -> str | None:
    """The address as the schema writes it, if it is one of the schema's."""
    try:
        route = resolve(address).route
    except Resolver404:
        return None
    path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.replace("^", ""))
    return next((one for one in (path, path.replace("{pk}", "{id}")) if one in _paths()), None)
