"""March 2027 of one practitioner, told through the API: every line and every balance to the cent.

Ana sells forty sessions, two on each working day, each held two days later. What is expected is
reckoned here by hand, with nothing of the house: rates, halves and remainders.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from commerce.checkout import afterwards
from commerce.models import Booking, Movement, Payment, Payout
from commerce.reconciliation.checks import AUDITS
from tests.e2e.clockwork import Clockwork, clockwork
from tests.e2e.shapes import Person
from tests.factories import PractitionerFactory, ServiceFactory, UserFactory
from tests.factories.schedules import open_all_week
from tests.loopback import http

pytestmark = pytest.mark.django_db

MONDAYS = (1, 8, 15, 22)
PRICES = (28_735, 31_249, 40_199, 28_735)  # of each week's ten sessions
USUAL = "5 %: the usual rate"
FIGURES = ("gross", "refunds", "commission", "fees", "net", "payouts")


def cents(amount: dict[str, Any]) -> int:
    return amount["amount_cents"]


def march(day: int, hour: int = 7, minute: int = 0) -> datetime:
    """A moment of the month, which begins on a Monday."""
    return datetime(2027, 3, day, hour, minute, tzinfo=UTC)


@dataclass
class Sold:
    """A session as its practitioner should find it; money in cents."""

    number: int
    gross: int
    rate: str
    commission: int
    reason: str
    booking: str = ""
    order: str = ""
    refunded: int = 0
    returned: int = 0  # of the commission

    @property
    def net(self) -> int:
        return self.gross - self.commission

    @property
    def kept(self) -> int:
        return self.net - self.refunded + self.returned

    def refund(self, cents: int, *, of_commission: int) -> None:
        self.refunded, self.returned = cents, of_commission


def rated(number: int) -> Sold:
    """By the brackets of the month, and by the plan of the day."""
    week, nth = divmod(number - 1, 10)
    gross, before = PRICES[week], sum(PRICES[:week]) * 10 + PRICES[week] * nth
    sold = f"${before // 100:,}.{before % 100:02d} sold in March"
    if before <= 500_000:
        points, rate, reason = 500, "5 %", USUAL
    elif week == 1:
        points, rate, reason = 400, "4 %", f"4 %: {sold}"
    elif week == 2:
        points, rate = 300, "3 %"
        reason = f"3 %: Professional membership, 1 point less than 4 %, {sold}"
    elif nth < 4:
        points, rate = 200, "2 %"
        reason = f"2 %: Professional membership, 1 point less than 3 %, {sold}"
    else:
        points, rate = 200, "2 %"
        reason = f"2 %: Premium membership, 2 points less than 3 %, {sold}, never under 2 %"
    return Sold(number, gross, rate, (gross * points + 5_000) // 10_000, reason)


class Ana:
    """A practitioner, her clients, and what she and time do."""

    def __init__(self, api: Any, relay: Any, sandbox: Any, clock: Clockwork) -> None:
        self.api, self.relay, self.sandbox, self.clock = api, relay, sandbox, clock
        self.practice = PractitionerFactory(timezone="UTC")
        open_all_week(self.practice)
        self.services = [
            ServiceFactory(practitioner=self.practice, terms__price_cents=price) for price in PRICES
        ]
        self.clients = UserFactory.create_batch(10)
        self.sold: dict[int, Sold] = {}

    # --- what happens ---

    @property
    def account(self) -> Any:
        """Where she is paid, at the provider."""
        return self.practice.connect_accounts.get()

    @property
    def me(self) -> Person:
        """Signed in anew, since days pass."""
        return Person(self.api(self.practice.user), self.relay)

    def client(self, number: int) -> Person:
        return Person(self.api(self.clients[number % 10]), self.relay)

    def sells(self, *numbers: int) -> None:
        """Each session is booked by the API and paid by card."""
        for number in numbers:
            week, nth = divmod(number - 1, 10)
            day = MONDAYS[week] + nth // 2
            self.clock.passes_to(march(day, 11, 10 * (nth % 2)))
            starts_at = march(day + 2, 13 + 2 * (nth % 2))
            self.sold[number] = rated(number)
            self._book(self.sold[number], self.services[week], starts_at)
        self.clock.strikes()

    def _book(self, sold: Sold, service: Any, starts_at: datetime) -> None:
        client = self.client(sold.number)
        [day] = client.get(
            f"practitioners/{self.practice.slug}/availability/",
            service=service.slug,
            timezone="UTC",
            **{"from": f"{starts_at:%Y-%m-%d}", "to": f"{starts_at:%Y-%m-%d}"},
        )["days"]
        [slot] = [
            one["slot"]
            for one in day["slots"]
            if one["start_time"] == f"{starts_at:%Y-%m-%dT%H:%M:%SZ}"
        ]
        made = client.post("bookings/", {"service": str(service.public_id), "slot": slot})
        sold.booking, sold.order = made["id"], made["order"]["id"]
        paid = {"order": sold.order, "payment_method": "pm_card_visa"}
        assert client.post("payments/confirm/", paid)["status"] == "paid"

    def lever(self, path: str, **said: Any) -> dict[str, Any]:
        """Something happens at the provider."""
        answer = http.post(f"{self.sandbox.url}/sandbox/{path}", json=said, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def joins(self, plan: str) -> None:
        """By the card that she saves the first time."""
        if not self.me.get("payments/methods/")["results"]:
            begun = self.me.post("payments/methods/")
            saved = {"payment_method": "pm_card_visa"}
            self.me.post(f"payments/methods/{begun['id']}/confirm/", saved)
        joined = self.me.post("practitioner/membership/", {"plan": plan, "interval": "month"})
        assert (joined["status"], joined["plan"]["code"]) == ("active", plan)

    # --- what she finds ---

    def payouts(self) -> list[tuple[str, int, int]]:
        """Each payout, oldest first: how it stands, its amount, what was kept for refunds."""
        found = self.me.get("practitioner/payouts/")["results"]
        return [
            (one["status"], one["amount"]["amount_cents"], one["netted"]["amount_cents"])
            for one in reversed(found)
        ]

    @property
    def last_payout(self) -> Payout:
        return self.practice.payouts.latest("created_at")

    def commission(self) -> dict[str, Any]:
        """What the next sale would get."""
        return self.me.get("practitioner/commission/")

    def kept(self, *numbers: int) -> int:
        """What she keeps of these sessions."""
        return sum(self.sold[number].kept for number in numbers)

    def disputed(self, number: int) -> str:
        """The client's bank asks for the money of a session back; the dispute, at the provider."""
        charge = Payment.objects.get(order__public_id=self.sold[number].order).charge_id
        opened = self.lever(f"charges/{charge}/dispute", reason="product_not_received")
        self.clock.strikes()
        return opened["id"]

    def held(self) -> set[int]:
        """The sessions whose earnings are held back."""
        frozen = {key for key, one in self.earnings().items() if one["is_frozen"]}
        return {sold.number for sold in self.sold.values() if sold.booking in frozen}

    def supported(self, number: int, cents: int) -> None:
        """Support gives some of a session's price back to its client."""
        booking = Booking.objects.get(public_id=self.sold[number].booking)
        afterwards.give_back_afterwards(
            booking_id=booking.pk,
            cents=cents,
            seen_left_cents=self.sold[number].gross,
            why="The room was cold.",
            now=timezone.now(),
        )
        self.relay()

    def finds_every_session_as_reckoned(self) -> None:
        found = self.earnings()
        assert len(found) == 40
        assert {
            sold.number: (
                cents(found[sold.booking]["gross"]),
                found[sold.booking]["commission"]["rate"],
                cents(found[sold.booking]["commission"]["amount"]),
                found[sold.booking]["commission"]["reason"],
                cents(found[sold.booking]["refunded"]),
                cents(found[sold.booking]["kept"]),
            )
            for sold in self.sold.values()
        } == {
            sold.number: (
                *(sold.gross, sold.rate, sold.commission, sold.reason, sold.refunded, sold.kept),
            )
            for sold in self.sold.values()
        }

    def finds_every_line_as_reckoned(
        self, *, payouts: list[tuple[int, int]], returned: int
    ) -> None:
        """Each line, by what it is of, the account and the amount."""
        lines: Counter[tuple[str, str, int]] = Counter()
        for sold in self.sold.values():
            lines["accrued", "earnings_pending", sold.net] += 1
            # Held, and free to be paid out; what was called off never was.
            early = sold.number in (4, 13)
            worth = sold.kept if early else sold.net
            if worth:
                lines["released", "earnings_pending", -worth] += 1
                lines["released", "earnings_available", worth] += 1
            if sold.refunded:
                account = "earnings_pending" if early else "carry"
                lines["reversed", account, sold.kept - sold.net] += 1
        for amount, netted in payouts:
            lines["claimed", "earnings_available", -(amount + netted)] += 1
            lines["claimed", "earnings_in_payout", amount] += 1
            lines["sent", "earnings_in_payout", -amount] += 1
            if netted:
                lines["claimed", "carry", netted] += 1
        lines["returned", "earnings_available", returned] += 1
        assert (
            Counter(
                (line["event"].split(":")[2], line["account"], cents(line["amount"]))
                for line in self.lines()
            )
            == lines
        )

    def finds_the_year_as_reckoned(self, *, paid_out: int) -> None:
        told = self.me.get("practitioner/statements/2027/")
        year = {name: cents(told["total"][name]) for name in FIGURES}
        gross = sum(sold.gross for sold in self.sold.values())
        refunds = sum(sold.refunded for sold in self.sold.values())
        commission = sum(sold.commission - sold.returned for sold in self.sold.values())
        fees = 2_900 + 4_968  # a month of Professional; 22 of its 31 days as Premium
        assert year == {
            "gross": gross,
            "refunds": refunds,
            "commission": commission,
            "fees": fees,
            "net": gross - refunds - commission - fees,
            "payouts": paid_out,
        }
        assert (gross, refunds, commission) == (1_289_180, 79_352, 42_896)
        assert cents(told["closing_balance"]) == self.kept(37, 38, 39, 40)

    def finds_nothing_amiss(self) -> None:
        """Neither in the books, nor between them and the provider's."""
        now = timezone.now()
        assert [found for audit in AUDITS for found in audit.findings(now=now)] == []
        assert not Movement.objects.unmatched().exists()

    def earnings(self) -> dict[str, dict[str, Any]]:
        """What the API lists, by booking."""
        found = self.me.get("practitioner/earnings/", page_size="100")["results"]
        return {one["booking"]["id"]: one for one in found}

    def balances(self) -> dict[str, int]:
        """What the lines of her accounts come to, by account; those at zero are left out."""
        sums: Counter[str] = Counter()
        for line in self.lines():
            sums[line["account"]] += line["amount"]["amount_cents"]
        return {account: cents for account, cents in sums.items() if cents}

    def lines(self) -> list[dict[str, Any]]:
        """Every line of her accounts, oldest first."""
        me, found = self.me, []
        page = me.get("practitioner/transactions/", page_size="100")
        found += page["results"]
        while page["next"]:
            page = me.get(page["next"].partition("/api/v1/")[2])
            found += page["results"]
        return found[::-1]


@pytest.fixture
def clock(stripe_sandbox):
    with clockwork(stripe_sandbox, begins_at=march(1, 6)) as clock:
        yield clock


@pytest.fixture
def ana(api, relay, stripe_sandbox, clock):
    return Ana(api, relay, stripe_sandbox, clock)


def test_every_cent_of_a_month(ana, clock):
    # She says where she is to be paid.
    ana.me.post("practitioner/connect/", {"country": "US"})
    ana.lever(f"accounts/{ana.account.provider_id}/activate")
    assert ana.me.post("practitioner/connect/return/")["can_be_paid"] is True

    # The first week, at the usual rate. A client gives one up nine hours before: half goes back.
    ana.sells(1, 2, 3, 4, 5, 6)
    clock.goes_to(march(4, 6))
    ana.client(4).post(f"bookings/{ana.sold[4].booking}/cancel/", {})
    ana.sold[4].refund(14_368, of_commission=719)
    ana.sells(7, 8, 9, 10)
    assert ana.balances() == {"earnings_pending": ana.kept(*range(1, 11))}

    # Monday: the first six were held two days ago and earlier.
    clock.goes_to(march(8, 7))
    first = ana.kept(1, 2, 3, 4, 5, 6)
    assert first == 150_139
    assert ana.balances() == {
        "earnings_pending": ana.kept(7, 8, 9, 10),
        "earnings_available": first,
    }
    clock.goes_to(march(8, 10, 5))
    assert ana.payouts() == [("sent", first, 0)]
    assert ana.balances() == {"earnings_pending": ana.kept(7, 8, 9, 10)}

    # The second: past $5,000 it is 4 %. She calls one off. Two payments are disputed: of a session
    # that she was paid for, and of one that is being held.
    ana.sells(11, 12, 13, 14)
    assert ana.payouts() == [("paid", first, 0)]
    assert ana.commission()["reason"] == USUAL
    clock.goes_to(march(10, 7, 30))
    ana.me.post(f"bookings/{ana.sold[13].booking}/cancel/", {})
    ana.sold[13].refund(31_249, of_commission=1_562)
    paid_for = ana.disputed(1)
    ana.sells(15, 16, 17, 18)
    assert ana.commission()["reason"] == "4 %: $5,373.42 sold in March"
    clock.goes_to(march(12, 7))
    held = ana.disputed(15)
    ana.sells(19, 20)
    assert ana.held() == {1, 15}

    # Monday again: nothing of what is disputed. The Professional plan begins.
    clock.goes_to(march(15, 7))
    ana.joins("professional")
    clock.goes_to(march(15, 10, 5))
    second = ana.kept(*range(7, 13), 14, 16)
    assert second == 227_940
    assert ana.payouts()[1:] == [("sent", second, 0)]
    ana.sells(21, 22)

    # Support gives $50 back of a session that was paid out.
    clock.goes_to(march(16, 7))
    ana.supported(2, 5_000)
    ana.sold[2].refund(5_000, of_commission=250)
    ana.sells(23, 24)
    assert ana.payouts()[1:] == [("paid", second, 0)]
    assert ana.balances() == {
        "earnings_pending": ana.kept(15, 19, 20, *range(21, 25)),
        "earnings_available": ana.kept(17, 18),
        "carry": -4_750,
    }

    # Two days after it arrived, the bank sends the payout back: it can all be paid out again.
    clock.goes_to(march(17, 7))
    ana.lever(f"payouts/{ana.last_payout.bank_payout_id}/fail", code="account_closed")
    clock.strikes()
    clock.strikes()
    assert ana.payouts()[1:] == [("failed", second, 0)]
    assert ana.balances() == {
        "earnings_pending": ana.kept(15, *range(21, 25)),
        "earnings_available": second + ana.kept(17, 18, 19, 20),
        "carry": -4_750,
    }
    assert ana.me.get("practitioner/connect/")["stopped"] == "The bank account has been closed."
    ana.sells(25, 26, 27, 28)
    assert ana.me.post("practitioner/connect/return/")["can_be_paid"] is True

    # One dispute is won, one lost: what she was paid for it she owes.
    clock.goes_to(march(19, 7))
    ana.lever(f"disputes/{held}/win")
    ana.lever(f"disputes/{paid_for}/lose")
    ana.sells(29, 30)
    assert ana.held() == set()
    lost = ana.sold[1].net
    ana.sold[1].refund(28_735, of_commission=1_437)

    # Monday: everything at once, less what she owes.
    clock.goes_to(march(22, 7))
    clock.goes_to(march(22, 10, 5))
    owed = 4_750 + lost
    third = second + ana.kept(15, *range(17, 27)) - owed
    assert (owed, third) == (32_048, 579_221)
    assert ana.payouts()[2:] == [("sent", third, owed)]
    assert ana.balances() == {"earnings_pending": ana.kept(27, 28, 29, 30)}

    # The last week begins at 3 %, less by her plan; then she goes to Premium, down to the floor.
    ana.sells(31, 32, 33, 34)
    clock.goes_to(march(24, 7))
    ana.joins("premium")
    ana.sells(*range(35, 41))
    clock.goes_to(march(29, 7))
    clock.goes_to(march(29, 10, 5))
    fourth = ana.kept(*range(27, 37))
    assert fourth == 324_932
    assert ana.payouts()[3:] == [("sent", fourth, 0)]
    clock.goes_to(march(31, 12))

    # The month is over.
    assert [status for status, _, _ in ana.payouts()] == ["paid", "failed", "paid", "paid"]
    assert ana.balances() == {"earnings_available": ana.kept(37, 38, 39, 40)}
    ana.finds_every_session_as_reckoned()
    ana.finds_every_line_as_reckoned(
        payouts=[(first, 0), (second, 0), (third, owed), (fourth, 0)], returned=second
    )
    ana.finds_the_year_as_reckoned(paid_out=first + third + fourth)
    ana.finds_nothing_amiss()
