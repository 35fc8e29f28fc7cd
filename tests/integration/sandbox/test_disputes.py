"""Disputes: money taken back by a holder's bank, and perhaps returned."""

import pytest
import requests
import stripe


@pytest.fixture
def disputed(client, control, pay):
    """A charge whose holder disputes it."""

    def make(card="pm_card_createDispute", amount=10000):
        charge = pay(card, amount=amount).latest_charge
        control("POST", "jobs")
        return client.v1.disputes.list({"charge": charge}).data[0]

    return make


def test_a_dispute_takes_the_money_and_a_fee(client, disputed):
    dispute = disputed()

    assert (dispute.status, dispute.reason, dispute.amount) == (
        "needs_response",
        "fraudulent",
        10000,
    )
    assert dispute.evidence_details.due_by > dispute.created
    withdrawn = dispute.balance_transactions[0]
    assert (withdrawn.type, withdrawn.reporting_category) == ("adjustment", "dispute")
    assert (withdrawn.amount, withdrawn.fee, withdrawn.net) == (-10000, 1500, -11500)
    assert client.v1.charges.retrieve(dispute.charge).disputed is True
    assert _types(client)[:2] == ["charge.dispute.funds_withdrawn", "charge.dispute.created"]
    listed = client.v1.disputes.list({"payment_intent": dispute.payment_intent}).data
    assert listed[0].id == dispute.id


def test_a_disputed_charge_cannot_be_refunded(client, disputed, key):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"charge": disputed().charge}, key())

    assert refused.value.code == "charge_disputed"


def test_winning_evidence_brings_the_money_back_but_not_the_fee(client, control, disputed, key):
    dispute = disputed()

    sent = client.v1.disputes.update(
        dispute.id, {"evidence": {"uncategorized_text": "winning_evidence"}}, key()
    )
    assert (sent.status, sent.evidence_details.submission_count) == ("under_review", 1)
    control("POST", "jobs")

    won = client.v1.disputes.retrieve(dispute.id)
    assert won.status == "won"
    returned = won.balance_transactions[1]
    assert (returned.reporting_category, returned.net) == ("dispute_reversal", 10000)
    assert sum(row.net for row in won.balance_transactions) == -1500
    assert _types(client)[:3] == [
        "charge.dispute.closed",
        "charge.dispute.funds_reinstated",
        "charge.dispute.updated",
    ]


def test_evidence_can_be_kept_and_sent_later_once(client, disputed, key):
    dispute = disputed("pm_card_createDisputeProductNotReceived")
    assert dispute.reason == "product_not_received"

    kept = client.v1.disputes.update(
        dispute.id,
        {"evidence": {"service_date": "2026-08-01"}, "submit": False, "metadata": {"a": "1"}},
        key(),
    )
    sent = client.v1.disputes.update(dispute.id, {"submit": True}, key())

    assert (kept.status, kept.evidence_details.has_evidence) == ("needs_response", True)
    assert (sent.status, sent.evidence.service_date) == ("under_review", "2026-08-01")
    assert sent.metadata["a"] == "1"
    for refused in (
        lambda: client.v1.disputes.update(dispute.id, {"evidence": {"receipt": "x"}}, key()),
        lambda: client.v1.disputes.close(dispute.id, {}, key()),
    ):
        with pytest.raises(stripe.InvalidRequestError) as error:
            refused()
        assert error.value.code == "dispute_unexpected_state"


@pytest.mark.parametrize("way", ["close", "evidence", "lever", "silence"])
def test_a_dispute_is_lost_in_four_ways(client, control, disputed, key, way):
    dispute = disputed()

    if way == "close":
        client.v1.disputes.close(dispute.id, {}, key())
    elif way == "evidence":
        client.v1.disputes.update(
            dispute.id, {"evidence": {"uncategorized_text": "losing_evidence"}}, key()
        )
    elif way == "lever":
        control("POST", f"disputes/{dispute.id}/lose")
    else:
        control("POST", "clock", {"advance": 10 * 86400})
    control("POST", "jobs")

    lost = client.v1.disputes.retrieve(dispute.id)
    assert (lost.status, len(lost.balance_transactions)) == ("lost", 1)
    assert lost.evidence_details.past_due is (way == "silence")
    assert _types(client)[0] == "charge.dispute.closed"


def test_an_inquiry_takes_nothing_and_a_refund_is_still_possible(client, control, disputed, key):
    inquiry = disputed("pm_card_createDisputeInquiry")

    assert (inquiry.status, inquiry.balance_transactions) == ("warning_needs_response", [])
    assert client.v1.refunds.create({"charge": inquiry.charge}, key()).status == "succeeded"
    control("POST", f"disputes/{inquiry.id}/win")
    assert client.v1.disputes.retrieve(inquiry.id).status == "warning_closed"


def test_a_charge_can_be_refunded_once_its_dispute_is_won(client, control, disputed, key):
    dispute = disputed()

    control("POST", f"disputes/{dispute.id}/win")

    assert client.v1.refunds.create({"charge": dispute.charge}, key()).status == "succeeded"


def test_a_part_of_a_charge_can_be_disputed(client, control, pay):
    charge = pay(amount=1000).latest_charge

    control("POST", f"charges/{charge}/dispute", {"amount": 300})

    dispute = client.v1.disputes.list({"charge": charge}).data[0]
    assert (dispute.amount, dispute.balance_transactions[0].amount) == (300, -300)


@pytest.mark.parametrize("amount", [-1, 1001])
def test_no_more_of_a_charge_is_disputed_than_is_left(client, sandbox, pay, amount):
    charge = pay(amount=1000).latest_charge
    address = f"{sandbox.url}/sandbox/charges/{charge}/dispute"

    assert requests.post(address, json={"amount": amount}).status_code == 400
    assert client.v1.disputes.list().data == []


def test_any_charge_can_be_disputed_when_told(client, control, pay):
    charge = pay().latest_charge

    control("POST", f"charges/{charge}/dispute", {"reason": "duplicate"})
    control("POST", f"disputes/{client.v1.disputes.list().data[0].id}/win")

    dispute = client.v1.disputes.list({"charge": charge}).data[0]
    assert (dispute.reason, dispute.status) == ("duplicate", "won")


def test_an_update_of_evidence_is_repeated_under_its_key(sandbox, client, disputed):
    dispute = disputed()
    params = {"evidence": {"receipt": "file"}}
    same = {"idempotency_key": "estuary:dispute:1"}
    sandbox.faults.plan({"operation": "POST /v1/disputes/{dispute}", "kind": "timeout_after"})

    with pytest.raises(stripe.APIConnectionError):
        client.v1.disputes.update(dispute.id, params, same)

    assert client.v1.disputes.update(dispute.id, params, same).status == "under_review"


def _types(client):
    return [event.type for event in client.v1.events.list().data]
