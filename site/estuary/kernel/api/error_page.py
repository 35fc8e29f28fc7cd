"""docs/errors.md, made from the schema: every code, its status, its sentence, who answers it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from estuary.kernel.api.refusals import ANYWHERE

FEW = 6
HEAD = """\
# Errors

Every code that the API answers, made from the schema by `python3 manage.py lint --fix`. Programs
go by `code`; the sentence is for people, and may say more than stands here. The tests see that no
answer carries a code that its address does not name.
"""
OPENING = ("code", "status", "sentence", "where")


def page(schema: Mapping[str, Any]) -> str:
    """The whole page."""
    by_room: dict[str, dict[tuple[str, int, str], list[str]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for address, status, name, body in _answers(schema):
        room = name.split(".")[0] if name.count(".") > 1 else ""
        by_room[room][body["code"], status, body["message"]].append(address)
    for refusal in ANYWHERE:
        by_room[""][refusal.code, refusal.status, refusal.message] = ["everywhere"]
    parts = [HEAD, "\n## Of every room\n\n", _table(by_room.pop(""))]
    for room, rows in sorted(by_room.items()):
        parts += [f"\n## {room.capitalize()}\n\n", _table(rows)]
    return "".join(parts)


def _answers(schema: Mapping[str, Any]) -> Iterator[tuple[str, int, str, Mapping[str, Any]]]:
    components = schema["components"]
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            address = f"{method.upper()} {path.removeprefix('/api/v1/')}"
            for status, response in operation["responses"].items():
                if status < "400":
                    continue
                if "$ref" in response:
                    response = components["responses"][_name(response)]
                for example in response["content"]["application/json"]["examples"].values():
                    name = _name(example)
                    body = components["examples"][name]["value"]
                    if "code" in body:  # the content API refuses as Wagtail does
                        yield address, int(status), name, body


def _name(pointer: Mapping[str, str]) -> str:
    return pointer["$ref"].rpartition("/")[2]


def _table(rows: Mapping[tuple[str, int, str], list[str]]) -> str:
    lines = [f"| {' | '.join(OPENING)} |", "| --- | --- | --- | --- |"]
    lines += [
        f"| `{code}` | {status} | {message} | {_where(addresses)} |"
        for (code, status, message), addresses in sorted(rows.items())
    ]
    return "\n".join(lines) + "\n"


def _where(addresses: list[str]) -> str:
    if addresses == ["everywhere"]:
        return "everywhere"
    if len(addresses) > FEW:
        return f"{len(addresses)} addresses"
    return ", ".join(f"`{address}`" for address in addresses)
