from dataclasses import dataclass
from typing import ClassVar

from estuary.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PackageChanged(Event):
    """What a package costs or holds has changed, or whether it is on sale."""

    name: ClassVar[str] = "marketplace.package.changed"
    package_id: int
