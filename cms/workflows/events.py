from dataclasses import dataclass
from typing import ClassVar

from estuary.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ContentSubmitted(Event):
    """Something waits for somebody's judgement; `review_id` is the task state that waits."""

    name: ClassVar[str] = "cms.content.submitted"
    review_id: int


@dataclass(frozen=True, kw_only=True)
class ContentApproved(Event):
    """The last task was approved: it is published, or kept for its release."""

    name: ClassVar[str] = "cms.content.approved"
    review_id: int


@dataclass(frozen=True, kw_only=True)
class ContentRejected(Event):
    """It was sent back to whoever submitted it; the reason is the review's comment."""

    name: ClassVar[str] = "cms.content.rejected"
    review_id: int
