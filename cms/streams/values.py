"""What operations are handed: plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cms.streams.states import Access, PostKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PostWords:
    """The published words that lists, search and feeds show."""

    title: str
    slug: str
    teaser: str = ""
    kind: str = PostKind.ARTICLE
    access: str = Access.FREE
    picture: Mapping[str, Any] | None = None
    modalities: Sequence[str] = ()
    tags: Sequence[str] = ()
    service_id: int | None = None
    duration_seconds: int | None = None
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reactions:
    """What readers make of a post, and what this one does."""

    likes: int
    saves: int
    is_liked: bool
    is_saved: bool
