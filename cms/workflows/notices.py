"""What the back office says above the form of a page or snippet that is under review."""

from typing import Any

from django.utils.html import format_html
from wagtail.admin import messages
from wagtail.models import TaskState

from cms.workflows.reviews import ReviewState, review_of


def say_what_to_change(request: Any, thing: Any) -> None:
    """Whoever opens what was sent back reads why, before they begin."""
    if request.method != "GET":
        return
    review = review_of(thing)
    if review.state == ReviewState.CHANGES_REQUESTED:
        messages.warning(
            request,
            format_html("Changes were requested by {}: {}", review.by, review.reason),
        )


def say_that_another_looks(request: Any, thing: Any) -> None:
    """Whoever changed words while they approved hears that it is not public yet, and why."""
    if request.POST.get("workflow-action-name") != "approve":
        return
    state = thing.current_workflow_task_state
    if state is None or state.status != TaskState.STATUS_IN_PROGRESS:
        return
    if state.revision.user_id == request.user.pk:
        messages.info(
            request,
            "You changed what it says, so somebody else approves your change before it is public.",
        )
