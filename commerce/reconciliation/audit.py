"""What must be true between the provider's history and our books; nothing is mended here."""

from collections.abc import Callable
from datetime import datetime, timedelta

from commerce.ledger.models import Posting
from commerce.ledger.states import AccountKind
from commerce.payments.models import WebhookReceipt
from commerce.reconciliation.models import Movement, Reconciliation
from estuary.kernel import audit
from estuary.kernel.audit import Finding

# What is younger may be on its way: facts are carried, the provider is asked again.
SETTLES_WITHIN = timedelta(hours=24)


def findings(*, now: datetime) -> list[Finding]:
    """Everything that breaks a rule; an empty list is the only good answer."""
    return audit.findings(RULES, now=now)


def _movements_are_in_the_books(now: datetime) -> list[str]:
    late = Movement.objects.unmatched().before(now - SETTLES_WITHIN)
    return [f"{row}, {row.net_cents} {row.currency}" for row in late[:50]]


def _entries_have_moved(now: datetime) -> list[str]:
    """As far as the provider's history was read; what is older than its beginning is not."""
    last, first = Reconciliation.objects.first(), Movement.objects.order_by("moved_at").first()
    if last is None or first is None:
        return []
    read = (first.moved_at, min(last.until, now) - SETTLES_WITHIN)
    alone = Posting.objects.on(AccountKind.PROVIDER_CLEARING).filter(
        entry__posted_at__range=read, entry__movement=None
    )
    return [f"{row.entry.key}, {row.amount_cents}" for row in alone.select_related("entry")[:50]]


def _events_are_handled(now: datetime) -> list[str]:
    waiting = WebhookReceipt.objects.filter(handled_at=None, received_at__lt=now - SETTLES_WITHIN)
    return [str(row) for row in waiting[:50]]


RULES: dict[str, Callable[[datetime], list[str]]] = {
    "what moved at the provider is in the books": _movements_are_in_the_books,
    "what the books say has moved at the provider": _entries_have_moved,
    "an event of the provider is handled": _events_are_handled,
}
