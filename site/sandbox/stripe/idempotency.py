"""Idempotency keys as Stripe documents them.

In `/v1` the first answer of a request whose execution began is kept for a day and given again,
refusals and 500s included. What was refused before execution is not kept. The same key with another
request is an error, and so is a second request while the first one runs.

In `/v2` a failed request is executed again under the same key; only what succeeded is kept, for
thirty days.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sandbox.stripe.errors import ApiError, IdempotencyMismatch, KeyInUse
from sandbox.stripe.world import World

PREFIX = "estuary:"
KEPT_FOR = {"v1": 24 * 3600, "v2": 30 * 24 * 3600}


@dataclass(frozen=True)
class Kept:
    """A stored answer."""

    status: int
    body: str
    request_id: str


def check_prefix(key: str | None) -> None:
    """Refuse a write whose key is not one of ours.

    The official library makes up a random key when it is given none; a retry from another process
    would then pay twice. Refusing such keys finds the call that forgot.
    """
    if not key or not key.startswith(PREFIX):
        shown = f"'{key[:60]}'" if key else "none"
        raise ApiError(
            f"This sandbox takes writes only with an Idempotency-Key that starts with '{PREFIX}', "
            f"and was given {shown}. Pass a key of your own: the library's random ones protect "
            "nothing across processes.",
            code="sandbox_foreign_idempotency_key",
        )
    if len(key) > 255:
        raise ApiError("Idempotency keys must be at most 255 characters long.")


class Keys:
    """The kept answers, and the keys in use right now."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._running: set[str] = set()

    @contextmanager
    def claimed(self, key: str | None) -> Iterator[None]:
        """Hold a key while its request runs; raises KeyInUse when another one holds it."""
        if key is None:
            yield
            return
        if key in self._running:
            raise KeyInUse(
                "There is currently another in-progress request using this Idempotent Key (that "
                "probably means you submitted twice, and the other request is still going "
                f"through): {key}.",
                code="idempotency_key_in_use",
            )
        self._running.add(key)
        try:
            yield
        finally:
            self._running.discard(key)

    def find(self, key: str | None, path: str, params: dict[str, Any]) -> Kept | None:
        """The kept answer of this very request; raises IdempotencyMismatch when it was another."""
        row = self._world.store.row("SELECT * FROM answers WHERE key = ?", key)
        if row is None:
            return None
        version = row["path"].split("/")[1]
        if row["at"] <= self._world.wall() - KEPT_FOR[version]:
            self._world.store.run("DELETE FROM answers WHERE key = ?", key)
            return None
        hint = f"Try using a key other than '{key}' if you meant to execute a different request."
        if row["path"] != path:
            raise _mismatch(
                version,
                "Keys for idempotent requests can only be used for the same endpoint they were "
                f"first used for ('{path}' vs '{row['path']}'). {hint}",
            )
        if row["fingerprint"] != fingerprint(params):
            raise _mismatch(
                version,
                "Keys for idempotent requests can only be used with the same parameters they "
                "were first used with. " + hint,
            )
        return Kept(row["status"], row["body"], row["request_id"])

    def keep(self, key: str | None, path: str, params: dict[str, Any], answer: Kept) -> None:
        """Store the answer; to be called in the transaction of the effect."""
        if key is None or (path.startswith("/v2/") and answer.status >= 400):
            return
        self._world.store.run(
            "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)",
            key,
            fingerprint(params),
            path,
            answer.status,
            answer.body,
            answer.request_id,
            self._world.wall(),
        )


def _mismatch(version: str, message: str) -> IdempotencyMismatch:
    error = IdempotencyMismatch(message)
    error.status = 409 if version == "v2" else 400
    return error


def fingerprint(params: dict[str, Any]) -> str:
    """The same for the same parameters in any order."""
    return hashlib.sha256(json.dumps(params, sort_keys=True).encode()).hexdigest()
