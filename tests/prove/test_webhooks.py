"""W: the provider's events, in any order and number, or not at all."""

import itertools
import random
import secrets
from collections import Counter
from datetime import timedelta

import pytest
import stripe
from django.utils import timezone

from commerce.checkout import cancelling
from commerce.models import Order, Refund
from commerce.payments import operations as payments
from commerce.payments.gateway import Notice, PaymentsUnavailable
from commerce.reconciliation.checks import AUDITS
from commerce.reconciliation.stripe_gateway import StripeHistory
from estuary.kernel.models import OutboxDelivery
from tests.factories import ServiceFactory, UserFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps
from tests.integration.commerce.payments.steps import post
from tests.prove import telling
from tests.prove.stories import STORIES, Place
from tests.prove.telling import Clock, apart, taken_back

pytestmark = pytest.mark.django_db

ORDERS = 5  # of each story
# A refund that its bank returned is named until somebody has settled it.
FOR_STAFF = ("a refund comes to an end",)
# What a client asked for and was not answered is settled by the clock, not by an event.
FOR_THE_CLOCK = ("what was asked of a membership comes to an end",)
# Letters of the weekly run, which finds what was known by then.
TIMED = ("payout_withheld",)
CORE = (
    "payment_intent.created",
    "payment_intent.succeeded",
    "charge.succeeded",
    "charge.refunded",
    "refund.created",
    "refund.updated",
)
REFUND_LOST = {"operation": "POST /v1/refunds", "kind": "timeout_after", "times": 2}
# Its refunds are pending at first, and made final by the sandbox's clock.
CARD = "pm_card_pendingRefund"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.01)


@pytest.fixture
def place(stripe_sandbox, relay) -> Place:
    return Place(stripe_sandbox, relay)


def core_six(place: Place) -> tuple[Order, list[str]]:
    """Bought, cancelled and refunded; of the refund we have heard nothing yet."""
    service = ServiceFactory(practitioner__timezone="UTC", minimum_notice_hours=1)
    open_all_week(service.practitioner)
    client = UserFactory()
    order = steps.paid(steps.booked(service, client), method=CARD)
    cancelling.cancel(
        public_id=steps.booking_of(order).public_id,
        by=client,
        reason="",
        claim=None,
        now=timezone.now(),
    )
    place.sandbox.faults.plan(REFUND_LOST)
    with pytest.raises(PaymentsUnavailable):
        payments.send_refund(refund_id=Refund.objects.get(payment=order.payment).pk)
    place.answers_again()
    place.sandbox.sandbox.do_jobs()
    events = {
        event_id: telling.recorded(place.sandbox.world, event_id)["type"]
        for event_id in telling.told(place.sandbox)
    }
    return order, [event_id for event_id, kind in events.items() if kind in CORE]


def ended(order: Order) -> tuple[str, ...]:
    refund = Refund.objects.get(payment=order.payment)
    order.refresh_from_db()
    return order.status, steps.booking_of(order).status, refund.status


def findings(*, but: tuple[str, ...] = FOR_STAFF) -> list[str]:
    """Every rule that is broken, and every fact that nobody could handle."""
    later = timezone.now() + timedelta(hours=1)
    found = [line for audit in AUDITS for line in audit.findings(now=later)]
    unhandled = OutboxDelivery.objects.filter(done_at=None).select_related("event")
    return [
        *(str(line) for line in found if line.rule not in but),
        *(f"{row.event.name}: {row.last_error}" for row in unhandled),
    ]


def test_w1_every_event_three_times_in_any_order(api, place, relay, figure):
    seed = secrets.randbits(32)
    print(f"\nW1: seed {seed}")  # noqa: T201
    dice = random.Random(seed)
    ends, sixes = Counter(), itertools.permutations(range(len(CORE)))
    with taken_back(place.sandbox):
        order, six = core_six(place)
        assert len(six) == len(CORE)
        notices = telling.notices(place.sandbox, six)
        for permutation in sixes:
            with taken_back():  # the provider is only asked
                once = [notices[n] for n in permutation]
                telling.hear(once + dice.sample(once * 2, k=2 * len(once)))
                relay()
                ends[ended(order)] += 1
    expected = ("refunded", "cancelled", "succeeded")

    differing, found, many = [], [], 0
    for story in STORIES:
        name = story.__name__
        with taken_back(place.sandbox):
            _live(api, place, story)
            live = telling.state()
        with taken_back(place.sandbox):
            before = set(telling.told(place.sandbox))
            for _ in story(place):
                relay()
            names = [one for one in telling.told(place.sandbox) if one not in before]
            events = telling.notices(place.sandbox, names)
            with taken_back(place.sandbox):
                telling.hear(events)
                telling.finish(relay)
                once, facts = telling.state(), telling.facts()
                letters = once["letters"], live.pop("letters")
                differing += [f"{name}, late: {line}" for line in apart(live, once)]
                found += findings(but=FOR_STAFF + FOR_THE_CLOCK)
            for _ in range(ORDERS):
                with taken_back(place.sandbox):
                    telling.hear_thrice(events, dice, relay)
                    differing += [f"{name}: {line}" for line in apart(once, telling.state())]
                    if telling.facts() != facts:
                        differing.append(f"{name}: {facts} / {telling.facts()}")
                    found += findings(but=FOR_STAFF + FOR_THE_CLOCK)
                    many += 1
        print(name, len(events), *letters)  # noqa: T201
    for line in [*differing[:20], *found[:20]]:
        print(line)  # noqa: T201
    figure(
        "W1",
        f"the payment and refund events, each 3 times, in all 720 orders; all events of "
        f"{len(STORIES)} scenarios, each 3 times, in {ORDERS} random orders each",
        must_be="the same final state as in order, once, and as heard at the time",
        measured=f"{ends[expected]} of {ends.total()} ended {'/'.join(expected)}; {many} runs of "
        f"{len(STORIES)} scenarios: {len(differing)} differ in a row, a posting, a letter or a "
        f"fact; {len(found)} findings of check_money and events unhandled",
        holds=set(ends) == {expected}
        and ends.total() == 720
        and not (differing or found)
        and len(STORIES) >= 12,
    )


def _live(api, place: Place, story) -> None:
    """Every event arrives when it happens, by the address."""
    heard = set(telling.told(place.sandbox))
    for _ in story(place):
        place.relay()
        for event_id in telling.told(place.sandbox):
            if event_id not in heard:
                heard.add(event_id)
                assert post(api, *telling.letter(place.sandbox, event_id)).status_code == 202
        telling.finish(place.relay)


def test_w2_no_webhook_at_all(place, relay, figure, monkeypatch):
    clock = Clock(place.sandbox, monkeypatch, relay)
    same, differing, found = Counter(), [], []

    def run(events: list[Notice]) -> list[telling.State]:
        """How it stands at each moment; the jobs of the clock come to their turn before."""
        ends = []
        with taken_back(place.sandbox):
            clock.starts_anew()
            telling.hear(events)
            telling.finish(relay)
            for until in telling.MOMENTS.values():
                clock.goes_on(until)
                ends.append(telling.state(without_letters=TIMED))
            found.extend(findings())
        clock.starts_anew()
        return ends

    for story in STORIES:
        name = story.__name__
        with taken_back(place.sandbox):
            before = set(telling.told(place.sandbox))
            for _ in story(place):
                relay()
            names = [one for one in telling.told(place.sandbox) if one not in before]
            heard = run(telling.notices(place.sandbox, names))
            deaf = run([])
            with monkeypatch.context() as blind:
                blind.setattr(StripeHistory, "notices", lambda self, since: iter(()))
                asking = run([])
        for moment, one, other in zip(telling.MOMENTS, heard, deaf, strict=True):
            same[moment] += not apart(one, other)
        differing += [f"{name}: {line}" for line in apart(heard[-1], deaf[-1])]
        alone = apart(heard[-1], asking[-1])
        same["alone"] += not alone
        print(name, *(f"by asking alone: {line}" for line in alone))  # noqa: T201
    for line in [*differing[:20], *found[:20]]:
        print(line)  # noqa: T201
    figure(
        "W2",
        f"{len(STORIES)} scenarios of which no event arrives; every periodic job once, as it is "
        "due within 25 hours",
        must_be="the same final state as with all events",
        measured=f"the same after {', '.join(f'{m}: {same[m]}' for m in telling.MOMENTS)}; by "
        f"asking alone, without reading back the provider's events: {same['alone']}; "
        f"{len(found)} findings of check_money and facts unhandled",
        holds=same["25 hours"] == len(STORIES) and not (differing or found),
    )
