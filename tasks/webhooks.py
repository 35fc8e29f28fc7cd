"""Which room hears of which of the provider's events."""

from commerce.memberships import webhooks as memberships
from commerce.payments import webhooks as payments
from commerce.payouts import webhooks as payouts

HANDLERS = payments.joined(payments.HANDLERS, memberships.HANDLERS, payouts.HANDLERS)


def handle(*, receipt_id: int, **_added_later: object) -> None:
    """Let every room that hears of it apply one event; what must wait raises, and is repeated."""
    payments.handle(receipt_id=receipt_id, handlers=HANDLERS)
