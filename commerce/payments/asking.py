"""How the provider is asked: for whom, and under which key.

A key is a row's id and the number of the attempt, so that a repeat finds what the first did, and
a new attempt is not answered what the old one was.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Protocol, cast

from django.utils import timezone

from commerce.payments.gateway import PaymentsUnavailable, gateway
from commerce.payments.models import CardSetup, Payment, PaymentProfile
from estuary.kernel import db, idempotency
from estuary.kernel.idempotency import Claim
from marketplace.models import User

# Stripe keeps an idempotency key for 24 hours; after that a repeat would do it again.
KEYS_LIVE_FOR = timedelta(hours=23)


class Attempted(Protocol):
    """A row of any room whose number of attempts is part of its key."""

    @property
    def pk(self) -> Any: ...

    @property
    def attempt(self) -> int: ...


def customer_of(user: User, *, attempt: int) -> str:
    """A person's id at the provider; made known when they are first needed there.

    Looked for first where an earlier attempt may have made them known without our hearing of it.
    """
    known = known_customer(user, may_be_new=attempt == 1)
    if known is not None:
        return known
    made = gateway().create_customer(
        email=user.email,
        name=user.get_full_name(),
        user_id=str(user.public_id),
        key=f"customer:{user.public_id}:{attempt}",
    )
    return _remember_customer(user=user, customer_id=made).customer_id


def known_customer(user: User, *, may_be_new: bool = False) -> str | None:
    """A person's id at the provider, if it knows them; unless `may_be_new`, it is asked."""
    profile = PaymentProfile.objects.filter(user=user).first()
    if profile is not None:
        return profile.customer_id
    if may_be_new:
        return None
    found = gateway().find_customer(email=user.email, user_id=str(user.public_id))
    return _remember_customer(user=user, customer_id=found).customer_id if found else None


@db.transaction
def _remember_customer(*, user: User, customer_id: str) -> PaymentProfile:
    PaymentProfile.objects.bulk_create(
        [PaymentProfile(user=user, customer_id=customer_id)], ignore_conflicts=True
    )
    return PaymentProfile.objects.get(user=user)


@contextmanager
def new_key_if_spent(row: Attempted) -> Iterator[None]:
    """Count an attempt whose key the provider has spoilt, so that the next has another key."""
    try:
        yield
    except PaymentsUnavailable as unavailable:
        if unavailable.key_is_spent:
            rows = cast(Any, type(row)).objects.filter(pk=row.pk, attempt=row.attempt)
            rows.update(attempt=row.attempt + 1)
        raise


@db.transaction
def number_of_attempt(row: Payment | CardSetup, *, claim: Claim | None) -> int:
    """The number of one more try to confirm; the same number under the same `claim`."""
    if made := idempotency.claim(claim):
        return int(made)
    locked = type(row).objects.lock().get(pk=row.pk)
    locked.confirmations += 1
    locked.save(update_fields=["confirmations", "updated_at"])
    idempotency.made(claim, reference=str(locked.confirmations))
    return locked.confirmations


def keys_may_be_gone(since: datetime) -> bool:
    """Whether the provider may have forgotten a key that was first used then."""
    return timezone.now() - since > KEYS_LIVE_FOR
