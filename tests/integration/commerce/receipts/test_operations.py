"""One paper for each thing that was paid or given back, with numbers that have no gaps."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError
from django.utils import timezone

from commerce.checkout.states import OrderStatus
from commerce.models import Order, Receipt, ReceiptCounter, Refund
from commerce.payments.states import RefundStatus
from commerce.receipts import operations
from estuary.kernel import db
from tasks.receipts import issue_missing_receipts
from tests.factories import OrderFactory, RefundFactory, UserFactory
from tests.factories.catalogue import ServiceFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps
from tests.threads import at_once

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
on_a_database = pytest.mark.django_db
with_real_transactions = pytest.mark.django_db(transaction=True)


def issue(order, now=NOW):
    return operations.issue_receipt(order_id=order.pk, now=now)


def credit(refund, now=NOW):
    return operations.issue_credit_note(refund_id=refund.pk, now=now)


# --- receipts ---


@on_a_database
def test_a_receipt_says_what_was_paid_by_whom_and_with_what():
    order = OrderFactory(discount_cents=500, tax_cents=300, credits_applied_cents=1000)

    receipt = issue(order)

    assert (receipt.number, receipt.kind, receipt.order) == ("2026-000001", "receipt", order)
    assert (receipt.subtotal_cents, receipt.discount_cents, receipt.tax_cents) == (8000, 500, 300)
    assert (receipt.total_cents, receipt.credits_applied_cents) == (7800, 1000)
    assert (receipt.paid_cents, receipt.paid_with) == (6800, "Visa ending in 4242")
    assert (receipt.buyer_name, receipt.buyer_email) == ("Clara Client", order.user.email)
    assert receipt.seller == {"name": "Estuary", "address": "", "tax_number": ""}
    assert receipt.lines == [
        {
            "title": "Breathwork for sleep",
            "practitioner": "Inês Duarte",
            "starts_at": "2027-03-01T12:00:00+00:00",
            "timezone": "Europe/Lisbon",
            "quantity": 1,
            "unit_price_cents": 8000,
            "discount_cents": 500,
            "total_cents": 7500,
        }
    ]


@on_a_database
def test_what_is_changed_afterwards_leaves_the_receipt_as_it_was():
    order = OrderFactory()
    receipt = issue(order)
    order.user.first_name = "Another"
    order.user.save()
    order.lines.update(title="Another")

    again = issue(order)

    assert again == receipt
    assert (again.buyer_name, again.lines[0]["title"]) == ("Clara Client", "Breathwork for sleep")


@on_a_database
def test_an_order_has_one_receipt_however_often_it_is_asked_for():
    order = OrderFactory()

    assert issue(order) == issue(order)
    assert ReceiptCounter.objects.get().last == 1


@on_a_database
def test_what_was_not_paid_has_no_receipt():
    order = OrderFactory(status=OrderStatus.OPEN, paid_at=None)

    assert issue(order) is None
    assert not ReceiptCounter.objects.exists()


@on_a_database
def test_what_cost_nothing_has_a_receipt_of_nothing():
    order = OrderFactory(subtotal_cents=0, payment=None)

    receipt = issue(order)

    assert (receipt.total_cents, receipt.paid_with) == (0, "")


@on_a_database
def test_numbers_begin_again_with_the_year_of_utc():
    old_year = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)

    numbers = [
        issue(OrderFactory(), now=at).number
        for at in (old_year, old_year + timedelta(minutes=1), old_year)
    ]

    assert numbers == ["2026-000001", "2027-000001", "2026-000002"]


# --- credit notes ---


@on_a_database
def test_a_credit_note_is_for_exactly_what_went_back():
    refund = RefundFactory(order=OrderFactory())
    receipt = issue(refund.payment.order)

    note = credit(refund)

    assert (note.number, note.kind, note.corrects) == ("2026-000002", "credit_note", receipt)
    assert (note.total_cents, note.paid_cents, note.refund) == (4000, 4000, refund)
    assert note.lines[0]["title"] == "Given back: Breathwork for sleep"
    assert credit(refund) == note


@on_a_database
def test_a_credit_note_before_its_receipt_makes_that_first():
    refund = RefundFactory(order=OrderFactory())

    note = credit(refund)

    assert (note.corrects.number, note.number) == ("2026-000001", "2026-000002")
    assert issue(refund.payment.order) == note.corrects


@on_a_database
def test_the_credit_notes_of_a_whole_order_contain_its_whole_tax():
    order = OrderFactory(tax_cents=777)
    parts = (3001, 3001, 2775)
    refunds = [RefundFactory(order=order, amount_cents=part) for part in parts]

    notes = [credit(refund) for refund in refunds]

    assert [note.total_cents for note in notes] == list(parts)
    assert sum(note.tax_cents for note in notes) == 777


@on_a_database
def test_money_that_came_too_late_for_a_sale_has_a_credit_note_alone():
    order = OrderFactory(status=OrderStatus.CANCELLED, paid_at=None)
    refund = RefundFactory(order=order, amount_cents=8000)

    note = credit(refund)

    assert (note.corrects, note.number, note.total_cents) == (None, "2026-000001", 8000)


@on_a_database
@pytest.mark.parametrize("status", [RefundStatus.PENDING, RefundStatus.FAILED])
def test_money_that_is_not_back_has_no_credit_note(status):
    refund = RefundFactory(order=OrderFactory(), status=status, completed_at=None)

    assert credit(refund) is None
    assert not Receipt.objects.exists()


# --- what the database refuses ---


@on_a_database
@pytest.mark.parametrize("change", [{"total_cents": 1}, {"buyer_name": "Another"}])
def test_a_receipt_never_changes(change):
    issue(OrderFactory())

    with pytest.raises(DatabaseError, match="never"):
        Receipt.objects.update(**change)


@on_a_database
def test_a_receipt_is_never_deleted():
    issue(OrderFactory())

    with pytest.raises(DatabaseError, match="never"):
        Receipt.objects.all().delete()


def copy(receipt, **fields):
    """Another receipt like it, with the next number."""
    own = {"id", "public_id", "created_at", "updated_at"}
    values = {f.attname: getattr(receipt, f.attname) for f in Receipt._meta.concrete_fields}
    like = {name: value for name, value in values.items() if name not in own}
    return Receipt(**like | {"number": "2026-000002", "serial": 2} | fields)


@on_a_database
@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"serial": 1}, "receipt_serial_once_a_year"),
        ({"number": "2026-000001"}, "commerce_receipt_number"),
        ({"serial": 0}, "receipt_serial_from_one"),
        ({"kind": "credit_note"}, "receipt_credit_note_has_its_refund"),
        ({"total_cents": 8001}, "receipt_adds_up"),
        ({"paid_cents": 7999}, "receipt_adds_up"),
    ],
)
def test_the_database_refuses_a_receipt_that_cannot_be(fields, constraint):
    receipt, other = issue(OrderFactory()), OrderFactory()

    with pytest.raises(IntegrityError, match=constraint):
        copy(receipt, order_id=other.pk, **fields).save()


@on_a_database
def test_the_database_refuses_a_second_receipt_of_an_order():
    receipt = issue(OrderFactory())

    with pytest.raises(IntegrityError, match="receipt_once_per_order"):
        copy(receipt).save()


@on_a_database
def test_the_database_refuses_a_second_credit_note_of_a_refund():
    note = credit(RefundFactory(order=OrderFactory()))

    with pytest.raises(IntegrityError, match="refund_id"):
        copy(note, number="2026-000003", serial=3).save()


# --- by facts and by the clock ---


@on_a_database
def test_a_story_leaves_a_receipt_and_a_credit_note(stripe_sandbox, relay):
    service = ServiceFactory()
    open_all_week(service.practitioner)
    order = steps.paid(steps.booked(service, UserFactory()))
    relay()
    assert [paper.order for paper in Receipt.objects.all()] == [order]
    steps.cancelled(steps.booking_of(order), by=order.user, now=timezone.now())

    relay()

    receipt, note = Receipt.objects.order_by("serial")
    assert (receipt.order, receipt.total_cents, receipt.kind) == (order, 8000, "receipt")
    assert (note.corrects, note.total_cents, note.refund) == (receipt, 8000, Refund.objects.get())


@on_a_database
def test_the_clock_issues_what_a_lost_fact_left_out():
    refund = RefundFactory(order=OrderFactory(paid_at=timezone.now() - timedelta(hours=1)))
    Refund.objects.update(completed_at=timezone.now() - timedelta(hours=1))
    OrderFactory(paid_at=timezone.now())  # its fact is on its way

    issue_missing_receipts.call_local()
    issue_missing_receipts.call_local()

    assert list(Receipt.objects.order_by("serial").values_list("kind", "order")) == [
        ("receipt", refund.payment.order.pk),
        ("credit_note", refund.payment.order.pk),
    ]


# --- many at once ---


@with_real_transactions
def test_thirty_receipts_at_once_have_thirty_consecutive_numbers():
    """Guard: the counter's row is locked until the number's transaction ends."""
    orders = OrderFactory.create_batch(30)

    results = at_once(*[lambda order=order: issue(order) for order in orders])

    assert [result for result in results if isinstance(result, Exception)] == []
    assert sorted(receipt.number for receipt in results) == [
        f"2026-{serial:06d}" for serial in range(1, 31)
    ]
    assert ReceiptCounter.objects.get().last == 30


@with_real_transactions
def test_one_order_asked_for_many_times_at_once_has_one_receipt():
    """Guard: looked for again once the counter is held."""
    order = OrderFactory()

    results = at_once(*[lambda: issue(order)] * 10)

    assert {getattr(result, "number", result) for result in results} == {"2026-000001"}
    assert ReceiptCounter.objects.get().last == 1


@with_real_transactions
def test_receipt_and_credit_note_at_once_are_one_each():
    """Guard: both look again once the counter is held."""
    refund = RefundFactory(order=OrderFactory())
    order = Order.objects.get()

    results = at_once(*[lambda: credit(refund)] * 5, *[lambda: issue(order)] * 5)

    assert [result for result in results if isinstance(result, Exception)] == []
    assert {result.number for result in results} == {"2026-000001", "2026-000002"}


@with_real_transactions
def test_an_issue_that_is_rolled_back_leaves_no_gap():
    first, lost, last = OrderFactory.create_batch(3)
    issue(first)

    @db.transaction
    def issue_and_fail():
        order = operations._orders().get(pk=lost.pk)
        taken = operations._issue_receipt(order, operations._hold_counter(NOW), now=NOW)
        raise RuntimeError(taken.number)

    with pytest.raises(RuntimeError, match="2026-000002"):
        issue_and_fail()

    assert issue(last).number == "2026-000002"
    assert issue(lost).number == "2026-000003"
