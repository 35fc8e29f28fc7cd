import django_filters
from django.conf import settings

from cms.search.models import CONFIGS
from cms.search.querysets import SearchEntryQuerySet
from cms.search.states import EntryKind
from estuary.kernel.searching import CONFIG, search_query
from marketplace.practitioners.models import Practitioner


class SearchFilters(django_filters.FilterSet):
    """What is searched for, and among what."""

    search = django_filters.CharFilter(
        required=True, method="_found", label='Words, "phrases", or, -exclusions; best first.'
    )
    kind = django_filters.MultipleChoiceFilter(choices=EntryKind.choices)
    locale = django_filters.ChoiceFilter(
        choices=settings.WAGTAIL_CONTENT_LANGUAGES,
        method="_written_in",
        label="The language of the words; by default the site's first.",
    )
    practitioner = django_filters.CharFilter(method="_by", label="Id or slug: only theirs.")

    def filter_queryset(self, queryset: SearchEntryQuerySet) -> SearchEntryQuerySet:
        """What it is looked for among comes first: similar words stand in only for those."""
        words = self.form.cleaned_data["search"]
        asked = {name: value for name, value in self.form.cleaned_data.items() if name != "search"}
        asked["locale"] = asked["locale"] or settings.LANGUAGE_CODE
        for name, value in asked.items():
            queryset = self.filters[name].filter(queryset, value)
        return self._found(queryset, asked["locale"], words)

    def _written_in(
        self, queryset: SearchEntryQuerySet, name: str, value: str
    ) -> SearchEntryQuerySet:
        return queryset.in_language(value)

    def _by(self, queryset: SearchEntryQuerySet, name: str, value: str) -> SearchEntryQuerySet:
        return queryset.filter(practitioner__in=Practitioner.objects.called(value))

    def _found(
        self, queryset: SearchEntryQuerySet, language: str, words: str
    ) -> SearchEntryQuerySet:
        """The best match by words; where no word is known, what is spelt nearly like it."""
        config = CONFIGS.get(language, CONFIG)
        query = search_query(words, config=config)
        exact = queryset.matching(query)
        found = exact if exact.exists() else queryset.resembling(words)
        return found.with_highlights(query, config).with_things()
