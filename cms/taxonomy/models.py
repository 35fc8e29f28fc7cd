from typing import Any, ClassVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from cms.pages.blocks import LINE, WORDS, Points, QuestionList
from cms.pages.rowkinds import ID, STRING, Kind
from cms.pages.snippets import EditorialSnippet
from cms.taxonomy.querysets import TermQuerySet

MODALITY_DEPTH = 3


class Term(EditorialSnippet):
    """A word of a vocabulary, known by a slug that rows below carry copies of."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(
        max_length=80, help_text="Used by filters and addresses; stays as it is once published."
    )
    summary = models.CharField(max_length=400, blank=True)
    sort_order = models.PositiveIntegerField(default=0, editable=False)

    objects = TermQuerySet.as_manager()

    class Meta(EditorialSnippet.Meta):
        abstract = True
        ordering = ["sort_order", "name"]

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


def term_kind(model: str) -> Kind:
    """Content shows the words of every vocabulary alike."""
    return Kind(
        rows=lambda: apps.get_model(model)._default_manager.filter(live=True),
        said={"id": F("public_id"), "slug": F("slug"), "name": F("name")},
        called="TermName",
        schema={"id": ID, "slug": STRING, "name": STRING},
    )


def one_each(model: str) -> list[models.BaseConstraint]:
    """A name and a slug are there once in each language."""
    return [
        models.UniqueConstraint(name=f"{model}_name_once_a_language", fields=["locale", "name"]),
        models.UniqueConstraint(name=f"{model}_slug_once_a_language", fields=["locale", "slug"]),
    ]


class Modality(Term):
    """A way of working, such as breathwork; edited, reviewed and published like a page.

    Modalities are an ordered tree: "Massage" has "Deep tissue massage" below it.
    """

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    picture = models.ForeignKey(
        "cms.EstuaryImage", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    description = RichTextField(blank=True, features=WORDS)
    benefits = StreamField(Points(), blank=True)
    questions = StreamField(QuestionList(), blank=True)
    regulated_note = RichTextField(
        "regulated",
        blank=True,
        features=LINE,
        help_text="Shown where the law asks for a licence or forbids a claim.",
    )
    seo_title = models.CharField("title for search engines", max_length=120, blank=True)
    search_description = models.CharField(
        "description for search engines", max_length=240, blank=True
    )

    content_kind: ClassVar[Kind] = term_kind("cms.Modality")

    panels: ClassVar[list[Any]] = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("parent"),
        FieldPanel("summary", widget=AdminAutoHeightTextInput),
        FieldPanel("picture"),
        FieldPanel("description"),
        FieldPanel("benefits"),
        FieldPanel("questions"),
        FieldPanel("regulated_note"),
        MultiFieldPanel(
            [FieldPanel("seo_title"), FieldPanel("search_description")], "For search engines"
        ),
    ]
    search_fields: ClassVar[list[Any]] = [
        index.SearchField("name", boost=2),
        index.SearchField("summary"),
        index.SearchField("description"),
        index.AutocompleteField("name"),
        index.FilterField("live"),
        index.FilterField("locale_id"),
    ]

    class Meta(Term.Meta):
        verbose_name_plural = "modalities"
        constraints = [
            *one_each("modality"),
            models.CheckConstraint(
                name="modality_is_not_its_own_parent",
                condition=Q(parent=None) | ~Q(parent=F("id")),
            ),
        ]

    def clean(self) -> None:
        """The tree stays a tree, and stays shallow enough for a menu."""
        super().clean()
        above, parent = 1, self.parent
        while parent is not None:
            above += 1
            if parent.pk == self.pk or above > MODALITY_DEPTH:
                raise ValidationError(
                    {"parent": f"At most {MODALITY_DEPTH} levels, and none above itself."}
                )
            parent = parent.parent
        if self.pk and above + self._levels_below() > MODALITY_DEPTH:
            raise ValidationError({"parent": f"What lies below would be over {MODALITY_DEPTH}."})

    def _levels_below(self) -> int:
        levels, below = 0, [self.pk]
        while levels < MODALITY_DEPTH and (
            below := list(Modality.objects.filter(parent__in=below).values_list("pk", flat=True))
        ):
            levels += 1
        return levels


class Audience(Term):
    """For whom something is meant, such as beginners or new parents."""

    content_kind: ClassVar[Kind] = term_kind("cms.Audience")

    panels: ClassVar[list[Any]] = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("summary", widget=AdminAutoHeightTextInput),
    ]
    search_fields: ClassVar[list[Any]] = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("locale_id"),
    ]

    class Meta(Term.Meta):
        constraints = one_each("audience")


class CertificationKind(Term):
    """A sort of paper that practitioners show, and what it stands for."""

    issuer = models.CharField(max_length=160, blank=True, help_text="Who gives it.")
    is_regulated = models.BooleanField(
        "protected by law", default=False, help_text="Only who has it may use the title."
    )
    address = models.URLField("where it is explained", blank=True)

    content_kind: ClassVar[Kind] = term_kind("cms.CertificationKind")

    panels: ClassVar[list[Any]] = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("issuer"),
        FieldPanel("is_regulated"),
        FieldPanel("summary", widget=AdminAutoHeightTextInput),
        FieldPanel("address"),
    ]
    search_fields: ClassVar[list[Any]] = [
        index.SearchField("name"),
        index.SearchField("issuer"),
        index.AutocompleteField("name"),
        index.FilterField("locale_id"),
    ]

    class Meta(Term.Meta):
        verbose_name = "kind of certification"
        verbose_name_plural = "kinds of certification"
        constraints = one_each("certification_kind")
