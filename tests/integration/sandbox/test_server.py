"""The process: restarts, kills, crowds; the journal and the pages."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
import requests
import stripe

from sandbox.stripe.__main__ import main
from sandbox.stripe.server import serve_in_thread
from tests.integration.sandbox.conftest import SECRET

SITE = Path(__file__).parents[3] / "site"
PARAMS = {
    "amount": 1000,
    "currency": "usd",
    "payment_method": "pm_card_visa",
    "payment_method_types": ["card"],
    "confirm": True,
}


@pytest.fixture
def start(tmp_path):
    """Start the sandbox as a process on one state file; returns it and its address."""
    started = []

    def start_process(*arguments):
        port = _free_port()
        command = [sys.executable, "-m", "sandbox.stripe", "--port", str(port), *arguments]
        command += ["--state", str(tmp_path / "deep" / "stripe.sqlite3")]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(SITE)}
        )
        started.append(process)
        assert (
            process.stdout.readline()
            == f"Stripe sandbox ready at http://127.0.0.1:{port}\n".encode()
        )
        return process, f"http://127.0.0.1:{port}"

    yield start_process
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_killed_sandbox_comes_back_with_everything(start, connect, listener):
    hook = ("--webhook-url", listener.url, "--webhook-secret", SECRET)
    listener.answers = [503] * 50
    process, url = start(*hook)
    options = {"idempotency_key": "estuary:1"}
    intent = connect(url).v1.payment_intents.create(PARAMS, options)
    listener.wait_for(3)
    process.send_signal(signal.SIGKILL)
    process.wait()
    refused = len(listener.received)
    listener.answers.clear()

    _, url = start(*hook)
    client = connect(url)

    assert client.v1.payment_intents.retrieve(intent.id).status == "succeeded"
    assert client.v1.payment_intents.create(PARAMS, options).id == intent.id
    assert len(client.v1.webhook_endpoints.list().data) == 1
    assert _journal(url)[0]["path"] == "/v1/payment_intents"
    again = listener.wait_for(refused + 3)[refused:]
    assert {event.type for event in again} == {
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
    }


def test_sigterm_ends_it_cleanly(start, connect):
    process, url = start()
    connect(url).v1.payment_intents.create(PARAMS, {"idempotency_key": "estuary:1"})

    process.terminate()

    assert process.wait(10) == 0


def test_a_listener_that_hangs_does_not_keep_it_from_ending(start, connect):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hook = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        process, url = start("--webhook-url", hook, "--webhook-secret", SECRET)
        connect(url).v1.payment_intents.create(PARAMS, {"idempotency_key": "estuary:1"})
        caller, _ = silent.accept()

        process.terminate()

        assert process.wait(5) == 0
        caller.close()


def test_a_taken_port_gets_a_clear_sentence(sandbox, capsys):
    port = sandbox.url.rpartition(":")[2]

    assert main(["--port", port]) == 2

    assert capsys.readouterr().err.startswith(f"Cannot listen on 127.0.0.1:{port}: ")


def test_half_a_webhook_endpoint_gets_a_clear_sentence(capsys):
    assert main(["--webhook-url", "http://127.0.0.1:9/"]) == 2

    assert "--webhook-secret together" in capsys.readouterr().err


def test_a_state_of_another_version_gets_a_clear_sentence(tmp_path, capsys):
    state = tmp_path / "stripe.sqlite3"
    with closing(sqlite3.connect(state)) as old:
        old.execute("PRAGMA user_version = 99")

    assert main(["--port", "0", "--state", str(state)]) == 2

    assert "Delete it to start anew" in capsys.readouterr().err


def test_two_hundred_clients_at_once_are_served(connect, sandbox):
    paid, failed = [], []

    def buy(number):
        try:
            client = connect(sandbox.url)
            options = {"idempotency_key": f"estuary:crowd:{number}"}
            paid.append(client.v1.payment_intents.create(PARAMS, options).id)
        except stripe.StripeError as error:
            failed.append(error)

    threads = [threading.Thread(target=buy, args=(number,)) for number in range(200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert len(set(paid)) == 200
    balance = connect(sandbox.url).v1.balance.retrieve()
    assert balance.pending[0].amount == 200 * 941


def test_the_journal_tells_every_request(client, sandbox, control, pay):
    with pytest.raises(stripe.CardError):
        pay("pm_card_chargeDeclined")
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"charge": "ch_1"})
    requests.get(f"{sandbox.url}/v1/balance", timeout=5)

    declined, foreign, keyless = control("GET", "journal")["data"]

    assert (declined["status"], declined["error"]) == (402, "card_declined")
    assert declined["idempotency_key"].startswith("estuary:test:")
    assert declined["params"]["amount"] == "1000"
    assert (foreign["status"], foreign["key"]) == (400, "secret")
    assert (keyless["status"], keyless["key"]) == (401, None)
    assert control("GET", "journal?path=/v1/refunds&method=POST")["data"] == [foreign]
    assert control("GET", "journal?path=/v1/pay*")["data"] == [declined]


def test_card_numbers_do_not_reach_the_journal(client, key, sandbox):
    card = {"number": "4242424242424242", "exp_month": 4, "exp_year": 2040, "cvc": "314"}
    client.v1.payment_methods.create({"type": "card", "card": card}, key())

    told = sandbox.journal.entries()[0]["params"]["card"]

    assert (told["number"], told["cvc"]) == ("****4242", "****")


def test_reset_forgets_everything_but_the_endpoint_it_was_started_with(connect, key):
    with serve_in_thread(webhook_url="http://127.0.0.1:9/", webhook_secret=SECRET) as running:
        client = connect(running.url)
        client.v1.customers.create({}, key())

        requests.post(f"{running.url}/sandbox/reset", timeout=5)

        assert client.v1.customers.list().data == []
        assert client.v1.events.list().data == []
        assert len(client.v1.webhook_endpoints.list().data) == 1


def test_the_front_page_shows_what_happened_and_trusts_nobody(client, sandbox, pay, key):
    intent = pay(description="<script>alert(1)</script>")
    client.v1.refunds.create({"payment_intent": intent.id, "amount": 250}, key())
    client.v1.customers.create({"name": "<b>Ana</b>"}, key())

    page = requests.get(f"{sandbox.url}/", timeout=5).text

    assert intent.id in page
    assert "$2.50" in page
    assert "refund.created" in page
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert "<b>Ana" not in page


def test_a_receipt_is_where_the_charge_says(client, pay):
    intent = pay(expand=["latest_charge"], description="A session")

    page = requests.get(intent.latest_charge.receipt_url, timeout=5)

    assert page.status_code == 200
    assert "A session" in page.text
    assert "visa ending in 4242" in page.text


def test_an_answer_that_stripe_could_not_give_is_noticed(client, sandbox, pay):
    charge = client.v1.charges.retrieve(pay().latest_charge).id
    with sandbox.world.store.transaction():
        body = sandbox.world.get("charge", charge)
        body["status"] = "maybe"
        del body["billing_details"]
        sandbox.world.save(body)

    with pytest.raises(stripe.APIError, match="does not fit Stripe's schema"):
        client.v1.charges.retrieve(charge)


def test_a_fault_of_its_own_is_a_500_and_leaves_no_half_done_thing(client, sandbox, key, pay):
    intent = pay(capture_method="manual")
    with sandbox.world.store.transaction():
        # Needed only after the money was booked.
        stored = sandbox.world.get("payment_intent", intent.id)
        del stored["metadata"]
        sandbox.world.save(stored)

    with pytest.raises(stripe.APIError) as broken:
        client.v1.payment_intents.capture(intent.id, {}, key())

    assert broken.value.http_status == 500
    assert client.v1.payment_intents.retrieve(intent.id).status == "requires_capture"
    assert client.v1.balance_transactions.list().data == []


def _journal(url):
    return requests.get(f"{url}/sandbox/journal", timeout=5).json()["data"]


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
