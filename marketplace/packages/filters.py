from decimal import ROUND_CEILING, ROUND_FLOOR

import django_filters

from estuary.kernel.searching import search_query
from marketplace.catalogue.filters import PriceFilter
from marketplace.catalogue.models import Service
from marketplace.packages.querysets import PackageQuerySet
from marketplace.practitioners.models import Practitioner


class PackageFilters(django_filters.FilterSet):
    practitioner = django_filters.CharFilter(method="_by", label="Id or slug.")
    service = django_filters.CharFilter(method="_holding", label="Id or slug of one it holds.")
    price_min = PriceFilter(
        field_name="terms__price_cents", lookup_expr="gte", rounding=ROUND_CEILING
    )
    price_max = PriceFilter(
        field_name="terms__price_cents", lookup_expr="lte", rounding=ROUND_FLOOR
    )
    search = django_filters.CharFilter(method="_matching", label="Best matches first.")

    def _by(self, queryset: PackageQuerySet, name: str, value: str) -> PackageQuerySet:
        return queryset.filter(practitioner__in=Practitioner.objects.called(value))

    def _holding(self, queryset: PackageQuerySet, name: str, value: str) -> PackageQuerySet:
        return queryset.containing(Service.objects.called(value))

    def _matching(self, queryset: PackageQuerySet, name: str, value: str) -> PackageQuerySet:
        return queryset.matching(search_query(value))
