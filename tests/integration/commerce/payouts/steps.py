"""Steps of a payout's story, for tests that begin in the middle of one."""

import json
from datetime import datetime, timedelta
from itertools import count

from django.utils import timezone

from commerce.earnings import audit as earned_audit
from commerce.earnings import operations as earnings
from commerce.ledger import operations as ledger
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.models import ConnectAccount, Earning, Payout, Posting
from commerce.payouts import accounts, operations, sending
from commerce.payouts import audit as payouts
from estuary.kernel import audit, db
from marketplace.models import Practitioner
from tests.factories import BookingFactory
from tests.integration.commerce.payments.steps import SECRET, post, signed
from tests.loopback import http

KEY = ("sk_test_estuary_sandbox", "")
CLOSED_BANK = "000111111113"
_numbers = count(1)


def earned(practitioner: Practitioner, gross: int = 10_000) -> Earning:
    """A session that was sold, held and released: 95 % of `gross` can be paid out."""
    now, number = timezone.now(), next(_numbers)
    booking = BookingFactory(
        session__service__practitioner=practitioner,
        session__starts_at=now - timedelta(days=10, hours=2 * number),
        status="completed",
        price_cents=gross,
    )
    with db.in_transaction():
        reference = f"order:sold-{number}"
        ledger.post(
            key=f"{reference}:sold",
            description="Sold",
            legs=[
                Leg(AccountKind.PROMOTIONS, gross, "usd"),
                Leg(AccountKind.SALES, -gross, "usd"),
            ],
        )
        sale = earnings.sell(
            practitioner=practitioner,
            gross_cents=gross,
            currency="usd",
            reference=reference,
            now=now,
        )
        earnings.accrue(sale=sale, bookings=[booking], now=now)
    earnings.release(now=now)
    return Earning.objects.get(booking=booking)


def refunded(earning: Earning, cents: int) -> None:
    """A client gets `cents` of the gross back."""
    with db.in_transaction():
        earnings.reverse(booking=earning.booking, cents=cents, now=timezone.now())
        ledger.post(
            key=f"refund:{earning.public_id}:{next(_numbers)}",
            description="Given back",
            legs=[
                Leg(AccountKind.SALES, cents, "usd"),
                Leg(AccountKind.PROMOTIONS, -cents, "usd"),
            ],
        )


def held_back(earning: Earning) -> None:
    """A client's bank asks for the money back."""
    with db.in_transaction():
        earnings.freeze(
            practitioner=earning.practitioner,
            reference=earning.reference,
            reason="Disputed by the client's bank",
            state="needs_response",
            now=timezone.now(),
        )


def lever(sandbox, path: str, **said) -> dict:
    """Something happens at the provider."""
    answer = http.post(f"{sandbox.url}/sandbox/{path}", json=said, timeout=30)
    answer.raise_for_status()
    return answer.json()


def top_up(sandbox, cents: int = 1_000_000) -> None:
    """Our balance with the provider has so much more."""
    lever(sandbox, "balance/platform/top_up", amount=cents, currency="usd")


def onboarded(practitioner: Practitioner, sandbox, *, bank: str | None = None) -> ConnectAccount:
    """An account that money can be sent to, and `bank` behind it."""
    accounts.start(user=practitioner.user, country="US")
    account = ConnectAccount.objects.current().get(practitioner=practitioner)
    said = {"bank": bank} if bank else {}
    lever(sandbox, f"accounts/{account.provider_id}/activate", **said)
    return accounts.refresh(account_id=account.pk)


def requested(practitioner: Practitioner, *, now: datetime | None = None) -> Payout:
    """The practitioner asks to be paid."""
    return operations.request(
        user=practitioner.user, claim=None, now=now or timezone.now() - timedelta(seconds=1)
    )


def sent(practitioner: Practitioner) -> Payout:
    """Asked for, and sent."""
    return sending.send(payout_id=requested(practitioner).pk)


def banks_answer(sandbox, *, times: int = 3) -> None:
    """The provider's schedule pays out, and banks say what becomes of it."""
    for _ in range(times):
        sandbox.sandbox.move_clock(5.0)
        sandbox.sandbox.do_jobs()


def transfers(sandbox) -> list[dict]:
    """Every transfer that the provider has made for us."""
    listed = http.get(f"{sandbox.url}/v1/transfers?limit=100", auth=KEY).json()
    return listed["data"]


def standing(sandbox) -> list[int]:
    """What was sent by each transfer that was not taken back."""
    return [one["amount"] for one in transfers(sandbox) if not one["reversed"]]


def events(sandbox, account: ConnectAccount) -> list[bytes]:
    """Everything the provider has to tell of us and of an account, oldest first of each sort."""
    found = []
    for headers in ({}, {"Stripe-Account": account.provider_id}):
        listed = http.get(f"{sandbox.url}/v1/events?limit=100", auth=KEY, headers=headers)
        found += reversed(listed.json()["data"])
    thin = http.get(
        f"{sandbox.url}/v2/core/events?limit=100&object_id={account.provider_id}",
        auth=KEY,
        headers={"Stripe-Version": "2026-08-26.dahlia"},
    )
    found += reversed(thin.json()["data"])
    return [_sealed(sandbox, event["id"]) for event in found]


def _sealed(sandbox, event_id: str) -> bytes:
    path = f"{sandbox.url}/sandbox/events/{event_id}/delivery"
    payload = http.get(path, params={"secret": SECRET}).json()["payload"]
    return (payload if isinstance(payload, str) else json.dumps(payload)).encode()


def told(api, sandbox, account: ConnectAccount, *kinds: str) -> int:
    """The provider tells us of everything of these kinds so far; how often it did."""
    bodies = [
        body
        for body in events(sandbox, account)
        if any(kind in json.loads(body)["type"] for kind in kinds)
    ]
    for body in bodies:
        assert post(api, body, signed(body)).status_code == 202
    return len(bodies)


def books(practitioner: Practitioner) -> tuple[int, int, int]:
    """What can be paid out, what is in payouts, and what is owed for refunds."""
    user = practitioner.user
    kinds = (AccountKind.EARNINGS_AVAILABLE, AccountKind.EARNINGS_IN_PAYOUT, AccountKind.CARRY)
    available, in_payout, carried = (
        Posting.objects.on(kind, party=user).balance().get("usd", 0) for kind in kinds
    )
    return -available, -in_payout, carried


def findings(**later) -> list[str]:
    """The rules of payouts and earnings that are broken."""
    rules, now = {**payouts.RULES, **earned_audit.RULES}, timezone.now() + timedelta(**later)
    return [finding.rule for finding in audit.findings(rules, now=now)]


def clearing() -> int:
    """What the provider holds of ours, by the books."""
    return Posting.objects.on(AccountKind.PROVIDER_CLEARING).balance().get("usd", 0)
