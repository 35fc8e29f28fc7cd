"""Who may do what at one route by one method, and what is asked there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.integration.routes.world import NOBODY, PRACTITIONERS, ROLES, World

ANYBODY = frozenset(ROLES)
SIGNED_IN = ANYBODY - {NOBODY}
ADA, ANN, BOTH = frozenset({"ada"}), frozenset({"ann"}), frozenset({"ada", "ann"})
NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Line:
    """What is asked at one route by one method, and of whom.

    `login`: who gets as far as the thing; others are answered 401 or 403. `owners`: for whom it is
    there. `refused`: who owns it and may not do this, with the status. `touches`: the tables in
    which others' rows change by it, such as counters. `reads_as`: whose secrets are answered to
    whoever knows what is sent. `before`: what happens first. `blind`: what is there is answered as
    what is not.
    """

    login: frozenset[str]
    thing: str = ""
    owners: frozenset[str] = ANYBODY
    body: dict[str, Any] | None = None
    query: dict[str, str] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    touches: frozenset[str] = NONE
    reads_as: str = ""
    before: Callable[[World], Any] | None = None
    blind: bool = False


def anybody(thing: str = "", **more: Any) -> Line:
    return Line(ANYBODY, thing, **more)


def signed_in(thing: str = "", **more: Any) -> Line:
    return Line(SIGNED_IN, thing, **more)


def practitioners(thing: str = "", **more: Any) -> Line:
    return Line(PRACTITIONERS, thing, **more)


def ann(thing: str, **more: Any) -> Line:
    return signed_in(thing, owners=ANN, **more)


def ada(thing: str, **more: Any) -> Line:
    return signed_in(thing, owners=ADA, **more)


def touches(*tables: str) -> frozenset[str]:
    return frozenset(tables)
