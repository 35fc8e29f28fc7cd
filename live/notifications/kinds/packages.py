"""Packages and bundles: bought, about to expire, expired, refunded."""

from collections import Counter

from django.db.models import Max

from commerce.entitlements.models import Entitlement
from commerce.entitlements.querysets import UnitQuerySet
from commerce.entitlements.states import UnitStatus
from estuary.kernel.money import display
from live.notifications import wording
from live.notifications.kinds.money import receipt_number
from live.notifications.kinds.telling import SCREEN_AND_MAIL, Kind, Occasion, Words, zone_of


def _package_bought(told: Occasion) -> Words:
    bought = _bought(told)
    practitioner = bought.terms.package.practitioner.display_name
    until = wording.moment(bought.expires_at, zone_of(told.reader))
    return Words(
        title=f"Yours: {bought.title}",
        body=f"With {practitioner}, to be used by {until}.",
        link=f"/entitlements/{bought.public_id}",
        data={"entitlement": str(bought.public_id)},
        mail={
            "package": bought.title,
            "practitioner": practitioner,
            "facts": [
                ("Holds", _counted(bought.units.all())),
                ("With", practitioner),
                ("Price", display(bought.price_cents, bought.currency)),
                ("Good until", until),
            ],
            "receipt": receipt_number(bought.reference),
        },
    )


def _practice_package_sold(told: Occasion) -> Words:
    bought = _bought(told)
    practitioner = bought.terms.package.practitioner
    client = bought.client.get_full_name() or "A client"
    price = display(bought.price_cents, bought.currency)
    return Words(
        title=f"Sold: {bought.title}",
        body=f"{client} bought it for {price}.",
        link=f"/practice/packages/{bought.terms.package.public_id}",
        data={"package": str(bought.terms.package.public_id)},
        mail={
            "package": bought.title,
            "client": client,
            "facts": [
                ("Client", client),
                ("Holds", _counted(bought.units.all())),
                ("Price", price),
                ("Good until", wording.moment(bought.expires_at, practitioner.timezone)),
            ],
        },
    )


def _package_expires_soon(told: Occasion) -> Words:
    bought = _bought(told)
    zone = zone_of(told.reader)
    until = wording.moment(bought.expires_at, zone)
    left = _counted(bought.units.open())
    practitioner = bought.terms.package.practitioner.display_name
    facts = [("Left", left), ("With", practitioner), ("Good until", until)]
    return Words(
        title=f"{bought.title}: use it by {wording.day(bought.expires_at, zone)}",
        body=f"Not booked yet: {left}.",
        link=f"/entitlements/{bought.public_id}",
        data={"entitlement": str(bought.public_id)},
        mail={"package": bought.title, "facts": facts},
    )


def _package_expired(told: Occasion) -> Words:
    bought = _bought(told)
    gone = bought.units.filter(status=UnitStatus.EXPIRED)
    # It may have expired before, and been prolonged for a session that was called off.
    at = gone.aggregate(at=Max("settled_at"))["at"]
    lost = _counted(gone.filter(settled_at=at))
    over = wording.moment(bought.expires_at, zone_of(told.reader))
    return Words(
        title=f"Expired: {bought.title}",
        body=f"Not used in time: {lost}.",
        link=f"/entitlements/{bought.public_id}",
        data={"entitlement": str(bought.public_id)},
        mail={"package": bought.title, "facts": [("Not used", lost), ("Good until", over)]},
    )


def _package_refunded(told: Occasion) -> Words:
    bought = _bought(told)
    amount = display(told.ids["amount_cents"], bought.currency)
    return Words(
        title=f"{amount} comes back to you for {bought.title}",
        body="What you had not used was given back.",
        link=f"/entitlements/{bought.public_id}",
        data={"entitlement": str(bought.public_id)},
        mail={
            "package": bought.title,
            "amount": amount,
            "facts": [("Amount", amount), ("For", bought.title)],
        },
    )


KINDS = (
    Kind(key="package_bought", roads=SCREEN_AND_MAIL, words=_package_bought),
    Kind(key="practice_package_sold", roads=SCREEN_AND_MAIL, words=_practice_package_sold),
    Kind(key="package_expires_soon", roads=SCREEN_AND_MAIL, words=_package_expires_soon),
    Kind(key="package_expired", roads=SCREEN_AND_MAIL, words=_package_expired),
    Kind(key="package_refunded", roads=SCREEN_AND_MAIL, words=_package_refunded),
)


def _bought(told: Occasion) -> Entitlement:
    return Entitlement.objects.select_related("client", "terms__package__practitioner").get(
        pk=told.ids["entitlement_id"]
    )


def _counted(units: UnitQuerySet) -> str:
    """`3 × Breathwork for sleep (60 minutes)`, one after the other for each service."""
    number = Counter(
        f"{unit.service.title} ({unit.terms.duration_minutes} minutes)"
        for unit in units.with_details()
    )
    return ", ".join(f"{times} × {what}" for what, times in number.items())
