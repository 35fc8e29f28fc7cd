"""The list of webhooks to be sent, and what became of each try."""

import json
from dataclasses import dataclass
from typing import Any

from sandbox.stripe.events import notification
from sandbox.stripe.present import refresh
from sandbox.stripe.signing import signature
from sandbox.stripe.world import Body, World, missing

# Seconds between tries. Stripe keeps trying for three days; a sandbox is not that patient.
DELAYS = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0, 300.0)


@dataclass(frozen=True)
class Parcel:
    """One signed message, ready to be sent."""

    url: str
    payload: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Outcome:
    """What a try came to. A status of None means that no answer came."""

    status: int | None
    error: str | None = None
    seconds: float = 0.0

    @property
    def arrived(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class Deliveries:
    """Reads and writes the list; sending is the courier's."""

    def __init__(self, world: World, *, delays: tuple[float, ...] = DELAYS) -> None:
        self._world = world
        self._delays = delays

    def due(self, *, besides: set[int], limit: int) -> list[dict[str, Any]]:
        """Deliveries whose time has come, oldest first, without those under way."""
        rows = self._world.store.rows(
            "SELECT * FROM deliveries WHERE state = 'pending' AND next_at <= ? ORDER BY id LIMIT ?",
            self._world.wall(),
            limit + len(besides),
        )
        return [dict(row) for row in rows if row["id"] not in besides][:limit]

    def pack(self, event_id: str, endpoint_id: str) -> Parcel:
        """The event as it is sent, signed just now."""
        event = recorded(self._world, event_id)
        endpoint = self._world.get("webhook_endpoint", endpoint_id)
        secret = self._world.hidden(endpoint_id)["secret"]
        at = int(self._world.wall())
        return Parcel(endpoint["url"], *sealed(event, secret, at=at))

    def note(self, delivery: dict[str, Any], outcome: Outcome) -> None:
        """Write down a try: done, to be tried again later, or given up."""
        with self._world.store.transaction():
            self._world.store.run(
                "INSERT INTO attempts (delivery, at, status, error, seconds) VALUES (?, ?, ?, ?, "
                "?)",
                delivery["id"],
                self._world.wall(),
                outcome.status,
                outcome.error,
                outcome.seconds,
            )
            tries = delivery["attempts"] + 1
            state, wait = "delivered", 0.0
            if not outcome.arrived:
                again = tries <= len(self._delays)
                state = "pending" if again else "failed"
                wait = self._delays[tries - 1] if again else 0.0
            self._world.store.run(
                "UPDATE deliveries SET state = ?, attempts = ?, next_at = ? WHERE id = ?",
                state,
                tries,
                self._world.wall() + wait,
                delivery["id"],
            )

    def of(self, event_id: str) -> list[dict[str, Any]]:
        """Every delivery of an event with its tries."""
        rows = self._world.store.rows(
            "SELECT * FROM deliveries WHERE event = ? ORDER BY id", event_id
        )
        return [{**dict(row), "attempts": self._tries(row["id"])} for row in rows]

    def _tries(self, delivery_id: int) -> list[dict[str, Any]]:
        rows = self._world.store.rows(
            "SELECT at, status, error, seconds FROM attempts WHERE delivery = ? ORDER BY id",
            delivery_id,
        )
        return [dict(row) for row in rows]


def recorded(world: World, event_id: str) -> Body:
    """The event, whosever it is, as it stands now; raises NotFound when there is none."""
    event = world.lookup(event_id)
    if event is None or event["object"] not in ("event", "v2.core.event"):
        raise missing("event", event_id)
    return refresh(world, event)


def sealed(event: Body, secret: str, *, at: int) -> tuple[str, dict[str, str]]:
    """The payload and the headers it is sent with."""
    payload = json.dumps(notification(event), indent=2)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": signature(payload, secret, at=at),
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    }
    return payload, headers
