"""What checkout asks of credits, each in a transaction of its own."""

from commerce.checkout import audit
from commerce.credits import operations
from commerce.ledger.states import AccountKind
from commerce.models import CreditUse, Posting
from estuary.kernel import db
from tests.factories.credits import CREDITS_NOW as NOW

ORDER = "order:1"


def hold(user, amount_cents, *, reference=ORDER, now=NOW, **said):
    with db.in_transaction():
        return operations.hold(
            user=user,
            amount_cents=amount_cents,
            currency="usd",
            reference=reference,
            now=now,
            **said,
        )


def spend(*, reference=ORDER, now=NOW):
    with db.in_transaction():
        return operations.spend(reference=reference, counter=AccountKind.SALES, now=now)


def release(*, reference=ORDER, now=NOW):
    with db.in_transaction():
        return operations.release(reference=reference, now=now)


def give_back(amount_cents, *, reference=ORDER, key="order:1:cancelled:credits", now=NOW):
    with db.in_transaction():
        return operations.give_back(
            reference=reference,
            key=key,
            amount_cents=amount_cents,
            counter=AccountKind.SALES,
            now=now,
        )


def paid(user, amount_cents, *, reference=ORDER, now=NOW):
    hold(user, amount_cents, reference=reference, now=now)
    spend(reference=reference, now=now)


def booked(kind, user=None) -> int:
    """What an account owes: below zero when it is owed something."""
    return -Posting.objects.on(kind, party=user).balance().get("usd", 0)


def left(*lots) -> list[int]:
    for lot in lots:
        lot.refresh_from_db()
    return [lot.remaining_cents for lot in lots]


def uses(reference=ORDER) -> list[tuple[str, int, int]]:
    return list(
        CreditUse.objects.of_reference(reference).values_list(
            "state", "amount_cents", "given_back_cents"
        )
    )


def in_order() -> bool:
    """Whether the books and the lots agree."""
    rules = {"credits in the books are in lots", "a lot is there, held, spent or expired"}
    return not {finding.rule for finding in audit.findings(now=NOW)} & rules
