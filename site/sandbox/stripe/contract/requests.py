"""Parameters against the schema: given their types, or refused in Stripe's words.

A form knows only strings. `narrow` walks the values and the schema together; it gives each value
the type the schema asks for and picks the branch of every `anyOf` that fits the value's shape.
What is left is a small plain schema that jsonschema judges without guessing, so each fault names
one parameter.
"""

import re
from typing import Any

from jsonschema import Draft202012Validator

from sandbox.stripe.contract.document import Document, Schema
from sandbox.stripe.errors import ApiError

# Which fault is told first when there are several.
ORDER = ["additionalProperties", "required", "type", "enum", "maxLength"]
WHOLE = re.compile(r"-?\d{1,18}")


def checked(described: Document, operation: str, values: dict[str, Any]) -> dict[str, Any]:
    """The parameters with their types; raises ApiError for the first fault."""
    form = not described.is_json(operation)
    typed, schema = narrow(values, described.request_schema(operation), form=form)
    faults = sorted(Draft202012Validator(schema).iter_errors(typed), key=_order)
    if faults:
        raise _refusal(faults[0])
    result: dict[str, Any] = typed
    return result


def narrow(value: Any, schema: Schema, *, form: bool = True) -> tuple[Any, Schema]:
    """The value with its types, and the part of the schema that applies to it."""
    if "anyOf" in schema:
        return _narrow_choice(value, schema["anyOf"], form)
    kind = schema.get("type")
    if kind == "object" and isinstance(value, dict):
        return _narrow_object(value, schema, form)
    if kind == "array":
        return _narrow_array(value, schema, form)
    return _scalar(value, kind) if form else value, {
        name: schema[name] for name in ("type", "enum", "maxLength", "format") if name in schema
    }


def _narrow_choice(value: Any, branches: list[Schema], form: bool) -> tuple[Any, Schema]:
    attempts = [narrow(value, branch, form=form) for branch in branches]
    for typed, schema in attempts:
        if Draft202012Validator(schema).is_valid(typed):
            return typed, schema
    wanted = "object" if isinstance(value, dict) else "array" if isinstance(value, list) else ""
    shaped = [attempt for attempt in attempts if attempt[1].get("type") == wanted]
    return (shaped or [attempt for attempt in attempts if "enum" not in attempt[1]] or attempts)[0]


def _narrow_object(value: dict[str, Any], schema: Schema, form: bool) -> tuple[Any, Schema]:
    known = schema.get("properties", {})
    # Nested objects without the word are closed too; only maps such as metadata are open.
    other = schema.get("additionalProperties", False)
    typed, inner = {}, {}
    for name, content in value.items():
        part = known.get(name) or (other if isinstance(other, dict) else None)
        if part is None:
            typed[name] = content
            continue
        typed[name], inner[name] = narrow(content, part, form=form)
    return typed, {
        "type": "object",
        "properties": inner,
        "required": schema.get("required", []),
        "additionalProperties": False,
    }


def _narrow_array(value: Any, schema: Schema, form: bool) -> tuple[Any, Schema]:
    if form and isinstance(value, dict) and value and all(key.isdigit() for key in value):
        value = [value[key] for key in sorted(value, key=int)]
    if not isinstance(value, list):
        return value, {"type": "array"}
    parts = [narrow(item, schema.get("items", {}), form=form) for item in value]
    return [typed for typed, _ in parts], {
        "type": "array",
        "prefixItems": [narrowed for _, narrowed in parts],
    }


def _scalar(value: Any, kind: str | None) -> Any:
    if not isinstance(value, str):
        return value
    if kind == "integer" and WHOLE.fullmatch(value):
        return int(value)
    if kind == "boolean" and value in ("true", "false"):
        return value == "true"
    if kind == "number":
        try:
            return float(value)
        except ValueError:
            return value
    return value


def _order(fault: Any) -> tuple[int, str]:
    place = ORDER.index(fault.validator) if fault.validator in ORDER else len(ORDER)
    return place, _name(list(fault.absolute_path))


def _name(path: list[Any]) -> str:
    if not path:
        return ""
    return str(path[0]) + "".join(f"[{step}]" for step in path[1:])


def _refusal(fault: Any) -> ApiError:
    path = list(fault.absolute_path)
    if fault.validator == "additionalProperties":
        extra = next(name for name in fault.instance if name not in fault.schema["properties"])
        name = _name([*path, extra])
        return ApiError(f"Received unknown parameter: {name}", code="parameter_unknown", param=name)
    if fault.validator == "required":
        missing = next(name for name in fault.validator_value if name not in fault.instance)
        name = _name([*path, missing])
        return ApiError(f"Missing required param: {name}.", code="parameter_missing", param=name)
    return _wrong_value(_name(path), fault)


def _wrong_value(name: str, fault: Any) -> ApiError:
    value = fault.instance
    if value == "":
        return ApiError(
            f"You passed an empty string for '{name}'. We assume empty values are an attempt to "
            f"unset a parameter; however '{name}' cannot be unset. You should remove '{name}' "
            "from your request or supply a non-empty value.",
            code="parameter_invalid_empty",
            param=name,
        )
    if fault.validator == "enum":
        return ApiError(f"Invalid {name}: must be {_either(fault.validator_value)}", param=name)
    if fault.validator == "maxLength":
        return ApiError(
            f"Invalid string: {value[:20]}...; must be at most {fault.validator_value} characters",
            code="parameter_invalid_string",
            param=name,
        )
    kind = "hash" if fault.validator_value == "object" else fault.validator_value
    shown = str(value)[:100] if isinstance(value, str) else "a nested value"
    code = "parameter_invalid_integer" if kind == "integer" else f"parameter_invalid_{kind}"
    return ApiError(f"Invalid {kind}: {shown}", code=code, param=name)


def _either(values: list[Any]) -> str:
    words = [str(value) for value in values if value != ""]
    if len(words) == 1:
        return words[0]
    if len(words) > 20:
        words = [*words[:20], "others"]
    return "one of " + ", ".join(words[:-1]) + f", or {words[-1]}"
