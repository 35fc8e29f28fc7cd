"""Every place where the provider is called, found by reading the syntax tree of the project.

A place is a method of the official library's client, called or handed on: it is looked up in the
library itself, which also says what request it makes.
"""

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import stripe

CODE = ("commerce", "marketplace", "cms", "live", "tasks", "site/estuary")
# How the project names the client: the function of stripe_calls, and each adapter's property.
CLIENT = "client"
VERSIONS = ("v1", "v2")


@dataclass(frozen=True)
class Site:
    """One place where the provider is called."""

    file: str
    function: str
    method: str
    operation: str

    @property
    def room(self) -> str:
        return Path(self.file).parent.name

    @property
    def name(self) -> str:
        """As the cases are called: `payments.refund:refunds.create`."""
        return f"{self.room}.{self.function}:{self.method.partition('.')[2]}"

    @property
    def is_write(self) -> bool:
        return not self.operation.startswith("GET ")

    def asks(self, method: str, path: str) -> bool:
        """Whether a request is the one that this place makes."""
        verb, template = self.operation.split(" ")
        pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template))
        return method.upper() == verb and re.fullmatch(pattern, path) is not None


def found(root: Path) -> list[Site]:
    """All of them."""
    texts = {_of(file, root): file.read_text("utf-8") for file in _files(root)}
    return [
        site
        for name, text in texts.items()
        if any(f".{version}" in text for version in VERSIONS)
        for site in in_source(text, name)
    ]


def adapters(root: Path) -> set[str]:
    """The files that may call the provider."""
    return {_of(file, root) for file in _files(root) if file.name == "stripe_gateway.py"}


def in_source(source: str, file: str) -> list[Site]:
    """The places in one module."""
    tree = ast.parse(source)
    sites = []
    for function, chain in _chains(tree):
        called = _looked_up(chain)
        if inspect.isroutine(called):
            sites.append(Site(file, function, ".".join(chain), _operation(called)))
    return list(dict.fromkeys(sites))


def _chains(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    """Each `client....v1.refunds.create`, and the function of the module or class it is in."""
    for function in _functions(tree):
        aliases = _aliases(function)
        inner = {id(node.value) for node in ast.walk(function) if isinstance(node, ast.Attribute)}
        for node in ast.walk(function):
            if isinstance(node, ast.Attribute) and id(node) not in inner:
                chain = _chain(node, aliases)
                if chain is not None:
                    yield function.name, chain


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in tree.body:
        parts = node.body if isinstance(node, ast.ClassDef) else [node]
        yield from (part for part in parts if isinstance(part, ast.FunctionDef))


def _aliases(function: ast.FunctionDef) -> dict[str, list[str]]:
    """Names in a function for a part of the client: `schedules = self.client.v1....`."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            chain = _chain(node.value, found)
            if chain is not None:
                found[node.targets[0].id] = chain
    return found


def _chain(node: ast.AST, aliases: dict[str, list[str]]) -> list[str] | None:
    """The names from the version on, where an expression begins with the client; else None."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.insert(0, node.attr)
        node = node.value
    if isinstance(node, ast.Name) and node.id in aliases:
        return aliases[node.id] + names
    if isinstance(node, ast.Call):  # client().v1
        names = _last_name(node.func) + names
    elif isinstance(node, ast.Name):
        names.insert(0, node.id)
    if names[:1] == ["self"]:
        del names[0]
    return names[1:] if names[:1] == [CLIENT] and names[1:2] and names[1] in VERSIONS else None


def _last_name(node: ast.AST) -> list[str]:
    return [node.id] if isinstance(node, ast.Name) else []


def _looked_up(chain: list[str]) -> Any:
    """What the library has under these names; AttributeError when it has nothing."""
    found: Any = stripe.StripeClient("sk_test_sites")
    for name in chain:
        found = getattr(found, name)
    return found


def _operation(method: Any) -> str:
    """What a method of the library asks for: `POST /v1/refunds`."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(method)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "_request":
            texts = [n.value for n in ast.walk(node) if isinstance(n, ast.Constant)]
            verb = next(t for t in texts if t in ("get", "post", "delete"))
            path = next(t for t in texts if isinstance(t, str) and t.startswith("/v"))
            return f"{verb.upper()} {path}"
    raise LookupError(f"What {method} asks for cannot be read.")


def _files(root: Path) -> list[Path]:
    return sorted(file for folder in CODE for file in (root / folder).rglob("*.py"))


def _of(file: Path, root: Path) -> str:
    return file.relative_to(root).as_posix()
