from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commerce.earnings import audit, operations
from commerce.ledger import operations as ledger
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.models import (
    AgreedCommission,
    CommissionBracket,
    CommissionSchedule,
    Earning,
    Posting,
    Sale,
)
from estuary.kernel import db
from tests.factories import PractitionerFactory
from tests.factories.bookings import NOON
from tests.factories.earnings import earned, scheduled
from tests.integration.commerce.checkout.steps import balance
from tests.threads import at_once

pytestmark = pytest.mark.django_db

DUE = NOON + timedelta(hours=49)  # an hour's session, and 48 hours
MARCH = datetime(2099, 3, 5, 9, tzinfo=UTC)  # rates are made ahead of the clock only

JUST_NOW = timezone.now() - timedelta(seconds=1)


def reversed_by(earning, cents):
    """As a refund does it: out of the earning, and from SALES to where it is due."""
    with db.in_transaction():
        operations.reverse(booking=earning.booking, cents=cents, now=NOON)
        before = Posting.objects.filter(account__kind=AccountKind.REFUNDS_DUE).count()
        ledger.post(
            key=f"refund:{earning.pk}:{before}",
            description="Given back",
            legs=[
                Leg(AccountKind.SALES, cents, "usd"),
                Leg(AccountKind.REFUNDS_DUE, -cents, "usd"),
            ],
        )
    earning.refresh_from_db()


def in_payout(earning):
    """Claimed as a payout does it."""
    with db.in_transaction():
        rows = operations.put_in_payout(practitioner=earning.practitioner, currency="usd")
        cents = sum(row.standing_cents for row in rows)
        if not cents:
            return
        party = earning.practitioner.user
        ledger.post(
            key=f"payout:{Posting.objects.count()}",
            description="Claimed",
            legs=[
                Leg(AccountKind.EARNINGS_AVAILABLE, cents, "usd", party),
                Leg(AccountKind.EARNINGS_IN_PAYOUT, -cents, "usd", party),
            ],
        )
    earning.refresh_from_db()


def accounts():
    kinds = ("pending", "available", "in_payout")
    found = {kind: -balance(AccountKind(f"earnings_{kind}")) for kind in kinds}
    found |= {"carry": -balance(AccountKind.CARRY), "commission": -balance(AccountKind.COMMISSION)}
    return {kind: cents for kind, cents in found.items() if cents}


def broken(now=NOON):
    return [rule for rule, check in audit.RULES.items() if check(now)]


# --- the rate ---


def test_a_month_over_the_brackets_to_the_cent():
    practitioner = PractitionerFactory()
    for at, cents in enumerate([499_999, 1, 1, 499_999, 1, 333]):
        start = NOON + timedelta(days=at)
        earned(practitioner, cents=cents, now=MARCH, session__starts_at=start)
    april = datetime(2099, 4, 1, tzinfo=UTC)
    earned(practitioner, cents=10_000, now=april, session__starts_at=NOON + timedelta(days=9))

    made = list(
        Sale.objects.order_by("pk").values_list(
            "commission_basis_points", "commission_cents", "commission_reason"
        )
    )
    assert made == [
        (500, 25_000, "5 %: the usual rate"),
        (500, 0, "5 %: the usual rate"),
        (500, 0, "5 %: the usual rate"),  # $5,000.00 is not over $5,000
        (400, 20_000, "4 %: $5,000.01 sold in March"),
        (400, 0, "4 %: $10,000.00 sold in March"),
        (300, 10, "3 %: $10,000.01 sold in March"),
        (500, 500, "5 %: the usual rate"),  # a new month
    ]
    assert broken() == []


def test_what_is_another_practitioners_does_not_count():
    earned(cents=600_000, now=MARCH)

    assert earned(cents=8000, now=MARCH).commission_basis_points == 500


def test_an_agreed_rate_applies_while_it_lasts():
    practitioner = PractitionerFactory()
    AgreedCommission.objects.create(
        practitioner=practitioner,
        basis_points=250,
        effective_from=MARCH,
        effective_until=MARCH + timedelta(days=1),
    )

    def rate(now):
        return operations.next_rate(practitioner=practitioner, currency="usd", now=now)

    assert rate(MARCH).reason == "2.5 %: agreed"
    for outside in (MARCH - timedelta(seconds=1), MARCH + timedelta(days=1)):
        assert rate(outside).basis_points == 500


def test_a_later_schedule_applies_from_its_moment_and_leaves_what_was_sold():
    practitioner = PractitionerFactory()
    first = earned(practitioner, now=MARCH)
    scheduled(MARCH + timedelta(days=1), {0: 700})
    second = earned(
        practitioner, now=MARCH + timedelta(days=1), session__starts_at=NOON + timedelta(days=1)
    )

    first.refresh_from_db()
    assert (first.commission_cents, second.commission_cents) == (400, 560)


@pytest.mark.parametrize("rows", [CommissionSchedule, CommissionBracket, Sale])
def test_what_applies_already_is_neither_changed_nor_deleted(rows):
    earned()
    column = "floor_basis_points" if rows is CommissionSchedule else None
    column = column or ("over_cents" if rows is CommissionBracket else "gross_cents")
    for change in (lambda: rows.objects.update(**{column: 1}), lambda: _raw_delete(rows)):
        with pytest.raises(IntegrityError, match="never change"), _part():
            change()


@contextmanager
def _part():
    with db.in_transaction(), db.savepoint():
        yield


def _raw_delete(rows):
    rows.objects.all()._raw_delete("default")


def test_what_is_to_apply_later_can_still_be_changed():
    later = scheduled(MARCH)
    CommissionSchedule.objects.filter(pk=later.pk).update(floor_basis_points=100)
    later.brackets.update(basis_points=200)
    bracket(later, over=100, basis_points=100).save()
    connection.check_constraints()
    later.delete()

    connection.check_constraints()
    assert CommissionSchedule.objects.count() == 1


@pytest.mark.parametrize("begins", [lambda: scheduled(JUST_NOW), lambda: _moved(scheduled(MARCH))])
def test_the_database_refuses_rates_that_begin_in_the_past(begins):
    with pytest.raises(IntegrityError, match="begins later than now"):
        begins()


def _moved(schedule):
    schedule.effective_from = JUST_NOW
    schedule.save()


@pytest.mark.parametrize("change", ["insert", "move"])
def test_nothing_is_added_to_rates_that_apply_already(change):
    applies = CommissionSchedule.objects.earliest("effective_from")
    row = bracket(applies, basis_points=9000)
    if change == "move":
        row = scheduled(MARCH, {0: 500, 1: 9000}).brackets.get(over_cents=1)
        row.schedule = applies

    with pytest.raises(IntegrityError, match="begins later than now"):
        row.save()


def bracket(schedule, *, over=1, basis_points):
    return CommissionBracket(schedule=schedule, over_cents=over, basis_points=basis_points)


@pytest.mark.parametrize(
    "gap",
    [
        lambda: CommissionSchedule.objects.create(effective_from=MARCH),
        lambda: whole().update(floor_basis_points=501),
    ],
)
def test_the_database_refuses_rates_with_gaps(gap):
    with pytest.raises(IntegrityError, match="commission schedule"):
        with_constraints(gap)


@pytest.mark.parametrize(
    "gap",
    [
        lambda rows: rows.filter(over_cents=0).delete(),
        lambda rows: rows.filter(over_cents=0).update(over_cents=1),
        lambda rows: rows.filter(over_cents=0).update(basis_points=199),
        lambda rows: rows.bulk_create([bracket(rows.get().schedule, basis_points=199)]),
    ],
)
def test_no_change_leaves_open_which_rate_applies(gap):
    made = scheduled(MARCH)
    connection.check_constraints()

    with pytest.raises(IntegrityError, match="commission schedule"):
        with_constraints(lambda: gap(CommissionBracket.objects.filter(schedule=made)))


def whole():
    """One that the database has looked at."""
    made = scheduled(MARCH)
    connection.check_constraints()
    return CommissionSchedule.objects.filter(pk=made.pk)


def with_constraints(change):
    """As when the transaction commits."""
    change()
    connection.check_constraints()


# --- the way of an earning ---


def test_an_earning_is_pending_then_available_48_hours_after_its_session():
    earning = earned()
    assert accounts() == {"pending": 7600, "commission": 400}

    assert operations.release(now=DUE - timedelta(seconds=1)) == 0
    assert operations.release(now=DUE) == 1
    assert operations.release(now=DUE) == 0

    earning.refresh_from_db()
    assert (earning.status, earning.available_at) == ("available", DUE)
    assert accounts() == {"available": 7600, "commission": 400}
    assert broken(DUE) == []


@pytest.mark.parametrize("status", ["confirmed", "pending"])
def test_what_was_not_held_is_not_released(status):
    earning = earned()
    booking = earning.booking
    booking.status, booking.completed_at, booking.expires_at = status, None, NOON
    booking.save()

    assert operations.release(now=DUE) == 0


def test_what_is_left_of_a_cancelled_booking_is_released_at_its_usual_time():
    earning = earned()
    reversed_by(earning, 4000)
    booking = earning.booking
    booking.status, booking.cancelled_at, booking.cancelled_by = "cancelled", NOON, "client"
    booking.save()

    assert operations.release(now=DUE) == 1
    assert accounts() == {"available": 3800, "commission": 200}
    assert broken(DUE) == []


def test_what_is_given_back_in_full_is_reversed_and_never_released():
    earning = earned()
    for cents in (3333, 1, 4666):
        reversed_by(earning, cents)

    assert (earning.status, earning.reversed_commission_cents) == ("reversed", 400)
    assert operations.release(now=DUE) == 0
    assert accounts() == {}
    assert broken(DUE) == []


def test_what_is_given_back_after_its_payout_is_carried():
    earning = earned()
    operations.release(now=DUE)
    in_payout(earning)
    with db.in_transaction():
        operations.mark_paid(earning_ids=[earning.pk])
    earning.refresh_from_db()

    reversed_by(earning, 4000)

    assert (earning.status, earning.carried_cents, earning.kept_cents) == ("paid", 3800, 3800)
    assert accounts() == {"in_payout": 7600, "carry": -3800, "commission": 200}
    assert broken(DUE) == []


def test_a_payout_that_failed_opens_its_earnings_again_and_the_carry_stays():
    earning = earned()
    operations.release(now=DUE)
    in_payout(earning)
    reversed_by(earning, 8000)
    with db.in_transaction():
        [row] = operations.take_out_of_payout(earning_ids=[earning.pk])
        ledger.post(
            key="payout:failed",
            description="Failed",
            legs=[
                Leg(AccountKind.EARNINGS_IN_PAYOUT, 7600, "usd", earning.practitioner.user),
                Leg(AccountKind.EARNINGS_AVAILABLE, -7600, "usd", earning.practitioner.user),
            ],
        )

    assert (row.status, row.standing_cents) == ("available", 7600)
    assert accounts() == {"available": 7600, "carry": -7600}
    assert broken(DUE) == []


def test_no_more_is_given_back_than_was_earned():
    earning = earned()
    reversed_by(earning, 7999)

    with pytest.raises(operations.MoreThanEarned):
        reversed_by(earning, 2)


def _freeze(earning, *, now):
    operations.freeze(
        practitioner=earning.practitioner,
        reference=earning.reference,
        reason="Disputed",
        state="open",
        now=now,
    )


def _unfreeze(earning):
    operations.unfreeze(
        practitioner=earning.practitioner, reference=earning.reference, state="won", now=DUE
    )


def test_what_is_frozen_is_neither_released_nor_paid_out():
    earning = earned()
    for _ in range(2):
        with db.in_transaction():
            _freeze(earning, now=NOON)
    assert operations.release(now=DUE) == 0

    with db.in_transaction():
        _unfreeze(earning)
    assert operations.release(now=DUE) == 1

    with db.in_transaction():
        _freeze(earning, now=DUE)
        assert operations.put_in_payout(practitioner=earning.practitioner, currency="usd") == []


# --- at once ---


@pytest.mark.django_db(transaction=True)
def test_of_two_sales_at_once_the_second_sees_the_first():
    """Guard: the lock on the practitioner's turnover."""
    practitioner = PractitionerFactory()
    starts = [NOON + timedelta(days=day) for day in range(4)]

    results = at_once(
        *[
            lambda at=at: earned(practitioner, cents=400_000, now=MARCH, session__starts_at=at)
            for at in starts
        ]
    )

    assert not [one for one in results if isinstance(one, Exception)], results
    rates = sorted(Sale.objects.values_list("commission_basis_points", flat=True))
    assert rates == [300, 400, 500, 500]
    assert broken() == []


@pytest.mark.django_db(transaction=True)
def test_released_and_given_back_at_once_end_in_agreement():
    """Guard: the lock on the earning."""
    earnings = [earned() for _ in range(4)]

    results = at_once(
        *[lambda: operations.release(now=DUE)] * 2,
        *[lambda one=one: reversed_by(one, 4000) for one in earnings],
    )
    operations.release(now=DUE)

    assert not [one for one in results if isinstance(one, Exception)], results
    assert accounts() == {"available": 4 * 3800, "commission": 4 * 200}
    assert broken(DUE) == []


# --- in any order ---

STEPS = ("earn", "reverse", "release", "pay out", "freeze", "unfreeze")


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    story=st.lists(
        st.tuples(st.sampled_from(STEPS), st.integers(1, 20_000)), min_size=3, max_size=12
    )
)
def test_whatever_happens_in_whatever_order_the_books_agree(story):
    before = transaction.savepoint()
    try:
        for what, cents in [("earn", 10_001), *story]:
            _happens(what, cents)
            assert broken(NOON) == []
    finally:
        transaction.savepoint_rollback(before)


def _happens(what, cents):
    if what == "earn":
        earned(cents=cents)
        return
    earning = Earning.objects.order_by("?").first()
    if what == "reverse":
        left = earning.gross_cents - earning.reversed_cents
        if left:
            reversed_by(earning, min(cents, left))
    elif what == "release":
        operations.release(now=DUE)
    elif what == "pay out":
        in_payout(earning)
    else:
        with db.in_transaction():
            if what == "freeze":
                _freeze(earning, now=NOON)
            else:
                _unfreeze(earning)
