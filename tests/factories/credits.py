from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import factory

from commerce.credits import operations
from commerce.credits.states import CreditSource
from commerce.ledger.states import AccountKind
from commerce.models import CreditLot, CreditTransfer
from estuary.kernel import db
from tests.factories.accounts import UserFactory

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


class CreditTransferFactory(factory.django.DjangoModelFactory):
    """$20 on their way to an address; without the credits that are held for it."""

    class Meta:
        model = CreditTransfer

    sender = factory.SubFactory(UserFactory, first_name="Samuel", last_name="Sender")
    receiver_email = "clara@example.test"
    currency = "usd"
    amount_cents = 2000
    expires_at = CREDITS_NOW + timedelta(days=14)
