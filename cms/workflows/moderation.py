"""Submitting and judging from code; the back office goes Wagtail's way, through the same tasks.

All of it takes the latest revision, which must be there: save one first.
"""

from typing import Any

from wagtail.models import TaskState, WorkflowState

from cms.workflows.models import Review
from estuary.kernel import db
from estuary.kernel.errors import DomainError, Kind
from marketplace.accounts.models import User


class NothingToSubmit(DomainError):
    kind, message = Kind.CONFLICT, "There is nothing that is not published already."


class NoWorkflow(DomainError):
    kind, message = Kind.CONFLICT, "Nobody is appointed to look at this. Ask our staff."


class AlreadySubmitted(DomainError):
    kind, message = Kind.CONFLICT, "This waits for a moderator already."


class NotSubmitted(DomainError):
    kind, message = Kind.CONFLICT, "This does not wait for anybody."


@db.transaction_if_not_already
def submit(*, thing: Any, user: User) -> WorkflowState:
    """Ask for the latest revision to be published; what was sent back goes on where it was.

    The automatic check answers at once: ask `review_of` how it went. Raises NothingToSubmit,
    NoWorkflow and AlreadySubmitted.
    """
    _hold(thing)
    state: WorkflowState | None = thing.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        raise AlreadySubmitted
    if thing.live and not thing.has_unpublished_changes:
        raise NothingToSubmit
    if state is not None:
        state.resume(user=user)
        return state
    workflow = thing.get_workflow()
    if workflow is None:
        raise NoWorkflow
    return workflow.start(thing, user)


@db.transaction_if_not_already
def withdraw(*, thing: Any, user: User) -> None:
    """Take back what was submitted; the draft stays. Raises NotSubmitted."""
    _hold(thing)
    state: WorkflowState | None = thing.current_workflow_state
    if state is None:
        raise NotSubmitted
    state.cancel(user=user)


@db.transaction_if_not_already
def approve(*, thing: Any, by: User, comment: str = "") -> None:
    """Let what waits pass. Raises NotSubmitted, OwnWork and NotVerified."""
    review = _waiting(thing)
    review.task.specific.on_action(review, by, "approve", comment=comment)


@db.transaction_if_not_already
def reject(*, thing: Any, by: User, reason: str) -> None:
    """Send what waits back. Raises NotSubmitted, OwnWork and RejectedWithoutReason."""
    review = _waiting(thing)
    review.task.specific.on_action(review, by, "reject", comment=reason)


@db.transaction_required
def _hold(thing: Any) -> None:
    """One at a time: of two who press the button at once, the second sees what the first did."""
    type(thing)._base_manager.select_for_update(of=("self",)).get(pk=thing.pk)


@db.transaction_required
def _waiting(thing: Any) -> Review:
    _hold(thing)
    state: TaskState | None = thing.current_workflow_task_state
    if state is None or state.status != TaskState.STATUS_IN_PROGRESS:
        raise NotSubmitted
    return state.specific
