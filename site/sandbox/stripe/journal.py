"""What was asked and what was answered, for assertions and for reading."""

import json
from typing import Any

from sandbox.stripe.store import Store

SECRETS = ("number", "cvc", "client_secret", "key", "account_number")


class Journal:
    """Every request to the API, in order, refused and broken ones included."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def write(self, entry: dict[str, Any]) -> None:
        """Add an entry."""
        self._store.run(
            "INSERT INTO journal (method, path, entry) VALUES (?, ?, ?)",
            entry["method"],
            entry["path"],
            json.dumps(entry),
        )

    def entries(
        self,
        *,
        method: str | None = None,
        path: str | None = None,
        idempotency_key: str | None = None,
        last: int | None = None,
    ) -> list[dict[str, Any]]:
        """The entries in order; `path` may end in `*`, `last` keeps the newest so many."""
        clauses, values = ["1 = 1"], []
        if method:
            clauses.append("method = ?")
            values.append(method.upper())
        if path:
            clauses.append("path GLOB ?")
            values.append(path)
        if idempotency_key:
            clauses.append("json_extract(entry, '$.idempotency_key') = ?")
            values.append(idempotency_key)
        rows = self._store.rows(
            f"SELECT entry FROM journal WHERE {' AND '.join(clauses)} ORDER BY seq DESC LIMIT ?",
            *values,
            -1 if last is None else last,
        )
        return [json.loads(row["entry"]) for row in reversed(rows)]


def masked(values: Any) -> Any:
    """Parameters without what nobody should read in a log, not even in a test's."""
    if isinstance(values, list):
        return [masked(value) for value in values]
    if not isinstance(values, dict):
        return values
    return {
        name: _stars(value) if name in SECRETS and isinstance(value, str) else masked(value)
        for name, value in values.items()
    }


def _stars(value: str) -> str:
    return "****" + (value[-4:] if len(value) > 8 else "")
