"""L1: the books and the credits under ten thousand operations that are in each other's way."""

import secrets
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from commerce.checkout import audit
from commerce.credits import policies
from commerce.ledger.states import AccountKind
from commerce.models import Account, CreditLot, CreditTransfer, Entry, Posting
from tests.factories import UserFactory
from tests.prove.bookkeepers import LONGEST, Books, Legs, Worker

pytestmark = pytest.mark.django_db(transaction=True)

OPERATIONS = 10_000
WORKERS = 8
CLIENTS = 24
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def written() -> dict[str, Legs]:
    """The books as they stand, entry by entry."""
    found: dict[str, Counter] = {
        key: Counter() for key in Entry.objects.values_list("key", flat=True)
    }
    postings = Posting.objects.values_list(
        "entry__key", "account__kind", "account__party", "account__currency", "amount_cents"
    )
    for key, kind, party, currency, cents in postings:
        found[key][kind, party, currency] += cents
    return {key: {at: cents for at, cents in legs.items() if cents} for key, legs in found.items()}


def overdrawn() -> list[str]:
    """Clients who owe us credits, and lots with less than nothing in them."""
    owed = Account.objects.filter(kind=AccountKind.CLIENT_CREDITS).prefetch_related("postings")
    below = [str(a) for a in owed if sum(p.amount_cents for p in a.postings.all()) > 0]
    return below + [str(lot) for lot in CreditLot.objects.filter(remaining_cents__lt=0)]


def _deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute(DEADLOCKS)
        return int(cursor.fetchone()[0])


def test_l1_ten_thousand_operations_by_eight_at_once(figure, settings):
    settings.CREDITS_TRANSFER = True
    seed = secrets.randbits(32)
    print(f"\nL1: seed {seed}")  # noqa: T201
    books = Books(UserFactory.create_batch(CLIENTS), begun=timezone.now())
    workers = [Worker(number, seed, books) for number in range(WORKERS)]
    deadlocks, begun = _deadlocks(), time.monotonic()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda worker: worker.run(OPERATIONS // WORKERS), workers))

    seconds = time.monotonic() - begun
    there = written()
    expired = {key: there.pop(key) for key in list(there) if is_expiry(key)}
    differing = sorted(
        key for key in there | books.expected if there.get(key) != books.expected.get(key)
    )
    lost = sum(CreditLot.objects.values_list("expired_cents", flat=True))
    sums = Posting.objects.all().balance()
    wrong = [line for worker in workers for line in worker.wrong]
    refused = sum(sum(worker.refused.values()) for worker in workers)
    must = sum(worker.refused["must be refused"] for worker in workers)
    found = audit.findings(now=timezone.now() + 2 * LONGEST)
    dead = _deadlocks() - deadlocks
    for line in [*wrong[:5], *differing[:5], *found[:5]]:
        print(line)  # noqa: T201
    figure(
        "L1",
        f"{OPERATIONS:,} random ledger and credit operations, {CLIENTS} clients, {WORKERS} workers",
        must_be="sums 0 per currency, every entry and no other as it was answered, nothing "
        "overdrawn, a refusal leaves no trace, 0 deadlocks, check_money silent",
        measured=f"{len(there) + len(expired)} entries, sums {sums}, {len(differing)} differ, "
        f"{refused} refused ({must} had to be), {len(overdrawn())} overdrawn, {len(wrong)} other "
        f"errors, {dead} deadlocks, {len(found)} findings; {OPERATIONS / seconds:.0f} a second",
        holds=set(sums.values()) == {0}
        and sum(taken_from_clients(legs) for legs in expired.values()) == lost
        and not (differing or wrong or dead or found or overdrawn())
        and sum(sum(worker.done.values()) for worker in workers) == OPERATIONS
        and must > OPERATIONS // 20,
    )
    assert CreditTransfer.objects.filter(status="accepted").exists()


def is_expiry(key: str) -> bool:
    return key.startswith(policies.EXPIRY_KEY)


def taken_from_clients(legs: Legs) -> int:
    """What was taken from a client."""
    return sum(cents for (kind, _, _), cents in legs.items() if kind == AccountKind.CLIENT_CREDITS)
