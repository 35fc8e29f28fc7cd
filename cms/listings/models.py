from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.listings.forms import NewServiceForm
from cms.pages.api_fields import PictureField, RowField, TermsField, WordsField
from cms.pages.blocks import WORDS, Points
from cms.pages.models import HeadlessPage
from cms.pages.rows import RowPageMixin
from marketplace.catalogue.models import Service
from marketplace.catalogue.operations import RESERVED_SLUGS
from marketplace.catalogue.states import ServiceStatus
from marketplace.practitioners.models import Practitioner


class ServicePage(RowPageMixin, HeadlessPage):  # type: ignore[django-manager-missing]
    """The public words of one service; it lies below its practitioner's page."""

    page_description = "What one service is, and for whom."

    service = models.ForeignKey("marketplace.Service", models.PROTECT, related_name="+")
    summary = models.CharField(
        max_length=400, blank=True, help_text="Two sentences for lists and cards."
    )
    picture = models.ForeignKey(
        "cms.EstuaryImage", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    modalities = ParentalManyToManyField("cms.Modality", blank=True, related_name="+")
    audiences = ParentalManyToManyField("cms.Audience", blank=True, related_name="+")
    description = RichTextField(blank=True, features=WORDS)
    what_you_will_learn = StreamField(Points(), blank=True)
    included = StreamField(Points(), blank=True)
    prerequisites = models.TextField(blank=True, max_length=1000)

    base_form_class = NewServiceForm
    row_name = "service"
    reserved_slugs = RESERVED_SLUGS
    parent_page_types: ClassVar[list[str]] = ["cms.PractitionerPage"]
    subpage_types: ClassVar[list[str]] = []

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("service"),
        FieldPanel("service_type"),
        MultiFieldPanel(
            [FieldPanel("summary", widget=AdminAutoHeightTextInput), FieldPanel("picture")],
            "On cards",
        ),
        FieldPanel("modalities"),
        FieldPanel("audiences"),
        FieldPanel("description"),
        FieldPanel("what_you_will_learn"),
        FieldPanel("included"),
        FieldPanel("prerequisites"),
    ]
    search_fields: ClassVar[list[Any]] = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("description"),
        index.FilterField("service_id"),
    ]
    api_fields: ClassVar[list[APIField]] = [
        APIField("service", serializer=RowField()),
        APIField("summary"),
        APIField("picture", serializer=PictureField(role="card")),
        APIField("modalities", serializer=TermsField()),
        APIField("audiences", serializer=TermsField()),
        APIField("description", serializer=WordsField()),
        APIField("what_you_will_learn"),
        APIField("included"),
        APIField("prerequisites"),
    ]

    class Meta:
        verbose_name = "service"
        constraints = [
            models.UniqueConstraint(
                name="service_is_told_by_one_page",
                fields=["service"],
                condition=Q(tells_row=True),
            ),
        ]

    @classmethod
    def public_rows(cls) -> dict[str, Any]:
        """Services that are sold, of practitioners whom the public sees."""
        return {
            "service__practitioner": Practitioner.objects.listed(),
            "service": Service.objects.filter(status=ServiceStatus.ACTIVE, is_listed=True),
        }

    def clean(self) -> None:
        """A service's page lies below the page of whoever offers it."""
        super().clean()
        parent = self.get_parent() if self.path else None
        above = getattr(parent and parent.specific, "practitioner_id", None)
        service = self.service if self.service_id else None  # none yet, in a form half filled in
        if above is not None and service and above != service.practitioner_id:
            raise ValidationError({"service": "This service belongs to another practitioner."})
