"""Several sessions at one price, offered through the same operations as anybody's."""

from dataclasses import dataclass

from estuary.demo.people import person
from marketplace.catalogue.models import Service
from marketplace.packages import operations, pricing
from marketplace.packages.models import Package
from marketplace.packages.operations import Content, PackageFigures, PackageWords
from marketplace.packages.states import PackageKind, PackageStatus
from marketplace.practitioners.models import Practitioner


@dataclass(frozen=True, slots=True)
class Deal:
    """How many of a practitioner's first services, and how many per cent they save together."""

    practitioner: int
    title: str
    summary: str
    quantities: tuple[int, ...]
    saves_percent: int


DEALS = (
    Deal(0, "Five sessions", "A whole season, at your own pace.", (5,), 15),
    Deal(0, "Begin and go deeper", "Two to begin with, and one that goes further.", (2, 1), 10),
    Deal(1, "Three sessions", "Enough to find out whether it does you good.", (3,), 10),
)


def offer(*, people: int) -> int:
    """Offer what the first `people` practitioners do not offer yet; answers how many."""
    return sum(_offer(deal) for deal in DEALS if deal.practitioner < people)


def _offer(deal: Deal) -> bool:
    who = Practitioner.objects.select_related("user").get(
        user__email=person(deal.practitioner).email
    )
    row = Package.objects.filter(practitioner=who, title=deal.title).first()
    if row is not None and row.status != PackageStatus.DRAFT:
        return False
    row = row or operations.create_package(
        by=who.user,
        kind=PackageKind.PACKAGE if len(deal.quantities) == 1 else PackageKind.BUNDLE,
        words=PackageWords(title=deal.title, summary=deal.summary),
        figures=_figures(who, deal),
    )
    operations.activate(public_id=row.public_id, by=who.user)
    return True


def _figures(who: Practitioner, deal: Deal) -> PackageFigures:
    services = Service.objects.filter(practitioner=who).select_related("terms").order_by("pk")
    held = list(zip(services, deal.quantities, strict=False))
    worth = pricing.list_price_cents(
        [
            pricing.Line(quantity=quantity, unit_price_cents=service.terms.price_cents)
            for service, quantity in held
            if service.terms
        ]
    )
    return PackageFigures(
        price_cents=worth * (100 - deal.saves_percent) // 10_000 * 100,  # whole dollars
        contents=[
            Content(service_id=service.public_id, quantity=quantity) for service, quantity in held
        ],
    )
