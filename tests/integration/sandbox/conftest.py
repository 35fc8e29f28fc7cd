"""A sandbox per test, the official library against it, and a listener for its webhooks."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

import pytest
import requests
import stripe

from sandbox.stripe.server import Running, serve_in_thread
from sandbox.stripe.world import Timing
from tests.integration.sandbox.billing import Desk

SECRET = "whsec_listener"


@pytest.fixture(scope="session")
def served() -> Iterator[Running]:
    """One server for all tests, in memory; it judges its own answers by Stripe's schema."""
    quick = Timing(refund=0.0, bank=0.0, payout=0.0, transit=0.0)
    with serve_in_thread(check_answers=True, timing=quick) as running:
        yield running


@pytest.fixture
def sandbox(served: Running) -> Running:
    """The server, empty: starting one costs half a second, emptying it nothing."""
    served.sandbox.reset()
    return served


@pytest.fixture
def connect() -> Iterator[Callable[..., stripe.StripeClient]]:
    """Make clients whose connections are closed after the test."""
    opened: list[stripe.RequestsClient] = []

    def open_client(
        url: str, *, key: str = "sk_test_house", retries: int = 0
    ) -> stripe.StripeClient:
        http = stripe.RequestsClient(timeout=30)
        opened.append(http)
        return stripe.StripeClient(
            key, base_addresses={"api": url}, max_network_retries=retries, http_client=http
        )

    yield open_client
    for http in opened:
        http.close()


@pytest.fixture
def client(sandbox: Running, connect: Callable[..., stripe.StripeClient]) -> stripe.StripeClient:
    """The official library with a secret key."""
    return connect(sandbox.url)


@pytest.fixture
def key() -> Callable[[], Any]:
    """Request options with a new key of ours each time."""
    numbers = count(1)
    return lambda: {"idempotency_key": f"estuary:test:{next(numbers)}"}


@pytest.fixture
def pay(client: stripe.StripeClient, key: Callable[[], Any]) -> Callable[..., Any]:
    """Make an intent and confirm it at once."""

    def pay_with(method: str = "pm_card_visa", *, amount: int = 1000, **more: Any) -> Any:
        params: Any = {
            "amount": amount,
            "currency": "usd",
            "payment_method": method,
            "payment_method_types": ["card"],
            "confirm": True,
            **more,
        }
        return client.v1.payment_intents.create(params, key())

    return pay_with


@pytest.fixture
def control(sandbox: Running) -> Callable[..., Any]:
    """The sandbox's own addresses: method, address below /sandbox/, and JSON to send."""

    def call(method: str, address: str, sent: Any = None) -> Any:
        answer = requests.request(method, f"{sandbox.url}/sandbox/{address}", json=sent, timeout=10)
        answer.raise_for_status()
        return answer.json()

    return call


@pytest.fixture
def practitioner(
    client: stripe.StripeClient, key: Callable[[], Any], control: Callable[..., Any]
) -> Callable[..., Any]:
    """Make a recipient account, ready to be paid unless told otherwise."""

    def make(*, ready: bool = True, bank: str | None = None, country: str = "us") -> Any:
        params: Any = {
            "contact_email": "yoga@example.com",
            "configuration": {
                "recipient": {
                    "capabilities": {"stripe_balance": {"stripe_transfers": {"requested": True}}}
                }
            },
            "dashboard": "express",
            "defaults": {
                "responsibilities": {
                    "fees_collector": "application",
                    "losses_collector": "application",
                }
            },
            "display_name": "Ana Yoga",
            "identity": {"country": country, "entity_type": "individual"},
            "include": ["configuration.recipient", "identity", "requirements"],
        }
        account = client.v2.core.accounts.create(params, key())
        if ready:
            control("POST", f"accounts/{account.id}/activate", {"bank": bank} if bank else {})
        return account

    return make


@pytest.fixture
def by_hand(client: stripe.StripeClient, key: Callable[[], Any]) -> Callable[[str], None]:
    """Switch an account to payouts by hand, so that its balance stays."""

    def switch(account: str) -> None:
        schedule = {"payments": {"payouts": {"schedule": {"interval": "manual"}}}}
        client.v1.balance_settings.update(schedule, {**key(), "stripe_account": account})

    return switch


@dataclass
class Listener:
    """A small webhook receiver. `answers` are the statuses it gives first; then it gives 200."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    received: list[tuple[bytes, str]] = field(default_factory=list)
    bell: threading.Condition = field(default_factory=threading.Condition)

    def take(self, body: bytes, signature: str) -> int:
        with self.bell:
            self.received.append((body, signature))
            self.bell.notify_all()
            return self.answers.pop(0) if self.answers else 200

    def wait_for(self, number: int, *, seconds: float = 10.0) -> list[stripe.Event]:
        """The events received, once there are so many; each signature is checked."""
        self.arrives(number, seconds=seconds)
        return [
            stripe.Webhook.construct_event(body, signature, SECRET, api_key="sk_test_house")
            for body, signature in self.received
        ]

    def arrives(self, number: int, *, seconds: float = 10.0) -> None:
        """Wait until so many messages have come."""
        with self.bell:
            arrived = self.bell.wait_for(lambda: len(self.received) >= number, seconds)
        assert arrived, f"{len(self.received)} of {number} webhooks came"

    def sorted(self) -> tuple[list[tuple[bytes, str]], list[tuple[bytes, str]]]:
        """Thin notifications, and events with a snapshot."""
        thin = [message for message in self.received if b'"v2.core.event"' in message[0]]
        return thin, [message for message in self.received if message not in thin]

    def types(self) -> list[str]:
        return [event.type for event in self.wait_for(0)]


@pytest.fixture
def listener() -> Iterator[Listener]:
    """Receives webhooks on a free port."""
    mine = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(mine.take(body, self.headers["Stripe-Signature"]))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    mine.url = f"http://127.0.0.1:{server.server_port}/hook?from=stripe"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield mine
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def desk(client: stripe.StripeClient, key: Callable[[], Any], control: Callable[..., Any]) -> Desk:
    """Plans as a marketplace has them: pro and premium, by month and by year."""
    prices = {}
    for name, month, year in (("Pro", 2900, 29000), ("Premium", 9900, 99000)):
        product = client.v1.products.create({"name": name}, key())
        for interval, amount, suffix in (("month", month, ""), ("year", year, "_year")):
            params: Any = {
                "product": product.id,
                "currency": "usd",
                "unit_amount": amount,
                "recurring": {"interval": interval},
                "lookup_key": name.lower() + suffix,
            }
            prices[params["lookup_key"]] = client.v1.prices.create(params, key()).id
    return Desk(client, key, control, prices)
