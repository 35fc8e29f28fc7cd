"""Planned trouble: what shall go wrong with which operation, how often, in which order."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from sandbox.stripe.errors import ApiError
from sandbox.stripe.store import Store

# Trouble on the way: it hits replays too, as the network does not read keys.
ON_ARRIVAL = ("rate_limit", "timeout_before", "timeout_after", "slow", "malformed")
# Trouble inside: it happens once execution began, so the answer is kept under the key.
ON_EXECUTION = ("refuse", "error_500", "error_500_after")


@dataclass(frozen=True)
class Fault:
    """One planned fault.

    refuse           answered with `status` and `error`, nothing done
    error_500        answered with a 500, nothing done
    error_500_after  answered with a 500, but done
    rate_limit       answered with a 429, nothing done, not kept under the key
    timeout_before   the connection breaks after `seconds`, nothing done
    timeout_after    done, then the connection breaks after `seconds`
    slow             done and answered after `seconds`
    malformed        done, and answered with half of the answer
    """

    operation: str
    kind: str
    times: int = 1
    seconds: float = 0.0
    status: int = 402
    error: dict[str, Any] = field(default_factory=dict)

    def matches(self, operation: str, path: str) -> bool:
        """`POST /v1/refunds/{refund}`, `POST /v1/refunds/re_1`, `POST *` or `*`."""
        method = operation.split(" ")[0]
        return self.operation in (operation, f"{method} {path}", f"{method} *", "*")

    def refusal(self) -> ApiError:
        """The error of a `refuse` fault; without words of its own it is a plain decline."""
        told = {
            "type": "card_error",
            "code": "card_declined",
            "message": "Your card was declined.",
            **self.error,
        }
        refused = ApiError(
            told.pop("message"), code=told.pop("code"), param=told.pop("param", None)
        )
        refused.status, refused.type = self.status, told.pop("type")
        refused.details = told
        return refused


class Faults:
    """The plan, kept in order."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def plan(self, *faults: dict[str, Any]) -> list[dict[str, Any]]:
        """Add faults to the plan's end; raises ApiError for one it cannot read."""
        for fault in [_read(given) for given in faults]:
            self._store.run(
                "INSERT INTO faults (operation, times, fault) VALUES (?, ?, ?)",
                fault.operation,
                fault.times,
                json.dumps(asdict(fault)),
            )
        return self.planned()

    def planned(self) -> list[dict[str, Any]]:
        """What is still to come."""
        rows = self._store.rows("SELECT * FROM faults ORDER BY id")
        return [{**json.loads(row["fault"]), "times": row["times"]} for row in rows]

    def clear(self) -> None:
        """Forget the plan."""
        self._store.run("DELETE FROM faults")

    def take(self, operation: str, path: str, kinds: tuple[str, ...]) -> Fault | None:
        """The next fault for this operation when it is of these kinds; it is used up by one."""
        for row in self._store.rows("SELECT * FROM faults ORDER BY id"):
            fault = Fault(**json.loads(row["fault"]))
            if not fault.matches(operation, path):
                continue
            if fault.kind not in kinds:
                return None
            self._use(row["id"], row["times"])
            return fault
        return None

    def _use(self, fault_id: int, times: int) -> None:
        if times > 1:
            self._store.run("UPDATE faults SET times = times - 1 WHERE id = ?", fault_id)
        else:
            self._store.run("DELETE FROM faults WHERE id = ?", fault_id)


def _read(given: dict[str, Any]) -> Fault:
    try:
        fault = Fault(**given)
    except TypeError as error:
        raise ApiError(f"Not a fault: {error}") from error
    if fault.kind not in ON_ARRIVAL + ON_EXECUTION:
        raise ApiError(
            f"No such fault: {fault.kind}. Known: {', '.join(ON_ARRIVAL + ON_EXECUTION)}."
        )
    if fault.times < 1:
        raise ApiError("A fault happens at least once.", param="times")
    return fault
