"""What all our snippets share: they are drafted, reviewed, previewed and translated like pages."""

from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index

from cms.previews.showing import FrontendPreviewMixin
from estuary.kernel.models import PublicModel


class EditorialSnippet(
    FrontendPreviewMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    PreviewableMixin,
    index.Indexed,
    PublicModel,
):
    """Words that are no page of their own."""

    exclude_fields_in_copy = ["public_id"]  # the world knows a translation by an id of its own

    class Meta(TranslatableMixin.Meta):
        abstract = True

    @property
    def approved_schedule(self) -> bool:
        """Whether a draft is approved for a time to come; lists have asked for all of them."""
        if hasattr(self, "_approved_schedule"):
            return self._approved_schedule
        return super().approved_schedule
