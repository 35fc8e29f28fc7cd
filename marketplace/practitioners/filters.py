"""What the public list of practitioners can be asked about the people themselves."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError

from estuary.kernel.api.filtering import YesNoFilter
from estuary.kernel.searching import search_query
from marketplace.practitioners.querysets import PractitionerQuerySet

USUAL_RADIUS_KM = 25
LARGEST_RADIUS_KM = 500


class PointField(forms.CharField):
    """`38.72,-9.14`: degrees north, degrees east."""

    def clean(self, value: Any) -> tuple[float, float] | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            latitude, longitude = (float(part) for part in text.split(","))
        except ValueError:
            raise ValidationError("Two numbers: latitude,longitude.") from None
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise ValidationError("There is no such point on earth.")
        return latitude, longitude


class PointFilter(django_filters.CharFilter):
    field_class = PointField


class PractitionerFilters(django_filters.FilterSet):
    """Filters on the person; the catalogue adds those on what they offer."""

    specialization = django_filters.CharFilter(method="_specialized", label="Case does not matter.")
    modality = django_filters.CharFilter(method="_practising", label="A modality's slug.")
    location = django_filters.CharFilter(method="_working_in", label="City, region or country.")
    near = PointFilter(method="_near", label="latitude,longitude; nearest first.")
    radius_km = django_filters.NumberFilter(
        method="_with_near",
        min_value=1,
        max_value=LARGEST_RADIUS_KM,
        label=f"With near; {USUAL_RADIUS_KM} unless given.",
    )
    virtual = YesNoFilter(field_name="is_virtual")
    featured = YesNoFilter(field_name="is_featured")
    min_rating = django_filters.NumberFilter(
        field_name="rating_average", lookup_expr="gte", min_value=1, max_value=5
    )
    search = django_filters.CharFilter(method="_matching", label="Best matches first.")

    def _specialized(
        self, queryset: PractitionerQuerySet, name: str, value: str
    ) -> PractitionerQuerySet:
        # The index knows whole strings only, so the likely spellings are asked for at once.
        spellings = [value, value.lower(), value.capitalize(), value.title()]
        return queryset.filter(specializations__overlap=spellings)

    def _practising(
        self, queryset: PractitionerQuerySet, name: str, value: str
    ) -> PractitionerQuerySet:
        return queryset.filter(modalities__contains=[value])

    def _working_in(
        self, queryset: PractitionerQuerySet, name: str, value: str
    ) -> PractitionerQuerySet:
        return queryset.working_in(value)

    def _near(
        self, queryset: PractitionerQuerySet, name: str, value: tuple[float, float]
    ) -> PractitionerQuerySet:
        latitude, longitude = value
        radius = self.form.cleaned_data.get("radius_km") or USUAL_RADIUS_KM
        return queryset.near(latitude=latitude, longitude=longitude, radius_km=float(radius))

    def _with_near(
        self, queryset: PractitionerQuerySet, name: str, value: Any
    ) -> PractitionerQuerySet:
        return queryset

    def _matching(
        self, queryset: PractitionerQuerySet, name: str, value: str
    ) -> PractitionerQuerySet:
        return queryset.matching(search_query(value))
