import django_filters

from commerce.earnings.models import Earning
from commerce.earnings.querysets import EarningQuerySet
from commerce.earnings.states import EarningStatus
from marketplace.catalogue.models import Service


class EarningFilters(django_filters.FilterSet):
    """Of one's own earnings: how they stand, when they accrued, for which service."""

    status = django_filters.ChoiceFilter(choices=EarningStatus.choices)
    service = django_filters.CharFilter(method="_of", label="Id or slug.")

    class Meta:
        model = Earning
        fields: list[str] = []

    def _of(self, queryset: EarningQuerySet, name: str, value: str) -> EarningQuerySet:
        return queryset.filter(booking__service__in=Service.objects.called(value))


# `from` is a word of the language, so these two cannot be written as attributes.
EarningFilters.base_filters |= {
    "from": django_filters.DateFilter(
        field_name="accrued_at",
        lookup_expr="date__gte",
        label="Accrued then or later (UTC).",
    ),
    "to": django_filters.DateFilter(
        field_name="accrued_at",
        lookup_expr="date__lte",
        label="Accrued then or before (UTC).",
    ),
}
