"""Account links and the hosted pages behind them."""

import re

import pytest
import requests
import stripe


@pytest.fixture
def link(client, key, practitioner):
    """A link for an account, new unless told otherwise."""

    def make(account=None, kind="account_onboarding", **more):
        details = {
            "configurations": ["recipient"],
            "refresh_url": "https://estuary.test/again",
            "return_url": "https://estuary.test/back",
            **more,
        }
        account = account or practitioner(ready=False).id
        params = {"account": account, "use_case": {"type": kind, kind: details}}
        return client.v2.core.account_links.create(params, key())

    return make


def answer(link, outcome, **more):
    """Open the page and press a button."""
    opened = requests.get(link.url, timeout=10)
    session = re.search(r'name="session" value="(\w+)"', opened.text)[1]
    form = {"session": session, "outcome": outcome, **more}
    return requests.post(link.url, data=form, timeout=10, allow_redirects=False)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("complete", "active"),
        ("submit", "pending"),
        ("leave", "restricted"),
        ("reject", "restricted"),
    ],
)
def test_the_owner_returns_whatever_they_did(client, link, outcome, status):
    made = link()

    back = answer(made, outcome)

    assert (back.status_code, back.headers["location"]) == (303, "https://estuary.test/back")
    assert _status(client, made.account) == status
    returned = client.v2.core.events.list({"types": ["v2.core.account_link.returned"]}).data
    assert returned[0].data.account_id == made.account
    assert returned[0].data.use_case == "account_onboarding"


def test_a_link_opens_once_and_then_leads_to_where_a_new_one_is_made(link):
    made = link()
    assert requests.get(made.url, timeout=10).status_code == 200

    again = requests.get(made.url, timeout=10, allow_redirects=False)

    assert (again.status_code, again.headers["location"]) == (303, "https://estuary.test/again")


def test_a_link_expires(control, link):
    made = link()
    assert made.expires_at > made.created

    control("POST", "clock", {"advance": 301})

    stale = requests.get(made.url, timeout=10, allow_redirects=False)
    assert stale.headers["location"] == "https://estuary.test/again"


def test_a_page_is_answered_once_and_by_its_own_session(client, link):
    made = link()
    opened = requests.get(made.url, timeout=10).text
    session = re.search(r'name="session" value="(\w+)"', opened)[1]

    foreign = requests.post(made.url, data={"session": "x", "outcome": "complete"}, timeout=10)
    odd = requests.post(made.url, data={"session": session, "outcome": "dance"}, timeout=10)
    form = {"session": session, "outcome": "leave"}
    requests.post(made.url, data=form, timeout=10, allow_redirects=False)
    twice = requests.post(made.url, data={**form, "outcome": "complete"}, timeout=10)

    assert [answer.status_code for answer in (foreign, odd, twice)] == [404, 404, 404]
    assert _status(client, made.account) == "restricted"
    assert requests.get(made.url + "x", timeout=10).status_code == 404


def test_the_page_tells_what_is_wanted_and_a_restricted_account_gives_it(
    client, control, link, practitioner
):
    account = practitioner()
    control("POST", f"accounts/{account.id}/restrict", {"requirement": "identity.individual.phone"})
    made = link(account.id, "account_update")

    opened = requests.get(made.url, timeout=10).text
    session = re.search(r'name="session" value="(\w+)"', opened)[1]
    requests.post(
        made.url,
        data={"session": session, "outcome": "complete"},
        timeout=10,
        allow_redirects=False,
    )

    assert "identity.individual.phone" in opened
    assert _status(client, account.id) == "active"


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"refresh_url": "estuary.test"}, "use_case.account_onboarding.refresh_url"),
        ({"configurations": ["merchant"]}, "use_case.account_onboarding.configurations"),
        ({"collect": "all"}, "use_case[account_onboarding][collect]"),
    ],
)
def test_a_faulty_link_is_refused(link, change, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        link(**change)

    assert refused.value.param == param


def test_a_link_needs_its_use_case_and_an_account_that_lives(client, control, key, link):
    params = {"account": "acct_gone", "use_case": {"type": "account_onboarding"}}
    with pytest.raises(stripe.InvalidRequestError) as unknown:
        client.v2.core.account_links.create(params, key())
    made = link()
    params["account"] = made.account
    with pytest.raises(stripe.InvalidRequestError) as empty:
        client.v2.core.account_links.create(params, key())
    control("POST", f"accounts/{made.account}/reject")
    with pytest.raises(stripe.InvalidRequestError) as rejected:
        link(made.account)

    assert unknown.value.code == "not_found"
    assert empty.value.code == "parameter_missing"
    assert rejected.value.code == "account_rejected"


def test_a_login_link_shows_the_express_dashboard_once(client, key, practitioner):
    account = practitioner()

    login = client.v1.accounts.login_links.create(account.id, {}, key())

    assert "Ana Yoga" in requests.get(login.url, timeout=10).text
    assert requests.get(login.url, timeout=10).status_code == 404


def test_no_login_before_onboarding(client, key, practitioner):
    account = practitioner(ready=False)

    with pytest.raises(stripe.InvalidRequestError, match="has not completed onboarding"):
        client.v1.accounts.login_links.create(account.id, {}, key())


def _status(client, account):
    found = client.v2.core.accounts.retrieve(account, {"include": ["configuration.recipient"]})
    return found.configuration.recipient.capabilities.stripe_balance.stripe_transfers.status
