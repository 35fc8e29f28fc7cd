"""What a kind of news is: its roads, and what builds its words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from live.notifications.states import Road
from marketplace.accounts.models import User

SCREEN_AND_MAIL = (Road.IN_APP, Road.EMAIL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Who is told, where their mail goes, and the ids of what happened."""

    reader: User
    address: str
    ids: Mapping[str, Any]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said: title to data on a screen; title, link and `mail` in the mail's templates.

    A link begins with the frontend's path, or is a whole address.
    `event` goes with the mail for the reader's calendar: iCalendar, with its method before it.
    """

    title: str
    body: str = ""
    link: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    mail: dict[str, Any] = field(default_factory=dict)
    event: tuple[str, bytes] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of news. Its three mail templates are called as it is."""

    key: str
    roads: tuple[Road, ...]
    words: Callable[[Occasion], Words]


def zone_of(reader: User) -> str:
    """The zone in which a person reads times; UTC for one who never said."""
    profile = getattr(reader, "profile", None)
    return profile.timezone if profile else "UTC"
