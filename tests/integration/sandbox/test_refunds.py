"""Refunds never exceed the charge, and some fail later."""

import pytest
import stripe

from sandbox.stripe.server import serve_in_thread
from sandbox.stripe.world import Timing


def test_a_full_refund_takes_the_money_back_and_keeps_the_fee(client, pay, key):
    intent = pay(amount=10000)

    refund = client.v1.refunds.create(
        {
            "payment_intent": intent.id,
            "reason": "requested_by_customer",
            "expand": ["balance_transaction", "charge"],
        },
        key(),
    )

    assert (refund.status, refund.amount) == ("succeeded", 10000)
    assert (refund.balance_transaction.net, refund.balance_transaction.fee) == (-10000, 0)
    assert (refund.charge.amount_refunded, refund.charge.refunded) == (10000, True)


def test_partial_refunds_add_up_and_stop_at_the_charge(client, pay, key):
    charge = pay(amount=1000).latest_charge
    client.v1.refunds.create({"charge": charge, "amount": 300}, key())
    client.v1.refunds.create({"charge": charge, "amount": 600}, key())

    with pytest.raises(stripe.InvalidRequestError, match=r"\$1.01.*unrefunded.*\$1.00") as over:
        client.v1.refunds.create({"charge": charge, "amount": 101}, key())
    client.v1.refunds.create({"charge": charge}, key())
    with pytest.raises(stripe.InvalidRequestError) as again:
        client.v1.refunds.create({"charge": charge}, key())

    assert over.value.param == "amount"
    assert again.value.code == "charge_already_refunded"
    refunds = client.v1.refunds.list({"charge": charge}).data
    assert [refund.amount for refund in refunds] == [100, 600, 300]
    assert client.v1.charges.retrieve(charge).amount_refunded == 1000


@pytest.mark.parametrize("amount", [0, -5])
def test_a_refund_is_of_something(client, pay, key, amount):
    charge = pay().latest_charge

    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"charge": charge, "amount": amount}, key())


def test_what_was_never_taken_cannot_be_refunded(client, pay, key):
    held = pay(capture_method="manual")

    for params in ({"payment_intent": held.id}, {"charge": held.latest_charge}, {}):
        with pytest.raises(stripe.InvalidRequestError):
            client.v1.refunds.create(params, key())


def test_a_refund_may_succeed_and_fail_later(client, control, pay, key):
    charge = pay("pm_card_refundFail", amount=1000).latest_charge
    refund = client.v1.refunds.create({"charge": charge, "amount": 400}, key())
    assert refund.status == "succeeded"

    control("POST", "jobs")

    failed = client.v1.refunds.retrieve(refund.id, {"expand": ["failure_balance_transaction"]})
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    assert failed.failure_balance_transaction.amount == 400
    assert client.v1.charges.retrieve(charge).amount_refunded == 0
    assert _types(client)[:3] == ["charge.refund.updated", "refund.updated", "refund.failed"]


def test_a_refund_may_be_pending_and_arrive_later(client, control, pay, key):
    charge = pay("pm_card_pendingRefund").latest_charge
    refund = client.v1.refunds.create({"charge": charge}, key())
    assert (refund.status, refund.balance_transaction) == ("pending", None)

    control("POST", "jobs")

    assert client.v1.refunds.retrieve(refund.id).status == "succeeded"


def test_a_pending_refund_can_be_called_back(connect, key):
    # With the usual delay it stays pending long enough.
    with serve_in_thread(timing=Timing(refund=3600)) as slow:
        client = connect(slow.url)
        params = {
            "amount": 1000,
            "currency": "usd",
            "payment_method": "pm_card_pendingRefund",
            "payment_method_types": ["card"],
            "confirm": True,
        }
        charge = client.v1.payment_intents.create(params, key()).latest_charge
        refund = client.v1.refunds.create({"charge": charge}, key())

        cancelled = client.v1.refunds.cancel(refund.id, {}, key())

        assert cancelled.status == "canceled"
        assert client.v1.charges.retrieve(charge).amount_refunded == 0


def test_a_refund_that_arrived_cannot_be_called_back(client, pay, key):
    refund = client.v1.refunds.create({"charge": pay().latest_charge}, key())

    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.cancel(refund.id, {}, key())


def test_metadata_of_a_refund_can_be_changed(client, pay, key):
    refund = client.v1.refunds.create({"charge": pay().latest_charge}, key())

    noted = client.v1.refunds.update(refund.id, {"metadata": {"line": "3"}}, key())

    assert noted.metadata["line"] == "3"


def _types(client):
    return [event.type for event in client.v1.events.list({"limit": 100}).data]
