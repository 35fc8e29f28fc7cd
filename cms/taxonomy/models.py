from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index

from cms.taxonomy.querysets import ModalityQuerySet
from estuary.kernel.models import PublicModel


class Modality(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, index.Indexed, PublicModel
):
    """A way of working, such as breathwork; edited, reviewed and published like a page."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(
        max_length=80, unique=True, help_text="Used by filters and addresses; stays as it is."
    )
    summary = models.CharField(max_length=400, blank=True)

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="modality")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="modality",
        for_concrete_model=False,
    )

    objects = ModalityQuerySet.as_manager()

    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("summary", widget=AdminAutoHeightTextInput),
    ]
    search_fields = [
        index.SearchField("name"),
        index.SearchField("summary"),
        index.AutocompleteField("name"),
        index.FilterField("live"),
    ]

    class Meta:
        verbose_name_plural = "modalities"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A slug that the public has seen is kept: practitioners and services carry copies."""
        super().clean()
        if not self.pk or not self.first_published_at:
            return
        was = type(self).objects.filter(pk=self.pk).values_list("slug", flat=True).first()
        if was != self.slug:
            raise ValidationError({"slug": f"This is in use; it stays {was}."})
