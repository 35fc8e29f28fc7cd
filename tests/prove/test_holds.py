"""B4, C4, L3: time and money when everything happens at once."""

import asyncio
import itertools
import random
from collections import Counter
from datetime import datetime, timedelta

import httpx
import pytest
from django.utils import timezone
from rest_framework_simplejwt.tokens import AccessToken

from commerce.bookings import availability
from commerce.bookings.holds import SlotTaken
from commerce.bookings.operations import BookingClosed
from commerce.checkout import audit, operations
from commerce.models import Booking, Order, Payment, Refund, Session
from commerce.payments import operations as payments
from estuary.kernel.models import IdempotencyKey
from tests.factories import ServiceFactory, UserFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps
from tests.prove.house import House
from tests.threads import at_once

OVERLAPPED = 150
REFUNDS = 500
BATCH = 50
SENDERS = 20


@pytest.fixture
def service(transactional_db):
    service = ServiceFactory(
        practitioner__timezone="UTC", minimum_notice_hours=1, buffer_after_minutes=0
    )
    open_all_week(service.practitioner)
    return service


def starts(service, count: int) -> list[datetime]:
    """`count` beginnings, an hour and more apart, from the day after tomorrow."""
    now, found = timezone.now(), []
    for slot in availability.slots(
        service=service,
        terms=service.terms,
        now=now,
        start=now + timedelta(days=2),
        end=now + timedelta(days=59),
    ):
        if not found or slot.start >= found[-1] + timedelta(hours=1):
            found.append(slot.start)
    assert len(found) >= count
    return found[:count]


class Race:
    """One hold that has run out, charged at the provider, with everybody after it."""

    def __init__(self, service, starts_at: datetime) -> None:
        self.service, self.starts_at = service, starts_at
        self.order = steps.booked(service, UserFactory(), starts_at=starts_at)
        self.payment = steps.charged_behind_our_back(self.order)
        self.late = self.order.expires_at + timedelta(seconds=1)
        self.other = UserFactory()

    def lapse(self) -> None:
        operations.let_lapse(order_id=self.order.pk, now=self.late)

    def settle(self) -> None:
        payments.refresh(payment_id=self.payment.pk)
        operations.complete(payment_id=self.payment.pk, now=self.late)

    def cancel(self) -> None:
        steps.cancelled(steps.booking_of(self.order), by=self.order.user, now=self.late)

    def take(self) -> None:
        steps.booked(self.service, self.other, starts_at=self.starts_at, now=self.late)

    def ending(self) -> str:
        """Where it ended: the seat firm, or all of the money back."""
        order = Order.objects.get(pk=self.order.pk)
        given = sum(
            refund.amount_cents
            for refund in Refund.objects.filter(payment=self.payment, status="succeeded")
        )
        if order.status == "paid" and not given:
            return "firm" if steps.booking_of(order).status == "confirmed" else "LOST"
        return "given back" if given == self.payment.amount_cents else "LOST"


def test_b4_expiry_against_payment_against_cancelling(service, stripe_sandbox, relay, figure):
    # The payment always comes; any of the others may, before it or after.
    orders = [
        order
        for size in range(1, 5)
        for order in itertools.permutations(("lapse", "settle", "cancel", "take"), size)
        if "settle" in order
    ]
    times = starts(service, len(orders) + OVERLAPPED)
    unforeseen, endings = [], []

    for number, starts_at in enumerate(times):
        race = Race(service, starts_at)
        chosen = orders[number] if number < len(orders) else random.choice(orders)
        actions = [getattr(race, name) for name in chosen]
        results = [_tried(a) for a in actions] if number < len(orders) else at_once(*actions)
        relay()
        race.settle()
        relay()
        foreseen = (BookingClosed, SlotTaken)
        unforeseen += [r for r in results if r is not None and not isinstance(r, foreseen)]
        endings.append(race.ending())

    firm = Booking.objects.filter(status="confirmed").values_list("session", flat=True)
    double = [n for n in Counter(firm).values() if n > 1]
    later = timezone.now() + timedelta(hours=2)
    found = [f for f in audit.findings(now=later) if f.rule != "an unpaid hold does not stay"]
    figure(
        "B4",
        f"hold expiry, payment, cancelling, another buyer: all {len(orders)} orders, then "
        f"{OVERLAPPED} times at once",
        must_be="0 lost, 0 double; a late payment takes the time again or goes back in full",
        measured=f"{dict(Counter(endings))}, {len(double)} double, {len(unforeseen)} unforeseen "
        f"errors, {len(found)} findings",
        holds="LOST" not in endings and not (double or unforeseen or found),
    )


def _tried(action) -> Exception | None:
    try:
        action()
    except (BookingClosed, SlotTaken) as refusal:
        return refusal
    return None


def test_c4_one_key_twenty_times_at_once(house: House, figure):
    service = ServiceFactory(practitioner__timezone="UTC", minimum_notice_hours=1)
    open_all_week(service.practitioner)
    first = steps.first_start(service)
    one, other = UserFactory(), UserFactory()
    here = {"service": str(service.public_id), "slot": steps.word(service, first)}
    there = here | {"slot": steps.word(service, first + timedelta(hours=3))}

    same = asyncio.run(_send(house, [(one, here)] * SENDERS))
    [changed] = asyncio.run(_send(house, [(one, there)]))
    [foreign] = asyncio.run(_send(house, [(other, there)]))

    bookings = {answer.json()["data"]["id"] for answer in same}
    figure(
        "C4",
        f"one Idempotency-Key {SENDERS} times at once over two web processes; with another body; "
        "by another caller",
        must_be="1 effect; 422; never another's answer",
        measured=f"{Counter(answer.status_code for answer in same)} with {len(bookings)} booking; "
        f"other body {changed.status_code} {changed.json()['code']}; "
        f"other caller {foreign.status_code}, "
        f"{'their own' if foreign.json()['data']['id'] not in bookings else 'ANOTHER ONE'}; "
        f"{Session.objects.count()} sessions, {IdempotencyKey.objects.count()} keys",
        holds=len(bookings) == 1
        and {answer.status_code for answer in same} == {201}
        and changed.json()["code"] == "key_reused"
        and foreign.status_code == 201
        and foreign.json()["data"]["id"] not in bookings
        and Session.objects.count() == 2,
    )


async def _send(house: House, asked) -> list[httpx.Response]:
    webs = itertools.cycle(house.addresses)
    async with httpx.AsyncClient(timeout=60) as client:
        return await asyncio.gather(
            *[
                client.post(
                    f"{next(webs)}/api/v1/bookings/",
                    json=body,
                    headers={
                        "Authorization": f"Bearer {AccessToken.for_user(user)}",
                        "Idempotency-Key": "the-one-key",
                    },
                )
                for user, body in asked
            ]
        )


def test_l3_every_refund_asked_for_twice_at_once(service, stripe_sandbox, relay, figure):
    done = refused = 0
    unforeseen = []
    clients = UserFactory.create_batch(5)
    for _ in range(REFUNDS // BATCH):
        for number, starts_at in enumerate(starts(service, BATCH)):
            client = clients[number % len(clients)]
            order = steps.paid(steps.booked(service, client, starts_at=starts_at))
            booking = steps.booking_of(order)

            def cancel(booking=booking, client=client):
                return steps.cancelled(booking, by=client, now=timezone.now())

            results = at_once(cancel, cancel)
            done += sum(isinstance(result, Booking) for result in results)
            refused += sum(isinstance(result, BookingClosed) for result in results)
            unforeseen += [r for r in results if not isinstance(r, (Booking, BookingClosed))]
        relay()

    given = Counter(Refund.objects.values_list("status", "amount_cents"))
    paid = sum(Payment.objects.filter(status="succeeded").values_list("amount_cents", flat=True))
    found = audit.findings(now=timezone.now() + timedelta(hours=1))
    figure(
        "L3",
        f"each of {REFUNDS} cancellations asked for twice at once",
        must_be=f"{REFUNDS} done, {REFUNDS} refused",
        measured=f"{done} done, {refused} refused, {len(unforeseen)} other; refunds {dict(given)}; "
        f"earned {steps.shared()} of {paid}; {len(found)} findings",
        holds=(done, refused, sum(given.values())) == (REFUNDS, REFUNDS, REFUNDS)
        and {status for status, _ in given} == {"succeeded"}
        and steps.shared() == (0, 0)
        and not (unforeseen or found),
    )
