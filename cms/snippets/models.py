from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel, PublishingPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from cms.pages import rich_text
from cms.pages.blocks import LINE
from cms.pages.describing import NUMBER, UUID, reference
from cms.pages.models import READERS
from cms.pages.querysets import SnippetQuerySet
from cms.pages.references import Loaded, Wanted
from cms.pages.rowkinds import ID, STRING, Kind
from cms.pages.snippets import EditorialSnippet
from cms.snippets.querysets import AnnouncementQuerySet


class Announcement(EditorialSnippet):
    """A line across the top of the site, from its publication until it expires."""

    TONES = [("note", "Note"), ("good_news", "Good news"), ("warning", "Warning")]

    title = models.CharField(max_length=120)
    text = RichTextField(blank=True, features=LINE)
    tone = models.CharField(max_length=9, choices=TONES, default="note")
    readers = models.CharField(max_length=13, choices=READERS, default="everybody")
    page = models.ForeignKey(
        "wagtailcore.Page", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    address = models.URLField(blank=True)
    link_text = models.CharField(max_length=60, blank=True)

    objects = AnnouncementQuerySet.as_manager()

    panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        FieldPanel("text"),
        FieldPanel("tone"),
        FieldPanel("readers"),
        MultiFieldPanel(
            [FieldPanel("link_text"), PageChooserPanel("page"), FieldPanel("address")], "Link"
        ),
        PublishingPanel(),
    ]
    search_fields: ClassVar[list[Any]] = [
        index.SearchField("title"),
        index.SearchField("text"),
        index.AutocompleteField("title"),
        index.FilterField("locale_id"),
    ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """A link leads to one thing, and says what to."""
        super().clean()
        if self.page_id and self.address:
            raise ValidationError({"address": "Choose a page, or give an address: one of the two."})
        if bool(self.page_id or self.address) != bool(self.link_text):
            raise ValidationError({"link_text": "A link needs words, and words need a link."})


def _said_by(said: dict[str, Any], wanted: Wanted) -> None:
    wanted.image(said["picture"], "portrait")
    wanted.row("practitioner", said["practitioner"])


def _testimonial(said: dict[str, Any], loaded: Loaded) -> dict[str, Any]:
    return {
        **said,
        "picture": loaded.picture(said["picture"], "portrait"),
        "practitioner": loaded.row_card("practitioner", said["practitioner"]),
    }


class Testimonial(EditorialSnippet):
    """What a client said, with their leave; shown where an editor puts it."""

    text = models.TextField(max_length=600)
    name = models.CharField(max_length=120)
    about = models.CharField(max_length=160, blank=True, help_text="Such as “client since 2024”.")
    picture = models.ForeignKey(
        "cms.EstuaryImage", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    practitioner = models.ForeignKey(
        "marketplace.Practitioner", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sort_order = models.PositiveIntegerField(default=0, editable=False)

    objects = SnippetQuerySet.as_manager()
    content_kind: ClassVar[Kind] = Kind(
        rows=lambda: Testimonial.objects.published(),
        said={
            "id": F("public_id"),
            **{name: F(name) for name in ("text", "name", "about")},
            **{name: F(f"{name}_id") for name in ("picture", "practitioner")},
        },
        references=_said_by,
        shown=_testimonial,
        called="TestimonialCard",
        schema={
            "id": ID,
            **dict.fromkeys(("text", "name", "about"), STRING),
            "picture": reference("ContentPicture", NUMBER),
            "practitioner": reference("PractitionerCard", UUID),
        },
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("text"),
        FieldPanel("name"),
        FieldPanel("about"),
        FieldPanel("picture"),
        FieldPanel("practitioner"),
    ]
    search_fields: ClassVar[list[Any]] = [
        index.SearchField("text"),
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("locale_id"),
    ]

    class Meta(EditorialSnippet.Meta):
        ordering = ["sort_order", "id"]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:60]}"


def _answered_by(said: dict[str, Any], wanted: Wanted) -> None:
    wanted.locales.add(said["locale"])
    rich_text.references(said["answer"], wanted)


def _faq(said: dict[str, Any], loaded: Loaded) -> dict[str, Any]:
    """Its links lead to pages of its own language, whatever page shows it."""
    answer = rich_text.shown(said["answer"], loaded.in_locale(said["locale"]))
    return {name: said[name] for name in ("id", "question", "topic")} | {"answer": answer}


class Faq(EditorialSnippet):
    """A question that comes again and again, answered once and shown in many places."""

    question = models.CharField(max_length=240)
    answer = RichTextField(features=[*LINE, "ol", "ul"])
    topic = models.CharField(max_length=60, blank=True, help_text="Such as “Payments”.")
    sort_order = models.PositiveIntegerField(default=0, editable=False)

    objects = SnippetQuerySet.as_manager()
    content_kind: ClassVar[Kind] = Kind(
        rows=lambda: Faq.objects.published(),
        said={
            "id": F("public_id"),
            "locale": F("locale_id"),
            **{name: F(name) for name in ("question", "answer", "topic")},
        },
        references=_answered_by,
        shown=_faq,
        called="FaqCard",
        schema={"id": ID, **dict.fromkeys(("question", "answer", "topic"), STRING)},
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("question"),
        FieldPanel("answer"),
        FieldPanel("topic"),
    ]
    search_fields: ClassVar[list[Any]] = [
        index.SearchField("question"),
        index.SearchField("answer"),
        index.AutocompleteField("question"),
        index.FilterField("locale_id"),
    ]

    class Meta(EditorialSnippet.Meta):
        verbose_name = "question and answer"
        verbose_name_plural = "questions and answers"
        ordering = ["sort_order", "question"]

    def __str__(self) -> str:
        return self.question
