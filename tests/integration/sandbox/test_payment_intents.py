"""From a wish to be paid to money, by the official library."""

import pytest
import stripe

from sandbox.stripe.server import serve_in_thread
from sandbox.stripe.world import Timing


def test_an_intent_goes_through_its_states(client, key):
    created = client.v1.payment_intents.create(
        {"amount": 4200, "currency": "usd", "automatic_payment_methods": {"enabled": True}}, key()
    )
    assert created.status == "requires_payment_method"
    assert created.client_secret.startswith(created.id)

    updated = client.v1.payment_intents.update(
        created.id, {"amount": 4300, "payment_method": "pm_card_visa"}, key()
    )
    assert (updated.status, updated.amount) == ("requires_confirmation", 4300)

    paid = client.v1.payment_intents.confirm(
        created.id, {"return_url": "https://estuary.test/back"}, key()
    )
    assert (paid.status, paid.amount_received) == ("succeeded", 4300)


def test_a_charge_carries_its_fee(client, pay):
    intent = pay(amount=12345, expand=["latest_charge.balance_transaction"])

    booked = intent.latest_charge.balance_transaction

    assert (booked.amount, booked.fee, booked.net) == (12345, 388, 11957)
    assert booked.type == "charge"
    assert intent.latest_charge.amount_refunded == 0
    assert intent.latest_charge.receipt_url


@pytest.mark.parametrize(
    ("amount", "fee"), [(50, 31), (1000, 59), (9999, 320), (10000, 320), (99_999_999, 2_900_030)]
)
def test_the_fee_is_rounded_to_the_cent(pay, amount, fee):
    intent = pay(amount=amount, expand=["latest_charge.balance_transaction"])

    assert intent.latest_charge.balance_transaction.fee == fee


def test_the_balance_is_pending_first_and_available_later(client, sandbox, pay):
    pay(amount=10000)
    pay("pm_card_bypassPending", amount=2000)

    before = client.v1.balance.retrieve()
    sandbox.sandbox.move_clock(3 * 86400)
    after = client.v1.balance.retrieve()

    assert (before.available[0].amount, before.pending[0].amount) == (1912, 9680)
    assert (after.available[0].amount, after.pending[0].amount) == (11592, 0)


def test_a_manual_capture_takes_what_is_asked_and_releases_the_rest(client, pay, key):
    held = pay(amount=5000, capture_method="manual")
    assert (held.status, held.amount_capturable, held.amount_received) == (
        "requires_capture",
        5000,
        0,
    )

    taken = client.v1.payment_intents.capture(
        held.id,
        {"amount_to_capture": 3000, "expand": ["latest_charge.balance_transaction"]},
        key(),
    )

    assert (taken.status, taken.amount_received) == ("succeeded", 3000)
    assert taken.latest_charge.balance_transaction.amount == 3000
    assert taken.latest_charge.amount_refunded == 2000


def test_more_than_was_authorised_cannot_be_captured(client, pay, key):
    held = pay(amount=5000, capture_method="manual")

    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.capture(held.id, {"amount_to_capture": 5001}, key())


def test_cancelling_a_held_payment_gives_it_back(client, pay, key):
    held = pay(amount=5000, capture_method="manual")

    cancelled = client.v1.payment_intents.cancel(
        held.id, {"cancellation_reason": "abandoned", "expand": ["latest_charge"]}, key()
    )

    assert (cancelled.status, cancelled.cancellation_reason) == ("canceled", "abandoned")
    assert cancelled.latest_charge.refunded


@pytest.mark.parametrize("step", ["confirm", "cancel", "capture"])
def test_a_paid_intent_refuses_every_further_step(client, pay, key, step):
    paid = pay()

    with pytest.raises(stripe.InvalidRequestError) as refused:
        getattr(client.v1.payment_intents, step)(paid.id, {}, key())

    assert refused.value.code == "payment_intent_unexpected_state"
    assert client.v1.payment_intents.retrieve(paid.id).status == "succeeded"


def test_the_amount_of_a_paid_intent_is_fixed_but_its_metadata_is_not(client, pay, key):
    paid = pay(metadata={"order": "7", "gone": "soon"})

    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.update(paid.id, {"amount": 1}, key())
    noted = client.v1.payment_intents.update(
        paid.id, {"metadata": {"seen": "yes", "gone": ""}}, key()
    )

    assert noted.metadata.to_dict() == {"order": "7", "seen": "yes"}


def test_confirming_without_a_payment_method_is_refused(client, key):
    bare = client.v1.payment_intents.create({"amount": 500, "currency": "usd"}, key())

    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.confirm(bare.id, {"return_url": "https://x.test"}, key())

    assert refused.value.code == "payment_intent_unexpected_state"


def test_automatic_methods_need_a_way_back(client, key):
    params = {"amount": 500, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True}

    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.create(params, key())

    assert refused.value.param == "return_url"
    assert client.v1.payment_intents.list().data == []


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [(49, "usd", "amount_too_small"), (0, "usd", "parameter_invalid_integer"), (500, "xyz", None)],
)
def test_impossible_amounts_and_currencies_are_refused(client, key, amount, currency, code):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.create({"amount": amount, "currency": currency}, key())

    assert refused.value.code == code


def test_a_bank_debit_is_processing_before_it_succeeds(client, control, pay):
    intent = pay("pm_usBankAccount_success", payment_method_types=["us_bank_account"])
    assert intent.status == "processing"

    control("POST", "jobs")

    cleared = client.v1.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]})
    assert (cleared.status, cleared.latest_charge.status) == ("succeeded", "succeeded")


def test_a_bank_debit_may_fail_days_later(client, control, pay):
    intent = pay("pm_usBankAccount_insufficientFunds", payment_method_types=["us_bank_account"])

    control("POST", "jobs")

    failed = client.v1.payment_intents.retrieve(intent.id)
    assert failed.status == "requires_payment_method"
    assert failed.last_payment_error.decline_code == "insufficient_funds"


def test_an_asynchronous_charge_may_settle_later(connect, key):
    with serve_in_thread(timing=Timing(settle=3600)) as late:
        client = connect(late.url)
        params = {
            "amount": 1000,
            "currency": "usd",
            "payment_method": "pm_card_visa",
            "payment_method_types": ["card"],
            "confirm": True,
            "expand": ["latest_charge"],
        }
        intent = client.v1.payment_intents.create(params, key())
        assert intent.latest_charge.balance_transaction is None

        late.sandbox.move_clock(3601)
        late.sandbox.do_jobs()

        charge = client.v1.charges.retrieve(intent.latest_charge.id)
        assert charge.balance_transaction.startswith("txn_")
