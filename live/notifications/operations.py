"""Telling people: a numbered row for their screen, and a letter that surely goes out."""

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Max

from estuary.kernel import db, errors
from live.notifications import email
from live.notifications.kinds import KINDS, Kind, Occasion, Words
from live.notifications.models import Delivery, Notification
from live.notifications.policies import LEASE, MOST_ATTEMPTS, is_hopeless, pause_after
from live.notifications.states import DeliveryStatus, Road
from marketplace.accounts.models import User

logger = logging.getLogger(__name__)


class NotGivenUp(errors.DomainError):
    kind, message = errors.Kind.CONFLICT, "Only a letter that was given up can be sent again."


@db.transaction
def tell(
    *, kind: str, to: int, key: str, context: Mapping[str, Any], now: datetime
) -> Notification:
    """Tell one person one thing, once: the same kind and key again changes nothing.

    Holds the person's row meanwhile, so that their screen's numbers have no gaps and no doubles.
    Letters are only written down here; `deliver` sends them.
    """
    chosen = KINDS[kind]
    reader = User.objects.lock().with_profile().get(pk=to)
    already = Notification.objects.filter(user=reader, kind=kind, key=key).first()
    if already is not None:
        return already
    told = Occasion(reader=reader, address=reader.email, ids=context, now=now)
    notification = _write(reader, chosen, key, chosen.words(told))
    if Road.EMAIL in chosen.roads:
        Delivery.objects.create(
            notification=notification,
            road=Road.EMAIL,
            address=reader.email,
            context=dict(context),
            due_at=now,
        )
    return notification


def deliver(*, delivery_id: int, now: datetime) -> bool:
    """Send one letter, and answer whether it went now.

    Of many calls at once one sends. A failure is tried again later, and given up after
    `MOST_ATTEMPTS`. Killed between sending and writing that down, it is sent again when the lease
    ends: perhaps twice, never not at all.
    """
    if not _take(delivery_id, now=now):
        return False
    delivery = Delivery.objects.select_related("notification__user__profile").get(pk=delivery_id)
    told = Occasion(
        reader=delivery.notification.user,
        address=delivery.address,
        ids=delivery.context,
        now=now,
    )
    try:
        email.compose(delivery=delivery, told=told).send()
    except Exception as error:  # noqa: BLE001 - whatever it is, the letter must not be lost
        _postpone(delivery, error, now=now)
        return False
    # It went out, whoever may have taken it in hand since.
    Delivery.objects.filter(pk=delivery_id).update(
        status=DeliveryStatus.SENT, sent_at=now, last_error=""
    )
    return True


@db.transaction
def try_again(*, delivery_id: int, now: datetime) -> None:
    """Take up a letter that was given up, with all its attempts. Raises NotGivenUp."""
    given_up = Delivery.objects.filter(pk=delivery_id, status=DeliveryStatus.PARKED)
    if not given_up.update(status=DeliveryStatus.WAITING, attempts=0, due_at=now):
        raise NotGivenUp


@db.transaction
def mark_read(
    *,
    user: User,
    now: datetime,
    public_ids: Sequence[UUID] | None = None,
    up_to_seq: int | None = None,
) -> int:
    """Mark these, or those up to a number, or (neither given) all as read; answers what is left.

    Other people's do not exist; what was read already keeps its time.
    """
    chosen = Notification.objects.of(user).unread()
    if public_ids is not None:
        chosen = chosen.filter(public_id__in=public_ids)
    if up_to_seq is not None:
        chosen = chosen.filter(seq__lte=up_to_seq)
    chosen.update(read_at=now)
    return unread_count(user=user)


def told_already(*, kind: str, keys: Collection[str], users: Collection[int]) -> set[str]:
    """Of which occasions any of these people were told by this kind of news."""
    told = Notification.objects.filter(user__in=users, kind=kind, key__in=keys)
    return set(told.values_list("key", flat=True))


def unread_count(*, user: User) -> int:
    """How many notifications a person has not looked at."""
    return Notification.objects.of(user).unread().count()


@db.transaction_required
def _write(reader: User, kind: Kind, key: str, words: Words) -> Notification:
    in_app = Road.IN_APP in kind.roads
    last = Notification.objects.filter(user=reader).aggregate(last=Max("seq"))["last"] or 0
    return Notification.objects.create(
        user=reader,
        kind=kind.key,
        key=key,
        seq=last + 1 if in_app else None,
        in_app=in_app,
        title=words.title[:200],
        # A link with a token in it is for the letter alone.
        body=words.body if in_app else "",
        link=words.link if in_app else "",
        data=words.data if in_app else {},
    )


def _take(delivery_id: int, *, now: datetime) -> bool:
    """Take the letter in hand for the length of a lease; False when it is not ours to send."""
    due = Delivery.objects.due(now).filter(pk=delivery_id)
    # Cut off at its last attempt: nobody was left to give it up.
    due.filter(attempts__gte=MOST_ATTEMPTS).update(
        status=DeliveryStatus.PARKED, last_error="Cut off while sending, at the last attempt."
    )
    return bool(due.update(attempts=F("attempts") + 1, due_at=now + LEASE))


def _postpone(delivery: Delivery, error: Exception, *, now: datetime) -> None:
    hopeless = is_hopeless(delivery.attempts)
    logger.log(
        logging.ERROR if hopeless else logging.WARNING,
        "%s could not be sent, attempt %s%s",
        delivery.notification.kind,
        delivery.attempts,
        "; given up" if hopeless else "",
        exc_info=error,
    )
    # Unless somebody else has taken it in hand since.
    ours = Delivery.objects.filter(
        pk=delivery.pk, attempts=delivery.attempts, status=DeliveryStatus.WAITING
    )
    ours.update(
        status=DeliveryStatus.PARKED if hopeless else DeliveryStatus.WAITING,
        due_at=now + pause_after(delivery.attempts),
        last_error=f"{type(error).__name__}: {error}"[:2000],
    )
