"""What a bank does, step by step, for tests that begin in the middle of a story."""

from datetime import datetime

from django.utils import timezone

from commerce.checkout import audit as money
from commerce.disputes import audit as disputes
from commerce.disputes import operations
from commerce.ledger.states import AccountKind
from commerce.models import Dispute, Order, Payment
from tests.integration.commerce.checkout import steps as buying
from tests.loopback import http

CREATED = "charge.dispute.created"
EVENTS = "charge.dispute."


def disputed(sandbox, order: Order, **how) -> str:
    """The client contests the payment of an order, at the provider; we are not told."""
    charge = Payment.objects.get(pk=order.payment_id).charge_id
    return contested(sandbox, charge, **how)


def contested(sandbox, charge: str, **how) -> str:
    answer = http.post(f"{sandbox.url}/sandbox/charges/{charge}/dispute", json=how)
    return answer.raise_for_status().json()["id"]


def decided(sandbox, provider_id: str, how: str) -> None:
    """The bank's last word, at the provider: `win` or `lose`."""
    http.post(f"{sandbox.url}/sandbox/disputes/{provider_id}/{how}", json={}).raise_for_status()


def heard(provider_id: str, *, now: datetime | None = None) -> Dispute:
    """The dispute, after we asked about it."""
    operations.hear(provider_id=provider_id, now=now or timezone.now())
    return Dispute.objects.get(provider_id=provider_id)


def opened(sandbox, order: Order, **how) -> Dispute:
    """The dispute of an order, as we have it."""
    return heard(disputed(sandbox, order, **how))


def closed(sandbox, dispute: Dispute, how: str, *, now: datetime | None = None) -> Dispute:
    """The dispute, won or lost."""
    decided(sandbox, dispute.provider_id, how)
    return heard(dispute.provider_id, now=now)


def held() -> tuple[int, int, int]:
    """What banks hold, what their fees came to, and what we lost."""
    return (
        buying.balance(AccountKind.DISPUTED),
        buying.balance(AccountKind.DISPUTE_FEES),
        buying.balance(AccountKind.DISPUTE_LOSSES),
    )


def broken(now: datetime | None = None) -> list[str]:
    """The rules of check_money that do not hold."""
    at = now or timezone.now()
    return [found.rule for audit in (money, disputes) for found in audit.findings(now=at)]
