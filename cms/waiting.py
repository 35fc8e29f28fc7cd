"""What waits for a moderator on their first page: the latest, at a few queries, however many wait.

Wagtail's panel shows everything that waits, and asks the database ten times about each.
"""

from collections import defaultdict
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.models import Page, Revision, Task, TaskState

from cms.pages.rows import RowPageMixin

SHOWN = 10
ACTION, PREVIEW, COMPARE = "workflow_action", "workflow_preview", "revisions_compare"


class WaitingPanel(WorkflowObjectsToModeratePanel):
    """Stands in for Wagtail's; the report has the rest."""

    template_name = "cms/dashboard/waiting.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        request = parent_context["request"]
        waiting = TaskState.objects.reviewable_by(request.user)
        states = _shown(waiting, request.user)
        return {
            "request": request,
            "csrf_token": parent_context["csrf_token"],
            "states": states,
            "waiting": waiting.count() if states else 0,
            "shown_at_most": SHOWN,
            "report": f"{reverse('wagtailadmin_reports:workflow_tasks')}?reviewable=true",
        }


def _shown(waiting: Any, user: Any) -> list[dict[str, Any]]:
    latest = (
        waiting.specific()
        .select_related("revision__user", "workflow_state__workflow", for_specific_subqueries=True)
        .prefetch_related("revision__content_object", for_specific_subqueries=True)
        .annotate(previous_revision_id=Revision.objects.previous_revision_id_subquery())
        .order_by("-started_at", "-pk")[:SHOWN]
    )
    # One whose page or snippet is gone leads nowhere.
    states = [state for state in latest if state.revision.content_object]
    if not states:
        return []
    tasks = {task.pk: task for task in Task.objects.specific()}
    for state in states:
        state.task = tasks[state.task_id]
        # What Wagtail would look up again from the other side.
        state.workflow_state.current_task_state = state
        state.revision.content_object._current_workflow_states = [state.workflow_state]
    _read_rows([state.revision.content_object for state in states])
    return [_row(state, user) for state in states]


def _read_rows(things: list[Any]) -> None:
    """Whose each page is, which decides who must not judge it."""
    by_model: dict[Any, list[Any]] = defaultdict(list)
    for thing in things:
        by_model[type(thing)].append(thing)
    for model, some in by_model.items():
        if issubclass(model, RowPageMixin):
            row = model._meta.get_field(model.row_name).related_model
            is_person = not hasattr(row, "practitioner")
            prefetch_related_objects(
                some, model.row_name if is_person else f"{model.row_name}__practitioner"
            )


def _row(state: Any, user: Any) -> dict[str, Any]:
    """As Wagtail's template reads it."""
    thing = state.revision.content_object
    named = {name: f"wagtailadmin_pages:{name}" for name in (ACTION, PREVIEW, COMPARE)}
    if not isinstance(thing, Page):
        named = {name: thing.snippet_viewset.get_url_name(name) for name in named}
    return {
        "obj": thing,
        "revision": state.revision,
        "previous_revision_id": state.previous_revision_id,
        "live_revision_id": thing.live_revision_id,
        "task_state": state,
        "actions": state.task.get_actions(thing, user),
        "workflow_tasks": state.workflow_state.all_tasks_with_status(),
        "workflow_action_url_name": named[ACTION],
        "workflow_preview_url_name": named[PREVIEW],
        "revisions_compare_url_name": named[COMPARE],
    }
