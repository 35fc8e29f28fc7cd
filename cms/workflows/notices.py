"""What the back office says above the form of a page or snippet that is under review."""

from typing import Any

from django.utils.html import format_html
from wagtail.admin import messages
from wagtail.models import TaskState

from cms.workflows.reviews import ReviewState, review_of


def say_what_to_change(request: Any, thing: Any) -> None:
    """Whoever opens what was sent back reads why, before they begin."""
    if request.method == "GET":
        _say_why_it_came_back(request, thing)


def say_what_came_of_it(request: Any, thing: Any) -> None:
    """What Wagtail's own message leaves out, once something was submitted or approved.

    That the automatic check sent it back at once; or that whoever approved it had changed words,
    which is why it is not public yet.
    """
    if {"action-submit", "action-restart-workflow"} & set(request.POST):
        _say_why_it_came_back(request, thing)
    if request.POST.get("workflow-action-name") == "approve" and _waits_again(request.user, thing):
        messages.info(
            request,
            "You changed what it says, so somebody else approves your change before it is public.",
        )


def _say_why_it_came_back(request: Any, thing: Any) -> None:
    review = review_of(thing)
    if review.state == ReviewState.CHANGES_REQUESTED:
        said = format_html("Changes were requested by {}: {}", review.by, review.reason)
        messages.warning(request, said)


def _waits_again(user: Any, thing: Any) -> bool:
    state = thing.current_workflow_task_state
    is_waiting = state is not None and state.status == TaskState.STATUS_IN_PROGRESS
    return is_waiting and state.revision.user_id == user.pk
