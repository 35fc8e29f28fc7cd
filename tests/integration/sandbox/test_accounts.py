"""Accounts of /v2: recipients, their capabilities and requirements, thin events."""

import pytest
import requests
import stripe

from sandbox.stripe.resources.webhook_endpoints import make_sure_of
from tests.integration.sandbox.conftest import SECRET

ALL = ["configuration.recipient", "defaults", "identity", "requirements"]
SMALLEST = {
    "contact_email": "a@b.test",
    "configuration": {"recipient": {}},
    "defaults": {
        "responsibilities": {
            "fees_collector": "application",
            "losses_collector": "application",
        }
    },
    "identity": {"country": "us"},
}


def test_a_new_recipient_is_restricted_until_stripe_knows_more(client, practitioner):
    account = practitioner(ready=False)

    assert (account.id[:5], account.object) == ("acct_", "v2.core.account")
    assert _transfers(account) == "restricted"
    assert account.requirements.summary.minimum_deadline.status == "past_due"
    wanted = {entry.description for entry in account.requirements.entries}
    assert "identity.individual.date_of_birth" in wanted
    assert account.requirements.entries[0].awaiting_action_from == "user"


def test_only_what_was_asked_for_is_included(client, practitioner):
    account = client.v2.core.accounts.retrieve(practitioner().id)

    assert account.contact_email == "yoga@example.com"
    assert account.configuration is None
    assert account.requirements is None
    assert account.applied_configurations == ["recipient"]


def test_onboarding_activates_both_capabilities(client, practitioner):
    account = client.v2.core.accounts.retrieve(practitioner().id, {"include": ALL})

    assert _transfers(account) == "active"
    assert account.configuration.recipient.capabilities.stripe_balance.payouts.status == "active"
    assert account.requirements.entries == []
    assert account.defaults.currency == "usd"
    assert account.defaults.responsibilities.requirements_collector == "stripe"


@pytest.mark.parametrize(
    ("lever", "status", "code"),
    [
        ("submit", "pending", "requirements_pending_verification"),
        ("restrict", "restricted", "requirements_past_due"),
        ("reject", "restricted", "restricted_other"),
        ("unsupported", "unsupported", "unsupported_country"),
    ],
)
def test_an_account_can_be_brought_into_every_state(
    client, control, practitioner, lever, status, code
):
    account = practitioner(ready=False)

    control("POST", f"accounts/{account.id}/{lever}", {})

    found = client.v2.core.accounts.retrieve(account.id, {"include": ALL})
    capability = found.configuration.recipient.capabilities.stripe_balance.stripe_transfers
    assert (capability.status, capability.status_details[0].code) == (status, code)


def test_a_requirement_restricts_at_its_deadline(client, control, practitioner):
    account = practitioner()
    wish = {"requirement": "identity.individual.address", "due_in": 3600}

    control("POST", f"accounts/{account.id}/restrict", wish)

    found = client.v2.core.accounts.retrieve(account.id, {"include": ALL})
    entry = found.requirements.entries[0]
    assert _transfers(found) == "active"
    assert (entry.description, entry.minimum_deadline.status) == (
        "identity.individual.address",
        "currently_due",
    )
    assert entry.impact.restricts_capabilities[1].capability == "stripe_balance.stripe_transfers"
    assert found.requirements.summary.minimum_deadline.time.endswith("Z")

    control("POST", "clock", {"advance": 3601})
    control("POST", "jobs")

    found = client.v2.core.accounts.retrieve(account.id, {"include": ALL})
    assert _transfers(found) == "restricted"
    assert found.requirements.entries[0].minimum_deadline.status == "past_due"


def test_an_account_is_changed_in_parts(client, key, practitioner):
    account = practitioner()

    changed = client.v2.core.accounts.update(
        account.id,
        {
            "display_name": "Ana",
            "metadata": {"practitioner": "7", "old": "x"},
            "identity": {"individual": {"given_name": "Ana"}},
            "include": ["identity"],
        },
        key(),
    )
    cleared = client.v2.core.accounts.update(account.id, {"metadata": {"old": None}}, key())

    assert (changed.display_name, changed.identity.individual.given_name) == ("Ana", "Ana")
    assert changed.identity.country == "us"
    assert cleared.metadata.to_dict() == {"practitioner": "7"}
    types = [event.type for event in client.v2.core.events.list({"object_id": account.id}).data]
    assert "v2.core.account[identity].updated" in types


def test_a_closed_account_is_over(client, key, practitioner):
    account = practitioner()

    closed = client.v2.core.accounts.close(
        account.id, {"applied_configurations": ["recipient"]}, key()
    )

    assert closed.closed is True
    assert closed.applied_configurations == []
    assert client.v2.core.accounts.list().data == []
    assert client.v2.core.accounts.list({"closed": True}).data[0].id == account.id
    for refused in (
        lambda: client.v2.core.accounts.update(account.id, {"display_name": "x"}, key()),
        lambda: client.v2.core.accounts.close(account.id, {}, key()),
    ):
        with pytest.raises(stripe.InvalidRequestError) as error:
            refused()
        assert error.value.code == "account_closed"


def test_accounts_are_listed_by_page(client, practitioner):
    made = [practitioner(ready=False).id for _ in range(3)]

    page = client.v2.core.accounts.list({"limit": 2})

    assert [account.id for account in page.data] == made[:0:-1]
    assert [account.id for account in page.auto_paging_iter()] == made[::-1]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"contact_email": None}, "parameter_invalid_string"),
        ({"contact_email": "nobody"}, None),
        ({"colour": "red"}, "parameter_unknown"),
        ({"dashboard": "golden"}, None),
        ({"identity": {}}, "parameter_missing"),
        ({"identity": {"country": "Germany"}}, None),
        ({"defaults": {}}, "parameter_missing"),
        ({"configuration": {"merchant": {}}}, "sandbox_not_implemented"),
        ({"configuration": {}}, "sandbox_not_implemented"),
        (
            {"configuration": {"recipient": {"capabilities": {"stripe_balance": {"payouts": {}}}}}},
            "parameter_unknown",
        ),
    ],
)
def test_a_faulty_account_is_refused(client, key, change, code):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v2.core.accounts.create({**SMALLEST, **change}, key())

    assert refused.value.code == code
    assert "doc_url" not in refused.value.json_body["error"]
    assert client.v2.core.accounts.list().data == []


def test_an_unknown_account_is_not_found(client):
    with pytest.raises(stripe.InvalidRequestError) as missing:
        client.v2.core.accounts.retrieve("acct_gone")

    assert (missing.value.http_status, missing.value.code) == (404, "not_found")


def test_v2_wants_json_a_version_and_a_secret_key(sandbox):
    def ask(body="{}", **headers):
        usual = {
            "Authorization": "Bearer sk_test_house",
            "Stripe-Version": "2026-08-26.dahlia",
            "Idempotency-Key": "estuary:1",
        }
        sent = {name: value for name, value in {**usual, **headers}.items() if value}
        url = f"{sandbox.url}/v2/core/accounts"
        return requests.post(url, data=body, headers=sent, timeout=10).json()["error"]

    assert ask("name=Ana")["message"].startswith("The request body is not JSON")
    assert ask("[]")["message"] == "The request body must be a JSON object."
    assert ask(**{"Stripe-Version": None})["code"] == "api_version_mismatch"
    assert ask(Authorization="Bearer pk_test_house")["code"] == "secret_key_required"
    assert ask(**{"Idempotency-Key": None})["code"] == "sandbox_foreign_idempotency_key"
    assert ask(**{"Stripe-Account": "acct_1"})["code"] == "sandbox_not_implemented"


def test_a_failed_request_of_v2_is_done_again_under_its_key(sandbox, client, practitioner):
    account = practitioner()
    same = {"idempotency_key": "estuary:account:1"}
    sandbox.faults.plan({"operation": "POST /v2/core/accounts/{id}", "kind": "error_500"})

    with pytest.raises(stripe.APIError):
        client.v2.core.accounts.update(account.id, {"display_name": "Ana"}, same)
    client.v2.core.accounts.update(account.id, {"display_name": "Ana"}, same)
    with pytest.raises(stripe.IdempotencyError) as other:
        client.v2.core.accounts.update(account.id, {"display_name": "Bea"}, same)

    assert other.value.http_status == 409
    assert client.v2.core.accounts.retrieve(account.id).display_name == "Ana"


def test_an_account_made_before_a_500_is_made_once(sandbox, practitioner, client):
    sandbox.faults.plan({"operation": "POST /v2/core/accounts", "kind": "error_500_after"})
    keys = {"idempotency_key": "estuary:account:2"}

    with pytest.raises(stripe.APIError):
        client.v2.core.accounts.create(SMALLEST, keys)
    again = client.v2.core.accounts.create(SMALLEST, keys)

    assert [account.id for account in client.v2.core.accounts.list().data] == [again.id]


def test_keys_of_v2_last_a_month(client, control, practitioner):
    account = practitioner()
    same = {"idempotency_key": "estuary:account:3"}
    client.v2.core.accounts.update(account.id, {"display_name": "Ana"}, same)

    control("POST", "clock", {"advance": 29 * 86400})
    with pytest.raises(stripe.IdempotencyError):
        client.v2.core.accounts.update(account.id, {"display_name": "Bea"}, same)
    control("POST", "clock", {"advance": 2 * 86400})

    changed = client.v2.core.accounts.update(account.id, {"display_name": "Bea"}, same)
    assert changed.display_name == "Bea"


def test_a_thin_event_tells_where_to_look(sandbox, client, control, listener, practitioner):
    with sandbox.world.store.transaction():
        make_sure_of(sandbox.world, url=listener.url, secret=SECRET)
    account = practitioner(ready=False)
    control("POST", f"accounts/{account.id}/activate", {})
    listener.arrives(5)

    thin, whole = listener.sorted()
    told = [client.parse_event_notification(body, sign, SECRET) for body, sign in thin]
    names = [notice.type for notice in told]
    assert names[0] == "v2.core.account.created"
    changed = "v2.core.account[configuration.recipient].capability_status_updated"
    assert names.count(changed) == 2
    assert "v2.core.account[requirements].updated" in names
    notice = told[names.index(changed)]
    assert b'"data"' not in thin[names.index(changed)][0]
    event = notice.fetch_event()
    assert event.data.updated_capability.startswith("stripe_balance.")
    assert notice.fetch_related_object().id == account.id
    snapshot = stripe.Webhook.construct_event(*whole[0], SECRET, api_key="sk_test_house")
    assert (snapshot.type, snapshot.account) == ("account.updated", account.id)
    assert snapshot.data.object.payouts_enabled is True


def test_a_thin_event_can_be_delivered_by_hand(client, control, practitioner):
    account = practitioner(ready=False).id
    event = client.v2.core.events.list({"object_id": account}).data[0].id

    sealed = control("GET", f"events/{event}/delivery?secret={SECRET}")

    notice = client.parse_event_notification(sealed["payload"], sealed["signature"], SECRET)
    assert (notice.id, notice.related_object.id) == (event, account)
    assert notice.reason.request.idempotency_key.startswith("estuary:")


def test_thin_events_are_listed_by_object_and_type(client, practitioner):
    first, second = practitioner(), practitioner(ready=False)
    created = "v2.core.account.created"

    mine = client.v2.core.events.list({"object_id": second.id}).data
    new = client.v2.core.events.list({"types": [created]}).data

    assert [event.type for event in mine] == [created]
    assert [event.related_object.id for event in new] == [second.id, first.id]
    with pytest.raises(stripe.InvalidRequestError):
        client.v2.core.events.retrieve("evt_test_gone")


def test_v1_shows_the_same_account(client, practitioner):
    account = practitioner(ready=False)

    seen = client.v1.accounts.retrieve(account.id)

    assert seen.payouts_enabled is False
    assert seen.requirements.disabled_reason == "requirements.past_due"
    assert seen.capabilities.transfers == "inactive"
    with pytest.raises(stripe.PermissionError):
        client.v1.accounts.retrieve("acct_gone")


def _transfers(account):
    return account.configuration.recipient.capabilities.stripe_balance.stripe_transfers.status
