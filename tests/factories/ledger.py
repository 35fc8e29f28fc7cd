from uuid import uuid4

from commerce.ledger import operations
from commerce.ledger.models import Entry
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from estuary.kernel import db


@db.transaction_if_not_already
def posted(cents: int = 100, *, key: str = "") -> Entry:
    """An entry that moves cents to the clearing account."""
    entry = operations.post(
        key=key or f"test:{uuid4()}",
        description="Made up",
        legs=[
            Leg(AccountKind.PROVIDER_CLEARING, cents, "usd"),
            Leg(AccountKind.RECEIVED, -cents, "usd"),
        ],
    )
    assert entry
    return entry
