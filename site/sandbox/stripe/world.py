"""The account as the resources see it: objects, facts about them, and a clock."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sandbox.stripe import ids
from sandbox.stripe.errors import ApiError, NotFound
from sandbox.stripe.store import Store

Body = dict[str, Any]


@dataclass(frozen=True)
class Timing:
    """How long things take that Stripe does later, in seconds."""

    settle: float = 0.0  # balance transaction of an `automatic_async` charge; 0: with the charge
    refund: float = 1.0  # a pending refund becoming final, a failing one failing
    bank: float = 1.0  # a bank debit clearing
    funds: float = 2 * 86400.0  # pending funds becoming available
    payout: float = 1.0  # available funds of an account being paid out by its daily schedule
    transit: float = 1.0  # each step of a payout: pending, in transit, paid or failed


@dataclass(frozen=True)
class Cause:
    """The request an event stems from; empty when the sandbox acted by itself."""

    request_id: str | None = None
    idempotency_key: str | None = None


class World:
    """Every method is to be called inside `store.transaction()`."""

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], float] = time.time,
        timing: Timing | None = None,
        base_url: str = "http://127.0.0.1:12111",
    ) -> None:
        self.store = store
        self.timing = timing or Timing()
        self.base_url = base_url
        self.cause = Cause()
        self.account: str | None = None
        self._clock = clock
        self._moment: float | None = None
        self._test_clock: str | None = None

    @contextmanager
    def acting_for(self, account: str | None) -> Iterator[None]:
        """See and make objects of a connected account; None is the platform itself."""
        before, self.account = self.account, account
        try:
            yield
        finally:
            self.account = before

    @contextmanager
    def as_of(self, moment: float, *, test_clock: str | None = None) -> Iterator[None]:
        """Act at another moment: a job at its own, a customer's billing at its test clock's."""
        before = self._moment, self._test_clock
        self._moment, self._test_clock = moment, test_clock
        try:
            yield
        finally:
            self._moment, self._test_clock = before

    def wall(self) -> float:
        """Seconds since 1970 by the sandbox's clock, which tests may move on."""
        return self._clock() + float(self.store.setting("clock_offset", 0))

    def time(self) -> float:
        """The moment things happen at: the sandbox's clock, unless `as_of` names another."""
        return self.wall() if self._moment is None else self._moment

    def money_time(self) -> float:
        """When money moves. Test clocks speed up billing, not the bank."""
        return self.wall() if self._test_clock else self.time()

    def now(self) -> int:
        """The time as Stripe writes it."""
        return int(self.time())

    def create(self, kind: str, body: Body, *, hidden: Body | None = None) -> Body:
        """Store a new object; id, kind, time and mode are filled in unless given."""
        whole = {
            "id": ids.new(kind),
            "object": kind,
            "created": self.now(),
            "livemode": False,
            **body,
        }
        self.store.run(
            "INSERT INTO objects (id, kind, account, body, hidden) VALUES (?, ?, ?, ?, ?)",
            whole["id"],
            kind,
            self.account,
            json.dumps(whole),
            json.dumps(hidden or {}),
        )
        return whole

    def find(self, kind: str, object_id: str | None) -> Body | None:
        """The object, or None."""
        row = self.store.row(
            "SELECT body FROM objects WHERE id = ? AND kind = ? AND account IS ?",
            object_id,
            kind,
            self.account,
        )
        return json.loads(row["body"]) if row else None

    def lookup(self, object_id: str) -> Body | None:
        """The object of whatever kind and account."""
        row = self.store.row("SELECT body FROM objects WHERE id = ?", object_id)
        return json.loads(row["body"]) if row else None

    def get(self, kind: str, object_id: str, *, param: str | None = None) -> Body:
        """The object, or Stripe's refusal: 404 when named in the path, 400 in a parameter."""
        body = self.find(kind, object_id)
        if body is None or (body.get("deleted") and param):
            raise missing(kind, object_id, param=param)
        return body

    def save(self, body: Body) -> Body:
        """Write back a changed object."""
        self.store.run("UPDATE objects SET body = ? WHERE id = ?", json.dumps(body), body["id"])
        return body

    def owner(self, object_id: str) -> str | None:
        """The connected account an object belongs to; None for the platform's own."""
        row = self.store.row("SELECT account FROM objects WHERE id = ?", object_id)
        return row["account"] if row else None

    def hidden(self, object_id: str) -> Body:
        """What Stripe knows about an object and does not tell, such as the card's number."""
        row = self.store.row("SELECT hidden FROM objects WHERE id = ?", object_id)
        return json.loads(row["hidden"]) if row else {}

    def hide(self, object_id: str, **values: Any) -> None:
        """Remember more of what is not told."""
        hidden = {**self.hidden(object_id), **values}
        self.store.run("UPDATE objects SET hidden = ? WHERE id = ?", json.dumps(hidden), object_id)

    def later(self, seconds: float, job: str, argument: str) -> None:
        """Plan something the sandbox does by itself."""
        self.store.run(
            "INSERT INTO jobs (at, name, argument, account, clock) VALUES (?, ?, ?, ?, ?)",
            self.time() + seconds,
            job,
            argument,
            self.account,
            self._test_clock,
        )


def missing(kind: str, object_id: str, *, param: str | None = None) -> ApiError:
    """Stripe's words for something that is not there."""
    words = {
        "payment_method": "PaymentMethod",
        "webhook_endpoint": "webhook endpoint",
        "subscription_schedule": "subscription schedule",
        "test_helpers.test_clock": "test clock",
        "v2.core.account": "account",
    }
    error = ApiError if param else NotFound
    return error(
        f"No such {words.get(kind, kind)}: '{object_id}'",
        code="resource_missing",
        param=param or "id",
    )
