"""The front page and its buttons."""

import re

import pytest
import requests


@pytest.fixture
def front(sandbox):
    """The page as it is now."""
    return lambda: requests.get(f"{sandbox.url}/sandbox/", timeout=10).text


@pytest.fixture
def press(sandbox, front):
    """Press the first button with this label, as a browser does."""

    def on_page(label):
        form = rf'<form method="post" action="([^"]+)">((?:<input[^>]+>)*)<button>{label}</button>'
        action, inputs = re.search(form, front()).groups()
        values = dict(re.findall(r'name="(\w+)" value="([^"]*)"', inputs))
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return requests.post(
            sandbox.url + action, data=values, headers=kind, timeout=10, allow_redirects=False
        )

    return on_page


def test_everything_new_is_on_the_page(client, control, desk, front, key, pay, practitioner):
    account = practitioner().id
    control("POST", "balance/platform/top_up", {"amount": 5000})
    params = {"amount": 5000, "currency": "usd", "destination": account, "transfer_group": "<b>"}
    transfer = client.v1.transfers.create(params, key())
    control("POST", "jobs")
    payout = client.v1.payouts.list({}, {"stripe_account": account}).data[0]
    member = desk.subscribe(desk.customer().id)
    pay("pm_card_createDispute")
    control("POST", "jobs")
    dispute = client.v1.disputes.list().data[0]

    page = front()

    for shown in (account, transfer.id, payout.id, member.id, member.latest_invoice, dispute.id):
        assert shown in page
    assert "&lt;b&gt;" in page
    assert "Pro, $29.00 a month" in page
    assert "v2.core.account.created" in page


def test_buttons_move_things_on(client, control, desk, key, pay, practitioner, press):
    account = practitioner(ready=False).id
    charge = pay(amount=10000).latest_charge

    assert press("Activate").headers["location"] == "/sandbox/#accounts"
    press(r"Top up \$1,000")
    press("Release funds")
    press("Dispute")
    press("Win")
    member = desk.subscribe(desk.customer().id)
    press("Renew")
    control("POST", "jobs")

    found = client.v2.core.accounts.retrieve(account, {"include": ["configuration.recipient"]})
    transfers = found.configuration.recipient.capabilities.stripe_balance.stripe_transfers
    assert transfers.status == "active"
    assert client.v1.disputes.list({"charge": charge}).data[0].status == "won"
    assert client.v1.balance.retrieve().available[0].amount == 100_000 + 10000 - 320 - 1500
    assert desk.again(member, "latest_invoice").latest_invoice.status == "paid"


def test_time_passes_at_a_button(client, control, press, practitioner):
    account = practitioner().id
    press("Ask within a week")

    press("30 days later")
    control("POST", "jobs")

    found = client.v2.core.accounts.retrieve(account, {"include": ["requirements"]})
    assert found.requirements.entries[0].minimum_deadline.status == "past_due"


def test_a_button_that_cannot_do_its_work_says_so(sandbox, practitioner, client, key):
    account = practitioner().id
    client.v2.core.accounts.close(account, {}, key())
    url = f"{sandbox.url}/sandbox/accounts/{account}/activate"

    page = requests.post(url, data={"x": "1"}, timeout=10)
    told = requests.post(url, json={}, timeout=10)

    assert (page.status_code, told.status_code) == (400, 400)
    assert "That did not work" in page.text
    assert told.json()["error"]["code"] == "account_closed"


@pytest.mark.parametrize(
    ("address", "given"),
    [
        ("accounts/acct_gone/activate", {}),
        ("accounts/acct_gone/dance", {}),
        ("balance/platform/top_up", {"amount": 0}),
        ("billing/settings/set", {"retries": "soon"}),
        ("billing/settings/set", {"exhausted": "shout"}),
        ("payouts/po_gone/pay", {}),
        ("charges/ch_gone/release", {}),
        ("subscriptions/sub_gone/renew", {}),
    ],
)
def test_a_lever_that_is_not_there_or_not_so_meant_is_refused(sandbox, address, given):
    answer = requests.post(f"{sandbox.url}/sandbox/{address}", json=given, timeout=10)

    assert answer.status_code in (400, 404)
    assert answer.json()["error"]["message"]


def test_a_lever_refuses_what_its_object_cannot_do(client, control, desk, key, pay, practitioner):
    def refused(address, given=None):
        with pytest.raises(requests.HTTPError):
            control("POST", address, given)

    account = practitioner().id
    refused(f"accounts/{account}/activate", {"bank": "1"})
    control("POST", "balance/platform/top_up", {"amount": 5000})
    params = {"amount": 5000, "currency": "usd", "destination": account}
    client.v1.transfers.create(params, key())
    control("POST", "jobs")
    payout = client.v1.payouts.list({}, {"stripe_account": account}).data[0].id
    refused(f"payouts/{payout}/pay")
    refused(f"payouts/{payout}/fail", {"code": "whim"})
    control("POST", f"payouts/{payout}/fail")
    refused(f"payouts/{payout}/fail")
    held = pay(capture_method="manual").latest_charge
    refused(f"charges/{held}/release")
    refused(f"charges/{held}/dispute")
    charge = pay().latest_charge
    refused(f"charges/{charge}/dispute", {"reason": "whim"})
    control("POST", f"charges/{charge}/dispute")
    refused(f"charges/{charge}/dispute")
    dispute = client.v1.disputes.list().data[0].id
    control("POST", f"disputes/{dispute}/lose")
    refused(f"disputes/{dispute}/win")
