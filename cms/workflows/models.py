from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from wagtail.models import AbstractGroupApprovalTask, TaskState


class SecondPairOfEyes(AbstractGroupApprovalTask):
    """Somebody of the chosen groups approves, and never the one who submitted.

    Administrators are no exception: their way round is to publish the page itself.
    """

    class Meta:
        verbose_name = "approval by somebody else"
        verbose_name_plural = "approvals by somebody else"

    @classmethod
    def get_description(cls) -> str:
        """What the list of task types says."""
        return "Members of the chosen groups can approve, but not what they submitted themselves."

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """No buttons for the one who submitted."""
        return [] if _submitted(obj, user) else super().get_actions(obj, user)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        """What waits for this user on their home page."""
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        return states.exclude(workflow_state__requested_by=user)

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Buttons can be forged; this is the guard."""
        if task_state.workflow_state.requested_by_id == user.pk:
            raise PermissionDenied("What one has submitted is for somebody else to judge.")
        super().on_action(task_state, user, action_name, **kwargs)


def _submitted(obj: Any, user: Any) -> bool:
    state = obj.current_workflow_state
    return state is not None and state.requested_by_id == user.pk
