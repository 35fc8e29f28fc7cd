"""What the provider does, step by step, for tests that begin in the middle of a story."""

import time

import stripe

from tests.loopback import http

SECRET = "whsec_estuary_sandbox"


def signed(body: bytes, *, secret: str = SECRET, at: float | None = None) -> str:
    moment = int(at or time.time())
    mac = stripe.WebhookSignature._compute_signature(f"{moment}.{body.decode()}", secret)
    return f"t={moment},v1={mac}"


def post(api, body: bytes, signature: str, *, content_type: str = "application/json", **more):
    return api().generic(
        "POST",
        "/api/v1/webhooks/stripe/",
        body,
        content_type=content_type,
        headers={"Stripe-Signature": signature},
        **more,
    )


def events(sandbox) -> list[bytes]:
    """Everything the provider has to tell, oldest first."""
    listed = http.get(
        f"{sandbox.url}/v1/events?limit=100", auth=("sk_test_estuary_sandbox", "")
    ).json()["data"]
    bodies = [
        http.get(
            f"{sandbox.url}/sandbox/events/{event['id']}/delivery", params={"secret": SECRET}
        ).json()["payload"]
        for event in reversed(listed)
    ]
    return [body.encode() for body in bodies]


def told(api, sandbox, *kinds: str) -> None:
    """The provider tells us of everything of these kinds so far."""
    for body in events(sandbox):
        if any(f'"{kind}"'.encode() in body for kind in kinds):
            assert post(api, body, signed(body)).status_code == 202


def answer_bank(setup_or_payment: dict, outcome: str) -> None:
    """The holder answers the bank's question: `complete` or `fail`."""
    address = setup_or_payment["next_action"]["redirect_to_url"]["url"]
    assert http.post(address, data={"outcome": outcome}).status_code < 400


def asked(sandbox, *, path: str, method: str = "POST") -> list[dict]:
    """What the provider was asked for under this path."""
    return sandbox.journal.entries(path=path, method=method)


def let_cards_take_money(sandbox) -> None:
    """From now on the bank takes what comes back."""
    world = sandbox.sandbox.world
    with sandbox.sandbox.store.transaction():
        for row in world.store.rows("SELECT id FROM objects WHERE kind = 'charge'"):
            world.hide(row["id"], number="4242424242424242")
