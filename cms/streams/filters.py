import django_filters

from cms.streams.policies import clean_tags
from cms.streams.querysets import PostQuerySet
from cms.streams.states import Access, PostKind
from estuary.kernel.api.filtering import YesNoFilter
from estuary.kernel.searching import search_query
from marketplace.practitioners.models import Practitioner


class StreamFilters(django_filters.FilterSet):
    practitioner = django_filters.CharFilter(method="_by", label="Id or slug.")
    modality = django_filters.CharFilter(method="_about", label="A modality's slug.")
    kind = django_filters.ChoiceFilter(choices=PostKind.choices)
    access = django_filters.ChoiceFilter(choices=Access.choices)
    tag = django_filters.CharFilter(method="_tagged", label="Capitals do not matter.")
    search = django_filters.CharFilter(method="_matching", label="Those that match, newest first.")
    following = YesNoFilter(
        method="_followed", label="Of practitioners whom you follow, or of all others."
    )

    def _by(self, queryset: PostQuerySet, name: str, value: str) -> PostQuerySet:
        return queryset.filter(practitioner__in=Practitioner.objects.called(value))

    def _about(self, queryset: PostQuerySet, name: str, value: str) -> PostQuerySet:
        return queryset.filter(modalities__contains=[value])

    def _tagged(self, queryset: PostQuerySet, name: str, value: str) -> PostQuerySet:
        return queryset.filter(tags__contains=clean_tags([value]) or [value])

    def _matching(self, queryset: PostQuerySet, name: str, value: str) -> PostQuerySet:
        return queryset.matching(search_query(value))

    def _followed(self, queryset: PostQuerySet, name: str, value: bool) -> PostQuerySet:
        user = self.request.user
        return queryset.followed_by(user) if value else queryset.not_followed_by(user)
