"""ADAPTER: Stripe's balance transactions and events. How it is called is in `stripe_calls`."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from commerce.payments.gateway import Notice
from commerce.payments.stripe_calls import client, look, told
from commerce.reconciliation.gateway import ProviderMovement

PAGE = 100


class StripeHistory:
    """Stripe by its official library."""

    def movements(self, *, since: datetime) -> Iterator[ProviderMovement]:
        return (_movement(one) for one in _pages(client().v1.balance_transactions.list, since))

    def notices(self, *, since: datetime) -> Iterator[Notice]:
        yield from (_notice(one) for one in _pages(client().v1.events.list, since))
        yield from (_thin(one) for one in _thin_events(since))


def _pages(listed: Callable[[Any], Any], since: datetime) -> Iterator[Any]:
    params: dict[str, Any] = {"limit": PAGE, "created": {"gte": int(since.timestamp())}}
    while True:
        asked = dict(params)
        page = look(lambda asked=asked: listed(asked))  # type: ignore[misc]
        yield from page.data
        if not page.has_more:
            return
        params["starting_after"] = page.data[-1].id


def _thin_events(since: datetime) -> Iterator[Any]:
    """Those of `/v2` name their object only; their lists have other pages."""
    params: Any = {"limit": PAGE, "created": {"gte": since.astimezone(UTC).isoformat()}}
    events = iter(look(lambda: client().v2.core.events.list(params)).auto_paging_iter())
    while (event := look(lambda: next(events, None))) is not None:
        yield event


def _movement(one: Any) -> ProviderMovement:
    return ProviderMovement(
        id=one.id,
        kind=one.type,
        source=_id(told(one, "source")),
        amount_cents=one.amount,
        fee_cents=one.fee,
        currency=one.currency,
        moved_at=datetime.fromtimestamp(one.created, UTC),
    )


def _notice(event: Any) -> Notice:
    return Notice(
        event_id=event.id,
        type=event.type,
        object_id=told(event.data.object, "id") or "",
        created_at=datetime.fromtimestamp(event.created, UTC),
        account=told(event, "account") or "",
    )


def _thin(event: Any) -> Notice:
    return Notice(
        event_id=event.id,
        type=event.type,
        object_id=_id(getattr(event, "related_object", None)),
        created_at=datetime.fromisoformat(event.created),
        account=told(event, "context"),
    )


def _id(source: Any) -> str:
    """Given as an id, or as the object itself, or not at all."""
    return source if isinstance(source, str) else getattr(source, "id", "") or ""
