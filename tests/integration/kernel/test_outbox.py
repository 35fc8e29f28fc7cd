"""A fact is handed over at least once, whatever happens on the way."""

import itertools
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from django.utils import timezone

from estuary.kernel import db, events, outbox
from estuary.kernel.models import OutboxDelivery, OutboxEvent
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class Rained(events.Event):
    name: ClassVar[str] = "test.weather.rained"
    millimetres: int


@pytest.fixture
def heard() -> list[dict]:
    return []


@pytest.fixture
def subscribers(heard):
    return {Rained.name: {"gauge": lambda **fact: heard.append(fact)}}


def record(millimetres=3):
    with db.in_transaction():
        events.record(Rained(millimetres=millimetres))


def test_a_fact_reaches_its_subscriber_with_its_own_id(heard, subscribers):
    record()

    for delivery in outbox.fan_out(subscribers):
        outbox.deliver(delivery, subscribers)

    event = OutboxEvent.objects.get()
    assert heard == [{"millimetres": 3, "event_id": str(event.pk)}]
    assert OutboxDelivery.objects.get().done_at is not None


def test_a_fact_cannot_be_recorded_outside_a_transaction():
    with pytest.raises(RuntimeError):
        events.record(Rained(millimetres=1))


def test_a_fact_of_a_transaction_that_failed_never_happened():
    with pytest.raises(ZeroDivisionError), db.in_transaction():
        events.record(Rained(millimetres=1 // 0))

    assert not OutboxEvent.objects.exists()


def test_a_fact_is_fanned_out_once(subscribers):
    record()

    assert len(outbox.fan_out(subscribers)) == 1
    assert outbox.fan_out(subscribers) == []


def test_a_delivery_is_done_once(heard, subscribers):
    record()
    [delivery] = outbox.fan_out(subscribers)

    outbox.deliver(delivery, subscribers)
    outbox.deliver(delivery, subscribers)

    assert len(heard) == 1


def test_a_failure_is_tried_again_after_a_pause(heard):
    record()
    failing = {Rained.name: {"gauge": lambda **_: 1 / 0}}
    [delivery] = outbox.fan_out(failing)

    pause = outbox.deliver(delivery, failing)
    at_once_again = outbox.deliver(delivery, failing)

    row = OutboxDelivery.objects.get()
    assert (pause, at_once_again, row.attempts) == (timedelta(seconds=1), None, 1)
    assert "ZeroDivisionError" in row.last_error
    assert outbox.overdue(now=timezone.now() + timedelta(seconds=2)) == [delivery]


def test_a_delivery_cut_off_in_the_middle_is_taken_up_again(heard, subscribers):
    record()
    [delivery] = outbox.fan_out(subscribers)
    OutboxDelivery.objects.update(leased_until=timezone.now() + timedelta(minutes=1), attempts=1)

    outbox.deliver(delivery, subscribers)
    assert heard == []
    OutboxDelivery.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    outbox.deliver(delivery, subscribers)

    assert len(heard) == 1


def test_what_a_killed_process_held_is_taken_up_within_two_minutes(heard, subscribers):
    """Guards: the lease, and the sweep of every minute after it."""
    record()
    [delivery] = outbox.fan_out(subscribers)

    def killed(**_):
        raise SystemExit

    with pytest.raises(SystemExit):
        outbox.deliver(delivery, {Rained.name: dict.fromkeys(subscribers[Rained.name], killed)})

    now = timezone.now()
    assert outbox.overdue(now=now + timedelta(seconds=30)) == []
    assert outbox.overdue(now=now + timedelta(seconds=60)) == [delivery]


def test_what_fails_too_often_is_parked_and_can_be_run_again(heard, subscribers):
    record()
    failing = {Rained.name: {"gauge": lambda **_: 1 / 0}}
    [delivery] = outbox.fan_out(failing)
    for _ in range(outbox.MOST_ATTEMPTS):
        OutboxDelivery.objects.update(due_at=timezone.now())
        outbox.deliver(delivery, failing)

    assert OutboxDelivery.objects.get().parked_at is not None
    assert outbox.overdue(now=timezone.now() + timedelta(days=2)) == []
    outbox.run_again(delivery)
    outbox.deliver(delivery, subscribers)

    assert len(heard) == 1


def test_what_is_done_is_not_run_again(heard, subscribers):
    record()
    [delivery] = outbox.fan_out(subscribers)
    outbox.deliver(delivery, subscribers)

    with pytest.raises(outbox.NotParked):
        outbox.run_again(delivery)
    outbox.deliver(delivery, subscribers)

    assert len(heard) == 1


@pytest.mark.django_db(transaction=True)
def test_two_relays_and_many_workers_hand_over_once(heard, subscribers):
    """Guards: SKIP LOCKED when fanning out, and the lease when delivering."""
    for n in range(20):
        record(n)

    found = at_once(*[lambda: outbox.fan_out(subscribers)] * 4)
    for delivery in itertools.chain(*found):
        at_once(*[lambda delivery=delivery: outbox.deliver(delivery, subscribers)] * 3)

    assert sorted(fact["millimetres"] for fact in heard) == list(range(20))
