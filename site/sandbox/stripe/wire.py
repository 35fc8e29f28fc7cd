"""From a form body to nested values: `card[number]=4242&expand[]=customer`."""

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from sandbox.stripe.errors import ApiError

MAX_DEPTH = 12


def decode(text: str) -> dict[str, Any]:
    """Nested dictionaries and lists of strings; lists with numbers become dictionaries of digits.

    Whether `items[0]` is a list or an object is for the schema to say, so it is decided later.
    """
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        _place(tree, _steps(name), value, name)
    return tree


def decode_json(text: str) -> dict[str, Any]:
    """The object in a JSON body; nothing at all stands for an empty one."""
    try:
        values = json.loads(text or "{}")
    except ValueError as error:
        raise ApiError(f"The request body is not JSON: {error}") from error
    if not isinstance(values, dict):
        raise ApiError("The request body must be a JSON object.")
    return values


def _steps(name: str) -> list[str]:
    root, bracket, rest = name.partition("[")
    steps = [root, *re.findall(r"\[([^\[\]]*)\]", bracket + rest)]
    if len(steps) > MAX_DEPTH or (
        bracket and "".join(f"[{step}]" for step in steps[1:]) != "[" + rest
    ):
        raise ApiError(f"Invalid parameter name: {name[:200]}", param=name[:200])
    return steps


def _place(tree: dict[str, Any], steps: list[str], value: str, name: str) -> None:
    here: Any = tree
    for position, step in enumerate(steps):
        last = position == len(steps) - 1
        following = None if last else steps[position + 1]
        if isinstance(here, list):
            # `a[][b]=1`: a new element begins when the field was already given.
            if last or not here or not isinstance(here[-1], dict) or following in here[-1]:
                here.append(value if last else {})
            here = here[-1]
            continue
        if not isinstance(here, dict):
            raise ApiError(f"Invalid parameter: {name} is given in two shapes.", param=name)
        if last:
            here[step] = value
        else:
            here = here.setdefault(step, [] if following == "" else {})
