from typing import Any, Self

from django.contrib.postgres.search import (
    CombinedSearchQuery,
    SearchHeadline,
    SearchQuery,
    SearchRank,
    TrigramWordSimilarity,
)
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat
from wagtail.models import PageViewRestriction

# Characters for private use, which no text has: what lies between them was searched for.
BEGIN, END = "\ue000", "\ue001"
LINE = " \ue002 "


class SearchEntryQuerySet(models.QuerySet):
    """The questions we ask about what can be found."""

    def public(self) -> Self:
        """Of things that the public sees at this moment."""
        seen = (
            (Q(page=None) | Q(page__live=True))
            & (Q(modality=None) | Q(modality__live=True))
            & (
                Q(practitioner=None)
                | Q(practitioner__is_listed=True, practitioner__status="verified")
            )
            & (Q(service=None) | Q(service__is_listed=True, service__status="active"))
            & (Q(post=None) | Q(post__is_listed=True))
        )
        return self.filter(seen).exclude(_private())

    def in_language(self, code: str) -> Self:
        """Written in the language with this code, such as `pt`."""
        return self.filter(language=code)

    def matching(self, query: SearchQuery | CombinedSearchQuery) -> Self:
        """Those with the words, with their `relevance`: the longer a text, the less a word says."""
        rank = SearchRank(F("words"), query, normalization=Value(1))
        return self.filter(words=query).annotate(relevance=rank)

    def resembling(self, typed: str) -> Self:
        """Those whose title or author looks like what was typed, with their `relevance`.

        How alike they must be, the function says: of a title whose words are three letters off,
        about half is the same.
        """
        plain: Any = Func(
            Value(typed.lower()), function="f_unaccent", output_field=models.TextField()
        )
        alike = RawSQL("SELECT search_entries_like(%s)", [typed])
        return self.filter(pk__in=alike).annotate(relevance=TrigramWordSimilarity(plain, "names"))

    def with_highlights(self, query: SearchQuery | CombinedSearchQuery, config: str) -> Self:
        """Adds `title_found` and `text_found`, with BEGIN and END round what was searched for."""
        between: dict[str, Any] = {"config": config, "start_sel": BEGIN, "stop_sel": END}
        text = Concat("summary", Value(LINE), "body", output_field=models.TextField())
        return self.annotate(
            title_found=SearchHeadline("title", query, highlight_all=True, **between),
            text_found=SearchHeadline(text, query, max_words=30, min_words=12, **between),
        )

    def with_things(self) -> Self:
        """Everything a result shows, in one query."""
        return self.select_related("page", "modality", "practitioner", "service", "post")


def _private() -> Q:
    """Below a page that asks for a sign-in or a password."""
    private = Q(pk=None)
    for path in PageViewRestriction.objects.values_list("page__path", flat=True):
        private |= Q(page__path__startswith=path)
    return private
