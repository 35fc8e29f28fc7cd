"""Transfers to practitioners, and what is taken back of them."""

import pytest
import stripe


@pytest.fixture
def fund(control):
    """Money on the platform's balance."""
    return lambda cents: control("POST", "balance/platform/top_up", {"amount": cents})


@pytest.fixture
def send(client, key):
    """Transfer to an account."""

    def transfer(account, amount=5000, **more):
        params = {"amount": amount, "currency": "usd", "destination": account, **more}
        return client.v1.transfers.create(params, key())

    return transfer


def test_a_transfer_moves_available_money(client, by_hand, fund, practitioner, send):
    account = practitioner().id
    by_hand(account)
    fund(20000)

    transfer = send(
        account, transfer_group="payout:7", metadata={"payout": "7"}, expand=["destination_payment"]
    )

    assert (transfer.amount, transfer.reversed, transfer.amount_reversed) == (5000, False, 0)
    assert transfer.destination_payment.id.startswith("py_")
    assert _available(client) == 15000
    assert _available(client, account) == 5000
    mine = client.v1.balance_transactions.list({"type": "transfer"}).data
    assert [(row.source, row.net) for row in mine] == [(transfer.id, -5000)]
    theirs = client.v1.balance_transactions.list({}, {"stripe_account": account}).data
    assert [(row.type, row.net) for row in theirs] == [("payment", 5000)]
    assert client.v1.transfers.list({"transfer_group": "payout:7"}).data[0].id == transfer.id
    assert client.v1.transfers.list({"transfer_group": "payout:8"}).data == []
    assert client.v1.transfers.retrieve(transfer.id).metadata["payout"] == "7"
    assert "transfer.created" in [event.type for event in client.v1.events.list().data]


def test_a_transfer_needs_available_money_in_its_currency(client, fund, pay, practitioner, send):
    account = practitioner().id
    pay(amount=50000)  # still pending
    fund(4999)

    with pytest.raises(stripe.InvalidRequestError) as poor:
        send(account)
    with pytest.raises(stripe.InvalidRequestError) as foreign:
        send(account, currency="eur")

    assert poor.value.code == foreign.value.code == "balance_insufficient"
    assert client.v1.transfers.list().data == []


def test_conversions_are_not_pretended(client, fund, practitioner, send):
    fund(20000)

    with pytest.raises(stripe.InvalidRequestError) as refused:
        send(practitioner(country="de").id)

    assert (refused.value.code, refused.value.param) == ("sandbox_not_implemented", "currency")


@pytest.mark.parametrize("lever", ["submit", "restrict", "reject", "unsupported"])
def test_an_account_without_the_capability_is_sent_nothing(
    control, fund, practitioner, send, lever
):
    fund(20000)
    account = practitioner().id
    control("POST", f"accounts/{account}/{lever}", {})

    with pytest.raises(stripe.InvalidRequestError) as refused:
        send(account)

    assert refused.value.code == "insufficient_capabilities_for_transfer"


def test_a_closed_or_unknown_account_is_no_destination(client, fund, key, practitioner, send):
    fund(20000)
    account = practitioner().id
    client.v2.core.accounts.close(account, {}, key())

    for name in (account, "acct_gone"):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            send(name)
        assert (refused.value.code, refused.value.param) == ("resource_missing", "destination")


def test_a_charge_may_be_the_source_before_its_money_is_available(
    client, by_hand, control, pay, practitioner, send
):
    account = practitioner().id
    by_hand(account)
    charge = pay(amount=10000).latest_charge

    transfer = send(account, 6000, source_transaction=charge)

    assert transfer.transfer_group == client.v1.charges.retrieve(charge).transfer_group
    assert (_available(client), _available(client, account)) == (0, 0)
    with pytest.raises(stripe.InvalidRequestError, match="must not exceed the source amount"):
        send(account, 4001, source_transaction=charge)
    with pytest.raises(stripe.InvalidRequestError) as intent:
        send(account, 100, source_transaction="pi_1")
    assert intent.value.code == "resource_missing"

    control("POST", "clock", {"advance": 3 * 86400})

    assert _available(client, account) == 6000
    assert _available(client) == 10000 - 320 - 6000


def test_released_funds_can_be_sent(client, by_hand, control, pay, practitioner, send):
    account = practitioner().id
    by_hand(account)
    charge = pay(amount=10000).latest_charge

    control("POST", f"charges/{charge}/release")

    assert send(account, 9680).amount == 9680


def test_a_transfer_is_reversed_in_parts_and_never_beyond(
    client, by_hand, fund, key, practitioner, send
):
    account = practitioner().id
    by_hand(account)
    fund(5000)
    transfer = send(account)
    reverse = client.v1.transfers.reversals.create

    first = reverse(transfer.id, {"amount": 2000, "metadata": {"why": "refund"}}, key())
    with pytest.raises(stripe.InvalidRequestError) as beyond:
        reverse(transfer.id, {"amount": 3001}, key())
    second = reverse(transfer.id, {}, key())
    with pytest.raises(stripe.InvalidRequestError):
        reverse(transfer.id, {}, key())

    assert (first.amount, second.amount, beyond.value.param) == (2000, 3000, "amount")
    found = client.v1.transfers.retrieve(transfer.id)
    assert (found.reversed, found.amount_reversed) == (True, 5000)
    assert [reversal.id for reversal in found.reversals.data] == [second.id, first.id]
    assert (_available(client), _available(client, account)) == (5000, 0)
    types = [row.type for row in client.v1.balance_transactions.list({"limit": 2}).data]
    assert types == ["transfer_refund", "transfer_refund"]
    assert client.v1.events.list({"type": "transfer.reversed"}).data[0].data.object.reversed
    kept = client.v1.transfers.reversals.retrieve(transfer.id, first.id)
    assert kept.metadata["why"] == "refund"


def test_money_of_a_charge_can_be_taken_back_while_it_waits(
    client, by_hand, key, pay, practitioner, send
):
    account = practitioner().id
    by_hand(account)
    transfer = send(account, 6000, source_transaction=pay(amount=10000).latest_charge)

    reversal = client.v1.transfers.reversals.create(transfer.id, {"amount": 6000}, key())

    assert reversal.amount == 6000
    assert client.v1.transfers.retrieve(transfer.id).reversed is True


def test_fees_of_connect_are_booked(client, control, fund):
    fund(1000)

    control("POST", "balance/platform/bill", {"amount": 200, "description": "Active account"})

    row = client.v1.balance_transactions.list({"type": "stripe_fee"}).data[0]
    assert (row.net, row.description, row.reporting_category) == (-200, "Active account", "fee")
    assert _available(client) == 800


def test_what_was_paid_out_cannot_be_reversed(client, control, fund, key, practitioner, send):
    account = practitioner().id
    fund(5000)
    transfer = send(account)
    control("POST", "jobs")  # the daily payout takes it

    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.transfers.reversals.create(transfer.id, {}, key())

    assert refused.value.code == "balance_insufficient"


def test_a_transfer_repeated_under_its_key_is_made_once(sandbox, client, fund, practitioner):
    account = practitioner().id
    fund(20000)
    params = {"amount": 5000, "currency": "usd", "destination": account}
    same = {"idempotency_key": "estuary:payout:1:transfer"}
    sandbox.faults.plan({"operation": "POST /v1/transfers", "kind": "timeout_after"})

    with pytest.raises(stripe.APIConnectionError):
        client.v1.transfers.create(params, same)
    again = client.v1.transfers.create(params, same)

    assert [transfer.id for transfer in client.v1.transfers.list().data] == [again.id]


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("rate_limit", stripe.RateLimitError),
        ("error_500", stripe.APIError),
        ("timeout_before", stripe.APIConnectionError),
        ("refuse", stripe.CardError),
    ],
)
def test_planned_faults_hit_transfers(sandbox, client, fund, practitioner, send, kind, error):
    account = practitioner().id
    fund(20000)
    sandbox.faults.plan({"operation": "POST /v1/transfers", "kind": kind})

    with pytest.raises(error):
        send(account)

    assert client.v1.transfers.list().data == []


@pytest.mark.parametrize("amount", [0, -5, None])
def test_a_transfer_is_of_something(practitioner, send, amount):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        send(practitioner().id, amount)

    assert refused.value.param == "amount"


def test_a_transfer_expands_to_both_of_its_ends(client, fund, practitioner, send):
    fund(5000)
    account = practitioner().id

    transfer = send(account, expand=["destination", "balance_transaction"])

    assert (transfer.destination.object, transfer.destination.id) == ("account", account)
    assert transfer.destination.capabilities.transfers == "active"
    assert transfer.balance_transaction.net == -5000


def test_a_transfer_can_be_annotated(client, fund, key, practitioner, send):
    fund(5000)
    transfer = send(practitioner().id)

    noted = client.v1.transfers.update(
        transfer.id, {"description": "March", "metadata": {"a": "1"}}, key()
    )

    assert (noted.description, noted.metadata["a"]) == ("March", "1")


def _available(client, account=None):
    options = {"stripe_account": account} if account else {}
    return sum(part.amount for part in client.v1.balance.retrieve({}, options).available)
