from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Concat, Lower

from cms.search.querysets import SearchEntryQuerySet
from cms.search.states import EntryKind

# By language, the text search configuration that knows its words; the others fall back to English.
CONFIGS = {"en": "estuary_en", "pt": "estuary_pt"}


def _vector(config: str) -> Any:
    """Title before who it is by, that before the summary, and the rest last."""
    return (
        SearchVector("title", weight="A", config=config)
        + SearchVector("author", weight="B", config=config)
        + SearchVector("summary", weight="C", config=config)
        + SearchVector("body", weight="D", config=config)
    )


class SearchEntry(models.Model):
    """The words of one published thing, as search knows them; written when it is published.

    Whether the public may see it is asked of the thing itself at every search, never kept here.
    """

    kind = models.CharField(max_length=12, choices=EntryKind.choices)
    language = models.CharField(max_length=35)
    page = models.OneToOneField(
        "wagtailcore.Page", models.CASCADE, null=True, blank=True, related_name="+"
    )
    modality = models.OneToOneField(
        "cms.Modality", models.CASCADE, null=True, blank=True, related_name="+"
    )
    practitioner = models.ForeignKey(
        "marketplace.Practitioner", models.CASCADE, null=True, blank=True, related_name="+"
    )
    service = models.ForeignKey(
        "marketplace.Service", models.CASCADE, null=True, blank=True, related_name="+"
    )
    post = models.ForeignKey("cms.Post", models.CASCADE, null=True, blank=True, related_name="+")

    title = models.CharField(max_length=255)
    author = models.CharField(max_length=160, blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    picture = models.JSONField(null=True, blank=True)
    indexed_at = models.DateTimeField(auto_now=True)

    words = models.GeneratedField(
        expression=Case(
            *(
                When(language=language, then=_vector(config))
                for language, config in CONFIGS.items()
                if config != "estuary_en"
            ),
            default=_vector("estuary_en"),
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    # Without capitals and accents, for what is spelt wrong.
    names = models.GeneratedField(
        expression=Lower(
            Func(Concat(F("title"), Value(" "), F("author")), function="f_unaccent"),
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "search entries"
        constraints = [
            models.CheckConstraint(
                name="search_entry_is_of_one_thing",
                condition=Q(page__isnull=True) ^ Q(modality__isnull=True),
            ),
        ]
        indexes = [
            GinIndex(name="search_entry_words", fields=["words"]),
            GinIndex(OpClass(F("names"), name="gin_trgm_ops"), name="search_entry_names"),
            models.Index(name="search_entry_by_kind", fields=["kind", "language"]),
        ]

    def __str__(self) -> str:
        return self.title
