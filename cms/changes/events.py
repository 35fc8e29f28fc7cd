from dataclasses import dataclass
from typing import ClassVar

from estuary.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ContentChanged(Event):
    """What the public reads has changed: who shows it, or keeps it, should ask again.

    `tags` names what to ask for again, parted by commas: the thing itself, what shows it, and the
    lists it is in. `path` is where the frontend shows it, empty for what is no page.
    """

    name: ClassVar[str] = "cms.content.changed"
    kind: str
    object: str
    object_id: str
    locale: str
    path: str
    tags: str
    at: str
