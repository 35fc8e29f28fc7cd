"""What operations are handed: plain values, already checked for their shape."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FocalPoint:
    """What must not be cut away: its middle and its sides, as shares of the picture's."""

    x: float
    y: float
    width: float = 0.1
    height: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureSaid:
    """One's own upload, or an image of one's own that was made of one: `asset` or `image`."""

    asset: UUID | None = None
    image: int | None = None
    alt: str = ""
    is_decorative: bool = False
    focal_point: FocalPoint | None = None
