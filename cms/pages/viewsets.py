"""How the back office lists snippets: what it says of each is asked once for all of them."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Revision, WorkflowState
from wagtail.snippets.views.snippets import IndexView

from cms.pages import translating


class EditorialListing(IndexView):
    """A list of one kind of snippet, with how each stands and what may be done with it."""

    def get_base_queryset(self) -> QuerySet[Any]:
        planned = Revision.objects.filter(
            base_content_type=ContentType.objects.get_for_model(self.model),
            object_id=Cast(OuterRef("pk"), CharField()),
            approved_go_live_at__isnull=False,
        )
        under_way = Prefetch(
            "_workflow_states",
            queryset=WorkflowState.objects.active().select_related("current_task_state__task"),
            to_attr="_current_workflow_states",
        )
        snippets = super().get_base_queryset().select_related("locale")
        return snippets.annotate(_approved_schedule=Exists(planned)).prefetch_related(under_way)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        translating.note(context["object_list"], self.request.user)
        return context
