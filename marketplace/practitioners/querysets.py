from typing import Self

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery, SearchRank
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ASin, Cos, Power, Radians, Sin, Sqrt

from estuary.kernel.querysets import RenamedQuerySet
from marketplace.practitioners.states import PractitionerStatus

EARTH_KM = 6371.0
KM_PER_DEGREE = 111.2  # of latitude, rounded up


class PractitionerQuerySet(RenamedQuerySet):
    """The questions we ask about practitioners."""

    def verified(self) -> Self:
        """Those whose papers were looked at and accepted."""
        return self.filter(status=PractitionerStatus.VERIFIED)

    def listed(self) -> Self:
        """Those the public sees: verified, and with a published page."""
        return self.verified().filter(is_listed=True)

    def visible_to(self, user) -> Self:
        """Those the public sees, and one's own record."""
        if not user or not user.is_authenticated:
            return self.listed()
        return self.filter(Q(status=PractitionerStatus.VERIFIED, is_listed=True) | Q(user=user))

    def of(self, user) -> Self:
        """At most one: the record of this person."""
        return self.filter(user=user)

    def with_details(self) -> Self:
        """Everything a practitioner card shows, in two queries."""
        return self.prefetch_related("places")

    def matching(self, query: SearchQuery | CombinedSearchQuery) -> Self:
        """Those whose words match, with their `relevance`."""
        return self.filter(search=query).annotate(relevance=SearchRank(F("search"), query))

    def working_in(self, words: str) -> Self:
        """Those with a place in a city or region so called, or in a country by its code."""
        return self._with_place(
            Q(places__city__unaccent__icontains=words)
            | Q(places__region__unaccent__icontains=words)
            | Q(places__country__iexact=words)
        )

    def near(self, *, latitude: float, longitude: float, radius_km: float) -> Self:
        """Those with a place within `radius_km`, the nearest being the most relevant."""
        degrees = radius_km / KM_PER_DEGREE
        band = (latitude - degrees, latitude + degrees)
        away = _distance_km("places__", latitude, longitude)
        within = Q(places__latitude__range=band) & Q(away__lte=radius_km)
        here = self.model._default_manager.alias(away=away).filter(within, pk=models.OuterRef("pk"))
        nearest = here.order_by("away").values(km=F("away"))[:1]
        return (
            self.alias(away_km=models.Subquery(nearest))
            .filter(away_km__isnull=False)
            .annotate(relevance=-F("away_km"))
        )

    def _with_place(self, condition: Q) -> Self:
        # Asked in a subquery: a join would repeat whoever has two such places.
        return self.filter(pk__in=self.model._default_manager.filter(condition).values("pk"))

    def lock(self) -> Self:
        """Hold these rows until the transaction ends; others may still point at them."""
        return self.select_for_update(of=("self",), no_key=True)


def _distance_km(path: str, latitude: float, longitude: float) -> models.Expression:
    """Great-circle distance by the haversine formula, which stays exact for short ways."""
    here_lat, there_lat = Radians(models.Value(latitude)), Radians(F(f"{path}latitude"))
    across = Radians(F(f"{path}longitude") - models.Value(longitude))
    half = Power(Sin((there_lat - here_lat) / 2.0), 2) + Cos(here_lat) * Cos(there_lat) * Power(
        Sin(across / 2.0), 2
    )
    # Rounding may carry the root of antipodes past 1, where asin is not defined.
    return 2.0 * EARTH_KM * ASin(models.functions.Least(models.Value(1.0), Sqrt(half)))
