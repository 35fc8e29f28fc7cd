from typing import Self

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery, SearchRank
from django.db.models import F, Q, QuerySet

from estuary.kernel.querysets import NamedQuerySet
from marketplace.catalogue.states import ServiceStatus
from marketplace.packages.states import PackageStatus
from marketplace.practitioners.states import PractitionerStatus

NOT_SOLD = [status for status in ServiceStatus if status != ServiceStatus.ACTIVE]


def _on_sale() -> Q:
    return (
        Q(
            status=PackageStatus.ACTIVE,
            terms__isnull=False,
            practitioner__is_listed=True,
            practitioner__status=PractitionerStatus.VERIFIED,
        )
        & ~Q(terms__items__service__status__in=NOT_SOLD)
        & ~Q(terms__items__service__is_listed=False)
    )


class PackageQuerySet(NamedQuerySet):
    """The questions we ask about packages and bundles."""

    def on_sale(self) -> Self:
        """What the public sees and may buy: active, and every service in it is offered."""
        return self.filter(_on_sale())

    def visible_to(self, user) -> Self:
        """What is on sale, and one's own."""
        if not user or not user.is_authenticated:
            return self.on_sale()
        return self.filter(_on_sale() | Q(practitioner__user=user))

    def with_details(self) -> Self:
        """Everything a card shows, in four queries."""
        return self.select_related("practitioner", "terms").prefetch_related(
            "terms__items__service", "terms__items__service_terms"
        )

    def with_savings(self) -> Self:
        """With `saves_cents`: how much less than its parts each costs."""
        return self.annotate(saves_cents=F("terms__list_price_cents") - F("terms__price_cents"))

    def containing(self, services: QuerySet) -> Self:
        """Those whose present terms hold the one service in `services`."""
        return self.filter(terms__items__service__in=services)

    def matching(self, query: SearchQuery | CombinedSearchQuery) -> Self:
        """Those whose words match, with their `relevance`."""
        return self.filter(search=query).annotate(relevance=SearchRank(F("search"), query))

    def lock(self) -> Self:
        """Hold these rows until the transaction ends; others may still point at them."""
        return self.select_for_update(of=("self",), no_key=True)
