from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, Workflow
from wagtail.search import index

from cms.pages.api_fields import PictureField, RowField, TermsField, WordsField
from cms.pages.blocks import WORDS, Education, QuestionList
from cms.pages.models import HeadlessPage
from cms.pages.rows import RowPageMixin, RowPageTester
from cms.workflows.models import workflow_of_profiles
from cms.workflows.people import is_author
from cms.workflows.policies import Limits
from marketplace.practitioners.models import Practitioner
from marketplace.practitioners.operations import RESERVED_SLUGS


class PractitionerIndexPage(HeadlessPage):
    """All practitioners; each one's page lies below it."""

    introduction = models.TextField(blank=True, max_length=400)

    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.PractitionerPage"]

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("introduction")]
    api_fields: ClassVar[list[APIField]] = [APIField("introduction")]

    class Meta:
        verbose_name = "practitioner index"

    def get_workflow(self) -> Workflow | None:
        """Its own words are the editors'; what lies below it is the practitioners'."""
        return self.get_parent().specific.get_workflow()


class ProfileTester(RowPageTester):
    """An author cannot make their profile anew, so they do not delete it."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return not is_author(self.user) and super().can_delete(ignore_bulk)


class PractitionerPage(RowPageMixin, HeadlessPage):  # type: ignore[django-manager-missing]
    """The public words of one practitioner. The title is the name they work under."""

    page_description = "The public profile of one practitioner."

    practitioner = models.ForeignKey("marketplace.Practitioner", models.PROTECT, related_name="+")
    professional_title = models.CharField(max_length=120, blank=True)
    summary = models.CharField(
        max_length=400, blank=True, help_text="Two sentences for lists and cards."
    )
    picture = models.ForeignKey(
        "cms.EstuaryImage", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    modalities = ParentalManyToManyField("cms.Modality", blank=True, related_name="+")
    story = RichTextField(
        blank=True, features=WORDS, help_text="Who they are, and how they came to it."
    )
    approach = RichTextField(blank=True, features=WORDS, help_text="How they work with people.")
    education = StreamField(Education(), blank=True)
    questions = StreamField(QuestionList(), blank=True)

    row_name = "practitioner"
    limits = Limits(title=(3, 120))  # as long as a name may be
    reserved_slugs = RESERVED_SLUGS
    parent_page_types: ClassVar[list[str]] = ["cms.PractitionerIndexPage"]
    subpage_types: ClassVar[list[str]] = ["cms.ServicePage", "cms.StreamPage"]

    content_panels: ClassVar[list[Any]] = [
        FieldPanel("title", heading="Name", help_text="The name they work under."),
        FieldPanel("practitioner"),
        MultiFieldPanel(
            [
                FieldPanel("professional_title"),
                FieldPanel("summary", widget=AdminAutoHeightTextInput),
                FieldPanel("picture"),
            ],
            "On cards",
        ),
        FieldPanel("modalities"),
        FieldPanel("story"),
        FieldPanel("approach"),
        FieldPanel("education"),
        FieldPanel("questions"),
    ]
    search_fields: ClassVar[list[Any]] = [
        *Page.search_fields,
        index.SearchField("professional_title"),
        index.SearchField("summary"),
        index.SearchField("story"),
        index.SearchField("approach"),
        index.FilterField("practitioner_id"),
    ]
    api_fields: ClassVar[list[APIField]] = [
        APIField("practitioner", serializer=RowField()),
        APIField("professional_title"),
        APIField("summary"),
        APIField("picture", serializer=PictureField(role="portrait")),
        APIField("modalities", serializer=TermsField()),
        APIField("story", serializer=WordsField()),
        APIField("approach", serializer=WordsField()),
        APIField("education"),
        APIField("questions"),
    ]

    class Meta:
        verbose_name = "practitioner"
        constraints = [
            models.UniqueConstraint(
                name="practitioner_is_told_by_one_page",
                fields=["practitioner"],
                condition=Q(tells_row=True),
            ),
        ]

    @classmethod
    def public_rows(cls) -> dict[str, Any]:
        """Practitioners whom the public sees."""
        return {"practitioner": Practitioner.objects.listed()}

    def permissions_for_user(self, user: Any) -> ProfileTester:
        return ProfileTester(user, self)

    def get_workflow(self) -> Workflow | None:
        """Profiles need a verification, other than what lies below them."""
        return workflow_of_profiles() or super().get_workflow()
