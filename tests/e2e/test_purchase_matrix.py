"""Every shape x how it is paid x what comes after, over the API; the books to the cent each time.

The rows below are the promise: which account holds what in the end. The provider's fee is 2.9 %
and 30 cents, and stays with it whatever is given back. The commission is 5 %; what is earned waits.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import Q
from django.utils import timezone

from commerce.bookings import operations as bookings
from commerce.checkout import audit as money
from commerce.credits.states import CreditSource
from commerce.earnings import operations as earnings
from commerce.models import Posting, Session
from commerce.receipts import audit as receipts
from tests.e2e.shapes import SHAPES, APackage, Bought, Person, Shape, half_way, too_late
from tests.factories import UserFactory, granted
from tests.loopback import http

pytestmark = pytest.mark.django_db

ACCOUNTS = {
    "clearing": "provider_clearing",
    "fees": "provider_fees",
    "credits": "client_credits",
    "given": "promotions",
    "earned": "earnings_pending",
    "available": "earnings_available",
}
GIFT = 3000
PROVIDER = ("sk_test_estuary_sandbox", "")


def books(**cents: int) -> dict[str, int]:
    """Balances by kind of account: a debit is positive. Those left out are zero."""
    return {ACCOUNTS.get(name, name): amount for name, amount in cents.items()}


# Shape, paid with, then: where the money is in the end. What is prepaid pays for a session with
# a unit, and it is that session of which the third word speaks.
MATRIX: dict[tuple[str, str, str], dict[str, int]] = {
    # $80 by card costs us 262.
    ("session", "card", "kept"): books(clearing=7738, fees=262, earned=-7600, commission=-400),
    ("session", "card", "in full time"): books(clearing=-262, fees=262),
    ("session", "card", "at half"): books(clearing=3738, fees=262, earned=-3800, commission=-200),
    ("session", "card", "too late"): books(clearing=7738, fees=262, earned=-7600, commission=-400),
    ("session", "card", "by the practitioner"): books(clearing=-262, fees=262),
    ("session", "credits", "kept"): books(given=8000, earned=-7600, commission=-400),
    ("session", "credits", "in full time"): books(given=8000, credits=-8000),
    ("session", "credits", "at half"): books(
        given=8000, credits=-4000, earned=-3800, commission=-200
    ),
    ("session", "credits", "too late"): books(given=8000, earned=-7600, commission=-400),
    ("session", "credits", "by the practitioner"): books(given=8000, credits=-8000),
    # $30 of credits and $50 by card, which costs us 175.
    ("session", "both", "kept"): books(
        given=3000, clearing=4825, fees=175, earned=-7600, commission=-400
    ),
    ("session", "both", "in full time"): books(given=3000, credits=-3000, clearing=-175, fees=175),
    ("session", "both", "at half"): books(
        given=3000, credits=-1500, clearing=2325, fees=175, earned=-3800, commission=-200
    ),
    ("session", "both", "too late"): books(
        given=3000, clearing=4825, fees=175, earned=-7600, commission=-400
    ),
    ("session", "both", "by the practitioner"): books(
        given=3000, credits=-3000, clearing=-175, fees=175
    ),
    # Two seats for $160 cost us 494; $130 of it by card 407.
    ("workshop", "card", "kept"): books(clearing=15506, fees=494, earned=-15200, commission=-800),
    ("workshop", "card", "in full time"): books(clearing=-494, fees=494),
    ("workshop", "card", "at half"): books(clearing=7506, fees=494, earned=-7600, commission=-400),
    ("workshop", "card", "too late"): books(
        clearing=15506, fees=494, earned=-15200, commission=-800
    ),
    ("workshop", "card", "by the practitioner"): books(clearing=-494, fees=494),
    ("workshop", "credits", "kept"): books(given=16000, earned=-15200, commission=-800),
    ("workshop", "credits", "in full time"): books(given=16000, credits=-16000),
    ("workshop", "credits", "at half"): books(
        given=16000, credits=-8000, earned=-7600, commission=-400
    ),
    ("workshop", "credits", "too late"): books(given=16000, earned=-15200, commission=-800),
    ("workshop", "credits", "by the practitioner"): books(given=16000, credits=-16000),
    ("workshop", "both", "kept"): books(
        given=3000, clearing=12593, fees=407, earned=-15200, commission=-800
    ),
    ("workshop", "both", "in full time"): books(given=3000, credits=-3000, clearing=-407, fees=407),
    ("workshop", "both", "at half"): books(
        given=3000, credits=-1500, clearing=6093, fees=407, earned=-7600, commission=-400
    ),
    ("workshop", "both", "too late"): books(
        given=3000, clearing=12593, fees=407, earned=-15200, commission=-800
    ),
    ("workshop", "both", "by the practitioner"): books(
        given=3000, credits=-3000, clearing=-407, fees=407
    ),
    # A course of $100 costs us 320; $70 of it by card 233. Each of its four evenings is $25.
    ("course", "card", "kept"): books(
        clearing=9680, fees=320, available=-7125, earned=-2375, commission=-500
    ),
    ("course", "card", "in full time"): books(clearing=-320, fees=320),
    ("course", "card", "at half"): books(clearing=4680, fees=320, earned=-4752, commission=-248),
    ("course", "card", "too late"): books(clearing=9680, fees=320, earned=-9500, commission=-500),
    ("course", "card", "by the practitioner"): books(clearing=-320, fees=320),
    ("course", "card", "after two evenings"): books(
        clearing=4680, fees=320, earned=-4750, commission=-250
    ),
    ("course", "card", "one called off, the rest after the first"): books(
        clearing=2180, fees=320, earned=-2375, commission=-125
    ),
    ("course", "credits", "kept"): books(
        given=10000, available=-7125, earned=-2375, commission=-500
    ),
    ("course", "credits", "in full time"): books(given=10000, credits=-10000),
    ("course", "credits", "after two evenings"): books(
        given=10000, credits=-5000, earned=-4750, commission=-250
    ),
    ("course", "both", "at half"): books(
        given=3000, credits=-1500, clearing=3267, fees=233, earned=-4752, commission=-248
    ),
    ("course", "both", "one called off, the rest after the first"): books(
        given=3000, credits=-2250, clearing=1517, fees=233, earned=-2375, commission=-125
    ),
    # A package of $200 costs us 610; $170 of it by card 523. What is used of it is $66.67.
    ("package", "card", "unused"): books(clearing=19390, fees=610, units_owed=-20000),
    ("package", "card", "in full time"): books(clearing=19390, fees=610, units_owed=-20000),
    ("package", "card", "at half"): books(
        clearing=19390, fees=610, units_owed=-13333, earned=-6333, commission=-334
    ),
    ("package", "card", "too late"): books(
        clearing=19390, fees=610, units_owed=-13333, earned=-6333, commission=-334
    ),
    ("package", "card", "by the practitioner"): books(clearing=19390, fees=610, units_owed=-20000),
    ("package", "card", "kept"): books(
        clearing=19390, fees=610, units_owed=-13333, earned=-6333, commission=-334
    ),
    ("package", "credits", "unused"): books(given=20000, units_owed=-20000),
    ("package", "credits", "in full time"): books(given=20000, units_owed=-20000),
    ("package", "credits", "too late"): books(
        given=20000, units_owed=-13333, earned=-6333, commission=-334
    ),
    ("package", "credits", "kept"): books(
        given=20000, units_owed=-13333, earned=-6333, commission=-334
    ),
    ("package", "both", "unused"): books(given=3000, clearing=16477, fees=523, units_owed=-20000),
    ("package", "both", "in full time"): books(
        given=3000, clearing=16477, fees=523, units_owed=-20000
    ),
    ("package", "both", "kept"): books(
        given=3000, clearing=16477, fees=523, units_owed=-13333, earned=-6333, commission=-334
    ),
    # A bundle of $150 costs us 465; $120 of it by card 378. What is used of it is $60.
    ("bundle", "card", "unused"): books(clearing=14535, fees=465, units_owed=-15000),
    ("bundle", "card", "in full time"): books(clearing=14535, fees=465, units_owed=-15000),
    ("bundle", "card", "too late"): books(
        clearing=14535, fees=465, units_owed=-9000, earned=-5700, commission=-300
    ),
    ("bundle", "card", "by the practitioner"): books(clearing=14535, fees=465, units_owed=-15000),
    ("bundle", "card", "kept"): books(
        clearing=14535, fees=465, units_owed=-9000, earned=-5700, commission=-300
    ),
    ("bundle", "credits", "unused"): books(given=15000, units_owed=-15000),
    ("bundle", "credits", "kept"): books(
        given=15000, units_owed=-9000, earned=-5700, commission=-300
    ),
    ("bundle", "both", "in full time"): books(
        given=3000, clearing=11622, fees=378, units_owed=-15000
    ),
    ("bundle", "both", "kept"): books(
        given=3000, clearing=11622, fees=378, units_owed=-9000, earned=-5700, commission=-300
    ),
    # $50 by card costs us 175; all of it can be spent.
    ("credits", "card", "unused"): books(clearing=4825, fees=175, credits=-5000),
}


@pytest.fixture
def clock(monkeypatch) -> Callable[[datetime], None]:
    """Let it be then; what time comes from, everywhere."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to


@pytest.fixture
def buyer(api, relay) -> Person:
    return Person(api(UserFactory(email="clara@example.test")), relay)


class Story:
    """One row of the matrix, from the order to what came after."""

    def __init__(self, shape: Shape, buyer: Person, api, relay, clock, sandbox) -> None:
        self.shape, self.buyer, self.clock, self.sandbox = shape, buyer, clock, sandbox
        self.practitioner = Person(api(shape.practitioner), relay)

    def buy(self, paid_with: str) -> Bought:
        """Ordered and paid."""
        gift = {"card": 0, "credits": self.shape.price_cents, "both": GIFT}[paid_with]
        if gift:
            granted(_clara(), gift, source=CreditSource.GIFT, now=timezone.now())
        bought = self.shape.order(self.buyer, **({"apply_credits": True} if gift else {}))
        if bought.order["amount_due"]["amount_cents"]:
            self.pay(bought)
        return bought

    def pay(self, bought: Bought) -> None:
        asked = {"order": bought.order["id"], "payment_method": "pm_card_visa"}
        assert self.buyer.post("payments/confirm/", asked)["status"] == "paid"

    def then(self, what: str, bought: Bought) -> None:
        """What becomes of it."""
        if what == "unused":
            return
        booking = self.shape.book(self.buyer, bought)
        sessions = sessions_of(booking)
        if what == "kept":
            return self.hold(sessions[-1])
        if what.startswith("one called off"):
            place = f"services/{self.shape.service.slug}/schedule/{sessions[2].public_id}/"
            self.practitioner.delete(place)
        self.clock(WHEN[what](sessions[0].starts_at))
        by = self.practitioner if what == "by the practitioner" else self.buyer
        by.post(f"bookings/{booking}/cancel/")

    def hold(self, last: Session) -> None:
        """The last of its sessions was held; the house notices."""
        over = last.ends_at + timedelta(minutes=1)
        self.clock(over)
        bookings.complete_past(now=over)
        earnings.release(now=over)
        self.buyer.relay()

    def asked(self) -> list[dict[str, Any]]:
        """What the provider was asked."""
        return self.sandbox.journal.entries(path="/v1/*")

    def judge(self, expected: dict[str, int]) -> None:
        """The books are as written down, the provider agrees, and no rule is broken."""
        assert accounts() == expected
        balance = http.get(f"{self.sandbox.url}/v1/balance", auth=PROVIDER).json()
        held = sum(part["amount"] for part in balance["available"] + balance["pending"])
        assert held == expected.get("provider_clearing", 0)
        later = timezone.now() + timedelta(hours=1)
        assert money.findings(now=later) == []
        assert receipts.findings(now=later) == []


WHEN: dict[str, Callable[[datetime], datetime]] = {
    "in full time": lambda starts_at: starts_at - timedelta(days=2),
    "at half": half_way,
    "too late": too_late,
    "by the practitioner": too_late,
    "after two evenings": lambda starts_at: starts_at + timedelta(days=8),
    "one called off, the rest after the first": lambda starts_at: starts_at + timedelta(days=1),
}


def sessions_of(booking: str) -> list[Session]:
    """When it takes place: of a course as often as it has sessions."""
    sat_in = Q(bookings__public_id=booking) | Q(bookings__parent_booking__public_id=booking)
    return list(Session.objects.filter(sat_in).soonest_first())


def _clara():
    return UserFactory._meta.model.objects.get(email="clara@example.test")


def accounts() -> dict[str, int]:
    """Every balance that is not zero."""
    kinds = set(Posting.objects.values_list("account__kind", flat=True))
    sums = {kind: Posting.objects.on(kind).balance()["usd"] for kind in kinds}
    return {kind: cents for kind, cents in sums.items() if cents}


@pytest.fixture
def story(buyer, api, relay, clock, stripe_sandbox) -> Callable[[Shape], Story]:
    return lambda shape: Story(shape, buyer, api, relay, clock, stripe_sandbox)


@pytest.mark.parametrize("row", MATRIX, ids="-".join)
def test_every_way_of_buying_and_what_comes_after(story, row):
    shape, paid_with, then = row
    told = story(SHAPES[shape]())

    bought = told.buy(paid_with)
    asked = told.asked()
    told.then(then, bought)

    # Nothing due, nothing asked; and what is used of something bought concerns nobody else.
    assert (paid_with == "credits") == (asked == [])
    if told.shape.is_prepaid:
        assert told.asked() == asked
    told.judge(MATRIX[row])


def test_credits_are_not_bought_with_credits(story, buyer):
    told = story(SHAPES["credits"]())
    granted(_clara(), 9000, source=CreditSource.GIFT, now=timezone.now())

    refused = buyer.refused("credits/purchase/", {"amount_cents": 5000, "apply_credits": True})

    assert refused == (400, "validation_error")
    assert told.asked() == []
    told.judge(books(given=9000, credits=-9000))


def test_bought_credits_buy_a_package_and_its_unit_is_used(story):
    first = story(SHAPES["credits"]())
    first.buy("card")
    told = story(APackage())
    bought = told.shape.order(told.buyer, apply_credits=True)
    told.pay(bought)

    told.then("kept", bought)

    # $50 by card cost 175, then $150 by card 465.
    told.judge(books(clearing=19360, fees=640, units_owed=-13333, earned=-6333, commission=-334))


def test_every_shape_is_in_the_matrix():
    assert {shape for shape, _, _ in MATRIX} == set(SHAPES)
