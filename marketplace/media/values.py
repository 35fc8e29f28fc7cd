"""What operations are handed and what they answer: plain values."""

from dataclasses import dataclass

from marketplace.media.states import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What somebody says they will upload."""

    purpose: Purpose
    file_name: str
    content_type: str
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found when it was looked through."""

    content_type: str
    size_bytes: int
    checksum: str = ""
    width: int | None = None
    height: int | None = None
    duration_seconds: int | None = None
