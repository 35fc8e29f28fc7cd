"""What happens when the last task of a workflow is approved; named in the settings.

Wagtail imports this while its own models are made, so models are asked for by name.
"""

from typing import Any

from django.apps import apps
from wagtail.workflows import publish_workflow_state

from cms.releases.states import MAY_BE_CHANGED


def publish_or_keep(workflow_state: Any, user: Any = None) -> None:
    """Publish what was approved, unless it waits for its release, which takes what was approved."""
    thing = workflow_state.content_object
    kept = apps.get_model("cms", "ReleaseItem").objects.of(thing).open()
    if not kept.exists():
        publish_workflow_state(workflow_state, user=user)
        return
    approved = thing.get_latest_revision()
    kept.filter(release__status__in=MAY_BE_CHANGED).update(
        revision=approved, title=approved.object_str[:255]
    )
