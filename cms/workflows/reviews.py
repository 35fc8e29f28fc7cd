"""How the review of a page or snippet stands, as its author is told."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import TextChoices
from wagtail.models import TaskState, WorkflowState

from cms.workflows import people
from cms.workflows.models import AutomaticCheck, Review, SecondPairOfEyes
from cms.workflows.policies import CHECKED
from marketplace.accounts.models import User


class ReviewState(TextChoices):
    """draft -> waiting -> approved, changes requested or withdrawn; and from those anew."""

    DRAFT = "draft", "Draft"
    WAITING = "waiting", "Waiting for a moderator"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    APPROVED = "approved", "Approved"
    WITHDRAWN = "withdrawn", "Withdrawn"


@dataclass(frozen=True, slots=True)
class ReviewAnswer:
    """What is known of a review. `by` says who judged in words, never by name."""

    state: ReviewState
    reason: str = ""
    by: str = ""
    submitted_at: datetime | None = None
    judged_at: datetime | None = None
    checked: tuple[str, ...] = ()
    findings: list[dict[str, str]] = field(default_factory=list)  # field, label, message


_STATES = {
    WorkflowState.STATUS_IN_PROGRESS: ReviewState.WAITING,
    WorkflowState.STATUS_NEEDS_CHANGES: ReviewState.CHANGES_REQUESTED,
    WorkflowState.STATUS_APPROVED: ReviewState.APPROVED,
    WorkflowState.STATUS_CANCELLED: ReviewState.WITHDRAWN,
}


def review_of(thing: Any) -> ReviewAnswer:
    """How the latest review of `thing` stands. Changes nothing; at most three queries."""
    workflow = WorkflowState.objects.for_instance(thing).order_by("-created_at", "-pk").first()
    if workflow is None:
        return ReviewAnswer(ReviewState.DRAFT)
    looks = list(
        Review.objects.filter(workflow_state=workflow)
        .select_related("task__content_type")
        .order_by("-started_at", "-pk")
    )
    judged = next((one for one in looks if one.finished_at), None)
    checked = next((one for one in looks if _is_automatic(one)), None)
    state = _STATES[workflow.status]
    is_sent_back = state == ReviewState.CHANGES_REQUESTED and judged is not None
    return ReviewAnswer(
        state=state,
        reason=judged.comment if is_sent_back and judged else "",
        by=_by(judged) if judged and state != ReviewState.WAITING else "",
        submitted_at=workflow.created_at,
        judged_at=judged.finished_at if judged and state != ReviewState.WAITING else None,
        checked=CHECKED if checked else (),
        findings=list(judged.findings) if is_sent_back and judged else [],
    )


def reviewers_of(review: TaskState) -> list[int]:
    """Who may judge what waits: the active people of the task's groups, but for its own."""
    task = review.task.specific
    groups = task.groups.all() if isinstance(task, SecondPairOfEyes) else Group.objects.none()
    may = User.objects.filter(groups__in=groups, is_active=True).exclude(
        pk__in=people.concerned(review)
    )
    return sorted(set(may.values_list("pk", flat=True)))


def _is_automatic(review: Review) -> bool:
    return review.task.content_type.model_class() is AutomaticCheck


def _by(review: Review) -> str:
    return "an automatic check" if _is_automatic(review) else "our moderators"
