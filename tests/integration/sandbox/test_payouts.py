"""Payouts of connected accounts to their banks."""

from contextlib import contextmanager
from dataclasses import replace

import pytest
import stripe

from sandbox.stripe.resources.webhook_endpoints import make_sure_of
from tests.integration.sandbox.conftest import SECRET


@pytest.fixture
def paid(client, control, key):
    """Send money to an account."""

    def send(account, amount=5000):
        control("POST", "balance/platform/top_up", {"amount": amount})
        params = {"amount": amount, "currency": "usd", "destination": account}
        return client.v1.transfers.create(params, key())

    return send


def on(account):
    return {"stripe_account": account}


def test_money_is_paid_out_by_itself(client, control, paid, practitioner):
    account = practitioner().id
    transfer = paid(account)

    control("POST", "jobs")

    payout = client.v1.payouts.list({}, on(account)).data[0]
    assert (payout.status, payout.amount, payout.automatic) == ("paid", 5000, True)
    assert payout.destination.startswith("ba_")
    assert _available(client, account) == 0
    carried = client.v1.balance_transactions.list({"payout": payout.id}, on(account)).data
    assert [(row.type, row.amount) for row in carried] == [("payout", -5000), ("payment", 5000)]
    assert carried[1].source == transfer.destination_payment
    types = [event.type for event in client.v1.events.list({}, on(account)).data]
    assert types[:3] == ["payout.paid", "payout.updated", "payout.created"]
    assert client.v1.payouts.list({}, on(practitioner().id)).data == []


def test_a_payout_by_hand_can_be_called_back_before_it_leaves(
    client, by_hand, control, key, paid, practitioner, sandbox
):
    account = practitioner().id
    by_hand(account)
    paid(account)
    with slowly(sandbox):
        params = {"amount": 3000, "currency": "usd", "metadata": {"payout": "7"}}
        payout = client.v1.payouts.create(params, {**key(), **on(account)})
        assert (payout.status, payout.automatic) == ("pending", False)
        assert _available(client, account) == 2000

        canceled = client.v1.payouts.cancel(payout.id, {}, {**key(), **on(account)})

    assert (canceled.status, _available(client, account)) == ("canceled", 5000)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payouts.cancel(payout.id, {}, {**key(), **on(account)})


def test_an_automatic_payout_cannot_be_called_back(client, control, key, paid, practitioner):
    account = practitioner().id
    paid(account)
    control("POST", "jobs")
    payout = client.v1.payouts.list({}, on(account)).data[0]

    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payouts.cancel(payout.id, {}, {**key(), **on(account)})


@pytest.mark.parametrize(
    ("bank", "code"), [("000111111113", "account_closed"), ("000111111116", "no_account")]
)
def test_a_bank_may_refuse(client, control, paid, practitioner, bank, code):
    account = practitioner(bank=bank).id
    paid(account)

    control("POST", "jobs")

    payout = client.v1.payouts.list({}, on(account)).data[0]
    assert (payout.status, payout.failure_code) == ("failed", code)
    assert payout.failure_balance_transaction
    assert _available(client, account) == 5000
    row = client.v1.balance_transactions.list({"type": "payout_failure"}, on(account)).data[0]
    assert (row.net, row.source) == (5000, payout.id)


def test_a_payout_may_fail_after_it_was_paid(client, control, paid, practitioner):
    account = practitioner().id
    paid(account)
    control("POST", "jobs")
    payout = client.v1.payouts.list({}, on(account)).data[0]
    assert payout.status == "paid"

    control("POST", f"payouts/{payout.id}/fail", {"code": "account_frozen"})

    failed = client.v1.payouts.retrieve(payout.id, {}, on(account))
    assert (failed.status, failed.failure_code) == ("failed", "account_frozen")
    assert _available(client, account) == 5000


def test_connect_events_name_their_account(sandbox, control, listener, paid, practitioner):
    with sandbox.world.store.transaction():
        make_sure_of(sandbox.world, url=listener.url, secret=SECRET)
    account = practitioner().id
    paid(account)
    control("POST", "jobs")

    listener.arrives(11)

    _, whole = listener.sorted()
    told = [
        stripe.Webhook.construct_event(*message, SECRET, api_key="sk_test_house")
        for message in whole
    ]
    theirs = {event.type for event in told if getattr(event, "account", None) == account}
    ours = {event.type for event in told if getattr(event, "account", None) is None}
    assert {"payment.created", "payout.created", "payout.paid"} <= theirs
    assert "transfer.created" in ours
    assert not theirs & ours


def test_an_endpoint_hears_of_its_own_account_or_of_connected_ones(
    client, control, key, paid, practitioner, sandbox
):
    for connect in (True, False):
        client.v1.webhook_endpoints.create(
            {"url": "http://127.0.0.1:9/x", "enabled_events": ["*"], "connect": connect}, key()
        )
    control("POST", "webhooks", {"deliver": False})
    account = practitioner().id
    paid(account)

    def hearing(kind, options):
        event = client.v1.events.list({"type": kind}, options).data[0].id
        deliveries = control("GET", f"events/{event}/delivery?secret=x")["deliveries"]
        endpoints = client.v1.webhook_endpoints.list().data[::-1]
        return [[made.id for made in endpoints].index(each["endpoint"]) for each in deliveries]

    assert hearing("payment.created", on(account)) == [0]
    assert hearing("transfer.created", {}) == [1]


def test_a_payout_stays_within_the_balance_and_the_rules(
    client, by_hand, control, key, paid, practitioner
):
    account, idle = practitioner().id, practitioner(ready=False).id
    by_hand(account)
    paid(account)

    def refused(account, **change):
        params = {"amount": 1000, "currency": "usd", **change}
        options = {**key(), **(on(account) if account else {})}
        with pytest.raises(stripe.InvalidRequestError) as error:
            client.v1.payouts.create(params, options)
        return error.value.code or error.value.param

    assert refused(account, amount=5001) == "balance_insufficient"
    assert refused(account, amount=0) == "parameter_invalid_integer"
    assert refused(account, currency="eur") == "currency"
    assert refused(account, method="instant") == "sandbox_not_implemented"
    assert refused(idle) == "payouts_not_allowed"
    assert refused(None) == "sandbox_not_implemented"


def test_money_waits_for_an_account_that_may_not_be_paid_out(
    client, by_hand, control, key, paid, practitioner
):
    account = practitioner().id
    by_hand(account)
    paid(account)
    control("POST", f"accounts/{account}/restrict", {})
    daily = {"payments": {"payouts": {"schedule": {"interval": "daily"}}}}
    client.v1.balance_settings.update(daily, {**key(), **on(account)})
    control("POST", "jobs")
    assert client.v1.payouts.list({}, on(account)).data == []

    control("POST", f"accounts/{account}/activate", {})
    control("POST", "jobs")

    assert client.v1.payouts.list({}, on(account)).data[0].status == "paid"


def test_a_payout_moves_when_told(client, by_hand, control, key, paid, practitioner, sandbox):
    account = practitioner().id
    by_hand(account)
    paid(account)
    with slowly(sandbox):
        params = {"amount": 5000, "currency": "usd"}
        payout = client.v1.payouts.create(params, {**key(), **on(account)})

        control("POST", f"payouts/{payout.id}/pay")

    assert client.v1.payouts.retrieve(payout.id, {}, on(account)).status == "paid"


def test_an_account_sees_only_its_own(client, control, paid, practitioner):
    account, other = practitioner().id, practitioner().id
    paid(account)
    control("POST", "jobs")
    payout = client.v1.payouts.list({}, on(account)).data[0]

    for options in (on(other), {}):
        with pytest.raises(stripe.InvalidRequestError) as hidden:
            client.v1.payouts.retrieve(payout.id, {}, options)
        assert hidden.value.code == "resource_missing"


def test_each_account_has_idempotency_keys_of_its_own(sandbox, client, by_hand, paid, practitioner):
    params = {"amount": 5000, "currency": "usd"}
    same = {"idempotency_key": "estuary:payout:1"}
    made = []
    for _ in range(2):
        account = practitioner().id
        by_hand(account)
        paid(account)
        for _ in range(2):
            made.append(client.v1.payouts.create(params, {**same, **on(account)}).id)

    assert made[0] == made[1] != made[2] == made[3]
    entries = sandbox.journal.entries(path="/v1/payouts")
    assert [entry["replayed"] for entry in entries] == [False, True, False, True]
    assert entries[0]["account"] == entries[1]["account"] != entries[2]["account"]


def test_an_account_with_money_cannot_be_closed(client, by_hand, key, paid, practitioner):
    account = practitioner().id
    by_hand(account)
    paid(account)

    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v2.core.accounts.close(account, {}, key())

    assert refused.value.code == "account_has_balance"


def test_the_schedule_is_shown_and_nothing_else_is_pretended(client, by_hand, key, practitioner):
    account = practitioner().id
    settings = client.v1.balance_settings.retrieve({}, on(account))
    assert settings.payments.payouts.schedule.interval == "daily"
    assert settings.payments.payouts.status == "enabled"

    by_hand(account)

    settings = client.v1.balance_settings.retrieve({}, on(account))
    assert settings.payments.payouts.schedule.interval == "manual"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.balance_settings.update(
            {"payments": {"debit_negative_balances": True}}, {**key(), **on(account)}
        )
    assert refused.value.code == "sandbox_not_implemented"


@contextmanager
def slowly(sandbox):
    """Each step of a payout takes an hour meanwhile."""
    usual = sandbox.world.timing
    sandbox.world.timing = replace(usual, transit=3600.0)
    yield
    sandbox.world.timing = usual


def _available(client, account):
    return sum(part.amount for part in client.v1.balance.retrieve({}, on(account)).available)
