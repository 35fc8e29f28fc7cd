"""What the public lists can be asked: about services, and about those who offer them."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from estuary.kernel.api.filtering import YesNoFilter
from estuary.kernel.searching import search_query
from marketplace.catalogue.models import Category, Service
from marketplace.catalogue.querysets import ServiceQuerySet
from marketplace.catalogue.states import LocationType, ServiceType
from marketplace.practitioners.filters import PractitionerFilters
from marketplace.practitioners.models import Practitioner
from marketplace.practitioners.querysets import PractitionerQuerySet


class PriceFilter(django_filters.NumberFilter):
    """Major units in (`50` or `49.99`), whole cents out."""

    def __init__(self, *, rounding: str, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=1_000_000, **kwargs)
        self.rounding = rounding

    def filter(self, qs: QuerySet, value: Decimal | None) -> Any:
        if value is None:
            return qs
        return super().filter(qs, int((value * 100).to_integral_value(self.rounding)))


class ServiceFilters(django_filters.FilterSet):
    category = django_filters.CharFilter(method="_in_category", label="Id or slug.")
    service_type = django_filters.ChoiceFilter(choices=ServiceType.choices)
    modality = django_filters.CharFilter(method="_practising", label="A modality's slug.")
    practitioner = django_filters.CharFilter(method="_by", label="Id or slug.")
    price_min = PriceFilter(
        field_name="terms__price_cents", lookup_expr="gte", rounding=ROUND_CEILING
    )
    price_max = PriceFilter(
        field_name="terms__price_cents", lookup_expr="lte", rounding=ROUND_FLOOR
    )
    location_type = django_filters.ChoiceFilter(choices=LocationType.choices)
    virtual = YesNoFilter(method="_online", label="Whether it can be had online.")
    min_rating = django_filters.NumberFilter(
        field_name="rating_average", lookup_expr="gte", min_value=1, max_value=5
    )
    search = django_filters.CharFilter(method="_matching", label="Best matches first.")

    def _in_category(self, queryset: ServiceQuerySet, name: str, value: str) -> ServiceQuerySet:
        return queryset.filter(category__in=Category.objects.called(value))

    def _practising(self, queryset: ServiceQuerySet, name: str, value: str) -> ServiceQuerySet:
        return queryset.filter(modalities__contains=[value])

    def _by(self, queryset: ServiceQuerySet, name: str, value: str) -> ServiceQuerySet:
        return queryset.filter(practitioner__in=Practitioner.objects.called(value))

    def _online(self, queryset: ServiceQuerySet, name: str, value: bool) -> ServiceQuerySet:
        in_person_only = Q(location_type=LocationType.IN_PERSON)
        return queryset.exclude(in_person_only) if value else queryset.filter(in_person_only)

    def _matching(self, queryset: ServiceQuerySet, name: str, value: str) -> ServiceQuerySet:
        return queryset.matching(search_query(value))


class OfferingFilters(PractitionerFilters):
    """Filters on practitioners, with those on what they sell: one service must meet them all."""

    service_type = django_filters.ChoiceFilter(choices=ServiceType.choices, method="_offering")
    price_min = PriceFilter(rounding=ROUND_CEILING, method="_offering")
    price_max = PriceFilter(rounding=ROUND_FLOOR, method="_offering")

    def _offering(
        self, queryset: PractitionerQuerySet, name: str, value: Any
    ) -> PractitionerQuerySet:
        asked = {key: self.data[key] for key in ABOUT_SERVICES if self.data.get(key)}
        if name != next(iter(asked)):
            return queryset  # the first of them has asked for all
        offered = ServiceFilters(asked, queryset=Service.objects.offered()).qs
        return queryset.filter(pk__in=offered.values("practitioner"))


ABOUT_SERVICES = ("service_type", "price_min", "price_max")
