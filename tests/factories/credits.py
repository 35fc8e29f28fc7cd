from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from commerce.credits import operations
from commerce.credits.states import CreditSource
from commerce.ledger.states import AccountKind
from commerce.models import CreditLot
from estuary.kernel import db

CREDITS_NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


@db.transaction_if_not_already
def granted(user: Any, amount_cents: int = 5000, **said: Any) -> CreditLot:
    """Credits in the books and in a lot: bought, without a date, unless said otherwise."""
    counter = (
        AccountKind.PROMOTIONS
        if said.get("source") in (CreditSource.PROMOTION, CreditSource.GIFT)
        else AccountKind.RECEIVED
    )
    asked = {
        "currency": "usd",
        "source": CreditSource.PURCHASE,
        "expires_at": None,
        "reason": "",
        "key": f"test:{uuid4()}",
        "counter": counter,
        "now": CREDITS_NOW,
    }
    return operations.grant(user=user, amount_cents=amount_cents, **(asked | said))
