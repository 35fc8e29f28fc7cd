from datetime import UTC, datetime, timedelta

import pytest

from commerce.bookings import policies
from commerce.bookings.policies import POLICIES, offer_until, refund_cents, refund_steps
from commerce.bookings.states import CancelledBy
from marketplace.catalogue.states import CancellationPolicy

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("policy", "notice", "expected"),
    [
        ("flexible", timedelta(hours=24), 8001),
        ("flexible", timedelta(hours=24) - timedelta(seconds=1), 4001),
        ("flexible", timedelta(hours=2), 4001),
        ("flexible", timedelta(hours=2) - timedelta(seconds=1), 0),
        ("moderate", timedelta(hours=24), 8001),
        ("moderate", timedelta(hours=24) - timedelta(seconds=1), 4001),
        ("moderate", timedelta(hours=6), 4001),
        ("moderate", timedelta(hours=6) - timedelta(seconds=1), 0),
        ("strict", timedelta(days=7), 8001),
        ("strict", timedelta(days=7) - timedelta(seconds=1), 4001),
        ("strict", timedelta(hours=48), 4001),
        ("strict", timedelta(hours=48) - timedelta(seconds=1), 0),
    ],
)
def test_what_a_client_gets_back_depends_on_how_early_they_cancel(policy, notice, expected):
    back = refund_cents(
        policy=policy,
        price_cents=8001,
        starts_at=NOON,
        cancelled_at=NOON - notice,
        by=CancelledBy.CLIENT,
    )

    assert back == expected


@pytest.mark.parametrize("by", [CancelledBy.PRACTITIONER, CancelledBy.PLATFORM])
def test_everything_comes_back_when_it_is_not_the_clients_doing(by):
    back = refund_cents(policy="strict", price_cents=8001, starts_at=NOON, cancelled_at=NOON, by=by)

    assert back == 8001


def test_the_steps_shown_are_the_steps_applied():
    for policy in POLICIES:
        for step in refund_steps(policy=policy, price_cents=8001, starts_at=NOON):
            at_the_instant = refund_cents(
                policy=policy,
                price_cents=8001,
                starts_at=NOON,
                cancelled_at=step.until,
                by=CancelledBy.CLIENT,
            )
            assert at_the_instant == step.amount_cents


def test_every_policy_that_can_be_chosen_has_its_figures():
    assert set(POLICIES) == set(CancellationPolicy.values)


@pytest.mark.parametrize(
    ("notice", "kept"),
    [
        (timedelta(days=3), timedelta(hours=12)),
        (timedelta(hours=14), timedelta(hours=12)),
        (timedelta(hours=13), timedelta(hours=11)),
        (timedelta(hours=2, seconds=1), timedelta(seconds=1)),
        (timedelta(hours=2), None),
        (timedelta(hours=-1), None),
    ],
)
def test_an_offer_stands_for_its_time_but_ends_before_the_start(notice, kept):
    until = offer_until(
        starts_at=NOON,
        at=NOON - notice,
        lasts=timedelta(hours=12),
        ends_before=timedelta(hours=2),
    )

    assert until == (None if kept is None else NOON - notice + kept)


def evenings(*prices):
    return [
        policies.CoursePart(NOON + timedelta(weeks=week), cents)
        for week, cents in enumerate(prices)
    ]


@pytest.mark.parametrize(
    ("after", "cents"),
    [
        (-timedelta(hours=24), 10000),
        (-timedelta(hours=24) + timedelta(microseconds=1), 5000),
        (-timedelta(hours=6) + timedelta(microseconds=1), 0),
        (timedelta(0), 7500),  # the first is held from its beginning on
        (timedelta(days=7), 5000),
        (timedelta(days=14), 2500),
        (timedelta(days=14, microseconds=1), 0),
    ],
)
def test_a_course_gives_back_by_its_first_session_then_what_is_not_held(after, cents):
    assert (
        policies.course_refund_cents(
            policy="moderate",
            parts=evenings(2500, 2500, 2500, 2500),
            cancelled_at=NOON + after,
            by=CancelledBy.CLIENT,
        )
        == cents
    )


@pytest.mark.parametrize("by", [CancelledBy.PRACTITIONER, CancelledBy.PLATFORM])
def test_who_gives_a_course_gives_back_what_is_not_held_however_late(by):
    assert (
        policies.course_refund_cents(
            policy="strict",
            parts=evenings(3000, 3000, 4000),
            cancelled_at=NOON + timedelta(days=10),
            by=by,
        )
        == 4000
    )


@pytest.mark.parametrize("policy", policies.POLICIES)
@pytest.mark.parametrize("days_apart", [1, 5, 7, 30])
def test_the_steps_of_a_course_say_what_comes_back_at_their_instant(policy, days_apart):
    parts = [
        policies.CoursePart(NOON + number * timedelta(days=days_apart), 1000 + number)
        for number in range(5)
    ]

    for step in policies.course_refund_steps(policy=policy, parts=parts):
        due = policies.course_refund_cents(
            policy=policy, parts=parts, cancelled_at=step.until, by=CancelledBy.CLIENT
        )
        assert due == step.amount_cents, step
