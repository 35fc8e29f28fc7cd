from dataclasses import dataclass
from typing import ClassVar

from estuary.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class MediaStored(Event):
    """An upload is complete, and is what it should be."""

    name: ClassVar[str] = "marketplace.media.stored"
    asset_id: int
