from typing import Self

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery, SearchRank
from django.db.models import Count, F, Min, Q

from estuary.kernel.querysets import NamedQuerySet, RenamedQuerySet
from marketplace.catalogue.states import ServiceStatus
from marketplace.practitioners.states import PractitionerStatus


def _offered(path: str = "") -> Q:
    return Q(
        **{
            f"{path}status": ServiceStatus.ACTIVE,
            f"{path}is_listed": True,
            f"{path}terms__isnull": False,
        }
    )


def _on_sale(path: str = "") -> Q:
    return _offered(path) & Q(
        **{
            f"{path}practitioner__is_listed": True,
            f"{path}practitioner__status": PractitionerStatus.VERIFIED,
        }
    )


class CategoryQuerySet(NamedQuerySet):
    """The questions we ask about categories."""

    def in_order(self) -> Self:
        """As they stand on the shelf."""
        return self.order_by("position", "name")

    def with_count_on_sale(self) -> Self:
        """With `services_count`: how many services of each the public sees."""
        return self.annotate(services_count=Count("services", filter=_on_sale("services__")))


class ServiceQuerySet(RenamedQuerySet):
    """The questions we ask about services."""

    def offered(self) -> Self:
        """Active and published; whether anybody sees it is up to its practitioner's standing."""
        return self.filter(_offered())

    def on_sale(self) -> Self:
        """What the public sees and may buy: active, published, of a listed practitioner."""
        return self.filter(_on_sale())

    def visible_to(self, user) -> Self:
        """What is on sale, and one's own."""
        if not user or not user.is_authenticated:
            return self.on_sale()
        return self.filter(_on_sale() | Q(practitioner__user=user))

    def of(self, practitioner) -> Self:
        """What one practitioner offers."""
        return self.filter(practitioner=practitioner)

    def with_details(self) -> Self:
        """Everything a service card shows, in one query."""
        return self.select_related("practitioner", "category", "terms")

    def matching(self, query: SearchQuery | CombinedSearchQuery) -> Self:
        """Those whose words match, or whose practitioner's name does, with their `relevance`."""
        return self.filter(search=query).annotate(relevance=SearchRank(F("search"), query))

    def lowest_price_cents(self) -> int | None:
        """The lowest present price among these, or None when there is none."""
        return self.aggregate(lowest=Min("terms__price_cents"))["lowest"]

    def lock(self) -> Self:
        """Hold these rows until the transaction ends; others may still point at them."""
        return self.select_for_update(of=("self",), no_key=True)
