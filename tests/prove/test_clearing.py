"""C3: what the provider says has moved, against what our books say of it, movement by movement."""

import random
import secrets
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import Q
from django.utils import timezone

from commerce.checkout import audit, cancelling, operations
from commerce.checkout.states import RefundTo
from commerce.credits.states import CreditSource
from commerce.disputes import audit as disputes
from commerce.ledger.states import AccountKind
from commerce.memberships import invoices
from commerce.models import (
    Booking,
    Dispute,
    MembershipInvoice,
    MembershipRefund,
    Order,
    Payment,
    Posting,
    Refund,
    Session,
)
from commerce.payments import operations as payments
from commerce.receipts import audit as receipts
from tests.e2e.shapes import SHAPES, Person, Shape
from tests.factories import UserFactory, granted
from tests.integration.commerce.checkout import steps
from tests.integration.commerce.disputes import steps as contested
from tests.integration.commerce.memberships.steps import HALF, HOUR, MONTH_LATER, Member, key
from tests.integration.commerce.payments.steps import let_cards_take_money
from tests.loopback import http

pytestmark = pytest.mark.django_db

PURCHASES = 250
MEMBERS = 6
PROVIDER = ("sk_test_estuary_sandbox", "")
CARDS = {
    "pm_card_visa": 5,
    "pm_card_amex": 1,
    "pm_card_refundFail": 3,
    "pm_card_pendingRefund": 2,
    "pm_card_visa_chargeDeclined": 2,
}
# How a purchase goes on once its order is made.
PAYING = {"paid": 12, "left": 1, "late and honoured": 2, "late and returned": 2}
# How many payments are disputed, and how that ends.
DISPUTED = 0.2
ENDS = {"won": 2, "lost": 3, "lost in part": 1, "open": 1, "inquiry": 1}
AFTER = {"kept": 2, "full": 2, "half": 2, "to credits": 1, "too late": 1}


class Shopper:
    """Buys at random, and changes its mind."""

    def __init__(self, api, relay, sandbox, dice: random.Random) -> None:
        self.api, self.relay, self.sandbox, self.dice = api, relay, sandbox, dice
        self.done: Counter[str] = Counter()

    def shop(self) -> None:
        """One purchase from its order to whatever becomes of it."""
        user = UserFactory()
        buyer = Person(self.api(user), self.relay)
        shape = self.dice.choice(list(SHAPES.values()))()
        means = {}
        if shape.name != "credits" and self.dice.random() < 0.4:
            means = {"apply_credits": True}
            cents = self.dice.randint(1, shape.price_cents - 50)
            # All of it, or so much that the card pays at least what a card can.
            cents = shape.price_cents if self.dice.random() < 0.25 else cents
            granted(user, cents, source=CreditSource.GIFT, now=timezone.now())
        bought = shape.order(buyer, **means)
        order = Order.objects.select_related("payment", "user").get(public_id=bought.order["id"])
        how = self._draw(PAYING) if order.payment else "free"
        self.done[f"{shape.name}, {how}"] += 1
        getattr(self, f"_{how.replace(' ', '_')}")(order)
        order.refresh_from_db()
        booking = Booking.objects.filter(order_line__order=order, status="confirmed").first()
        if order.payment and order.status == "paid" and self.dice.random() < DISPUTED:
            self._dispute(order, booking)
        elif booking is not None:
            self._then(booking)
        elif order.status == "paid" and shape.name in ("package", "bundle"):
            self._use(shape, buyer, bought)

    def _free(self, order: Order) -> None:
        """Nothing is due."""

    def _left(self, order: Order) -> None:
        """Nobody pays."""
        operations.let_lapse(order_id=order.pk, now=order.expires_at + timedelta(seconds=1))
        self.relay()

    def _paid(self, order: Order) -> None:
        card = self._draw(CARDS)
        paid = steps.paid(order, method=card)
        if paid.status == "open":
            self.done["declined"] += 1
            steps.paid(order)
        self.relay()

    def _late_and_honoured(self, order: Order) -> None:
        steps.charged_behind_our_back(order)
        late = order.expires_at + timedelta(seconds=1)
        operations._lapse(order_id=order.pk, now=late)
        payments.refresh(payment_id=order.payment.pk)
        self.relay()

    def _late_and_returned(self, order: Order) -> None:
        """Given up by its buyer while the money was on its way; what is prepaid is honoured."""
        steps.charged_behind_our_back(order, method=self._draw(CARDS | {DECLINED: 0}))
        booking = Booking.objects.filter(order_line__order=order).first()
        if booking is not None:
            steps.cancelled(booking, by=order.user, now=timezone.now())
        payments.refresh(payment_id=order.payment.pk)
        self.relay()

    def _dispute(self, order: Order, booking: Booking | None) -> None:
        """The bank takes it back; some give up meanwhile what they had booked."""
        how = self._draw(ENDS)
        self.done[f"disputed, {how}"] += 1
        asked: dict[str, Any] = {"inquiry": how == "inquiry"}
        if how == "lost in part":
            asked["amount"] = self.dice.randint(1, order.amount_due_cents)
        dispute = contested.opened(self.sandbox, order, **asked)
        if booking and how in ("won", "lost") and self.dice.random() < 0.5:
            steps.cancelled(booking, by=order.user, now=timezone.now())
        self.relay()
        if how not in ("open", "inquiry"):
            contested.closed(self.sandbox, dispute, "win" if how == "won" else "lose")
        self.relay()

    def _then(self, booking: Booking) -> None:
        what = self._draw(AFTER)
        self.done[what] += 1
        notice = {"full": 48, "to credits": 48, "half": 12, "too late": 1}
        if what in notice:
            cancelling.cancel(
                public_id=booking.public_id,
                by=booking.client,
                reason="",
                claim=None,
                refund_to=RefundTo.CREDITS if what == "to credits" else RefundTo.CARD,
                now=_begins(booking) - timedelta(hours=notice[what]),
            )
        self.relay()

    def _use(self, shape: Shape, buyer: Person, bought: Any) -> None:
        booking = shape.book(buyer, bought)
        if self.dice.random() < 0.5:
            buyer.post(f"bookings/{booking}/cancel/")

    def _draw(self, weights: dict[str, int]) -> str:
        return self.dice.choices(list(weights), list(weights.values()))[0]


def _begins(booking: Booking) -> datetime:
    """When it takes place; a course, with its first session."""
    own = Session.objects.filter(Q(bookings=booking) | Q(bookings__parent_booking=booking))
    return own.soonest_first()[0].starts_at


DECLINED = "pm_card_visa_chargeDeclined"


def banks_answer(sandbox, relay) -> int:
    """What was pending is paid, what the bank does not take comes back; how many came back."""
    sandbox.sandbox.do_jobs()
    for refund in Refund.objects.exclude(provider_id=None):
        payments.refresh_refund(refund_id=refund.pk)
    relay()
    return Refund.objects.failed().count()


def transactions(sandbox) -> Iterator[dict[str, Any]]:
    """Everything that moved at the provider, page by page."""
    page: dict[str, Any] = {"limit": 100}
    while True:
        answer = http.get(f"{sandbox.url}/v1/balance_transactions", params=page, auth=PROVIDER)
        listed = answer.raise_for_status().json()
        yield from listed["data"]
        if not listed["has_more"]:
            return
        page["starting_after"] = listed["data"][-1]["id"]


def at_the_provider(sandbox) -> dict[str, int]:
    """By the key that its entry should have in our books: cents on the clearing account."""
    charges = {p.charge_id: p for p in Payment.objects.exclude(charge_id="")}
    bills = {i.charge_id: i for i in MembershipInvoice.objects.exclude(charge_id="")}
    back = set(MembershipRefund.objects.values_list("provider_id", flat=True))
    refunds = {r.provider_id: r for r in Refund.objects.exclude(provider_id=None)}
    taken = {d.provider_id: d for d in Dispute.objects.all()}
    moved = {}
    for one in transactions(sandbox):
        source, kind = one["source"], one["type"]
        if kind in ("charge", "payment") and source in charges:
            payment = charges[source].public_id
            moved[f"payment:{payment}:received"] = one["amount"]
            moved[f"payment:{payment}:fee"] = -one["fee"]
        elif kind in ("charge", "payment") and source in bills:
            bill = bills[source].provider_id
            moved[f"membership-invoice:{bill}:paid"] = one["amount"]
            moved[f"membership-invoice:{bill}:fee"] = -one["fee"]
        elif kind == "adjustment" and source in taken:
            moved[taken[source].key(f"moved:{one['id']}")] = one["net"]
        elif kind == "refund" and source in back:
            moved[f"membership-refund:{source}:paid"] = one["net"]
        elif kind == "refund_failure" and source in back:
            moved[f"membership-refund:{source}:bounced"] = one["net"]
        elif kind == "refund" and source in refunds:
            moved[f"refund:{refunds[source].public_id}:paid"] = one["net"]
        elif kind == "refund_failure" and source in refunds:
            moved[f"refund:{refunds[source].public_id}:bounced"] = one["net"]
        else:
            moved[f"unknown to us: {one['id']}"] = one["net"]
    return moved


def in_our_books() -> dict[str, int]:
    """By the key of each entry: cents on the clearing account."""
    found = Posting.objects.on(AccountKind.PROVIDER_CLEARING)
    return dict(found.values_list("entry__key", "amount_cents"))


def be_a_member(member: Member, number: int) -> None:
    """Begin a plan, go up after half a month, renew; one of three gets something back."""
    member.goes_to("professional", "year" if number % 2 else "month")
    member.waits_until(HALF)
    member.goes_to("premium")
    member.waits_until(MONTH_LATER + 2 * HOUR)
    member.asked()
    if number % 3 == 0:
        bill = member.membership.invoices.filter(paid_cents__gt=100).first()
        params = {"payment_intent": bill.intent_id, "amount": 100}
        member.client.v1.refunds.create(params, key())
        invoices.refresh_refunds(invoice_id=bill.pk)


def test_c3_every_movement_at_the_provider_is_in_the_books(api, stripe_sandbox, relay, figure):
    seed = secrets.randbits(32)
    print(f"\nC3: seed {seed}")  # noqa: T201
    shopper = Shopper(api, relay, stripe_sandbox, random.Random(seed))
    for _ in range(PURCHASES):
        shopper.shop()
    for number in range(MEMBERS):
        be_a_member(Member(stripe_sandbox, "pm_card_visa"), number)

    returned = banks_answer(stripe_sandbox, relay)
    let_cards_take_money(stripe_sandbox)
    for refund in Refund.objects.failed():
        payments.retry_refund(refund_id=refund.pk)
    relay()
    still_failed = banks_answer(stripe_sandbox, relay)

    theirs, ours = at_the_provider(stripe_sandbox), in_our_books()
    apart = sorted(key for key in theirs | ours if theirs.get(key) != ours.get(key))
    cents = sum(theirs.values()) - sum(ours.values())
    later = timezone.now() + timedelta(hours=1)
    audits = (audit, disputes, receipts)
    found = [one for each in audits for one in each.findings(now=later)]
    for line in [*apart[:10], *found[:10]]:
        print(line, theirs.get(line), ours.get(line))  # noqa: T201
    print(dict(shopper.done))  # noqa: T201
    figure(
        "C3",
        f"{PURCHASES} purchases of every shape by card, credits and both; declined, late, given "
        "back in part and in full, to card and credits, returned by the bank and tried again; "
        "one in five disputed, and won, lost, or lost in part; "
        f"{MEMBERS} memberships begun, upgraded, renewed and given back",
        must_be="0 cents apart, each movement has its entry and each entry its movement",
        measured=f"{len(theirs)} movements at the provider, {len(ours)} entries, {len(apart)} "
        f"apart, {cents} cents; {returned} refunds came back and were tried again, "
        f"{still_failed} left; {len(found)} findings",
        holds=not (apart or cents or found or still_failed)
        and returned > 0
        and steps.balance(AccountKind.RECEIVED) == 0
        and steps.balance(AccountKind.REFUNDS_DUE) == 0,
    )
