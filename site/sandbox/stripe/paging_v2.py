"""Lists as `/v2` gives them: pages with the address of the next one."""

import base64
import binascii
import datetime
import json
from typing import Any

from sandbox.stripe.errors import ApiError
from sandbox.stripe.events import timestamp
from sandbox.stripe.operation import Call
from sandbox.stripe.world import Body, World

COMPARED = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def page(
    world: World,
    kind: str,
    call: Call,
    *,
    url: str,
    where: dict[str, Any] | None = None,
    created: dict[str, str] | None = None,
) -> Body:
    """One page of a kind, newest first.

    `where` names fields and the values they must have, `created` between which times they are.
    """
    limit = call.get("limit", 20)
    if not 1 <= limit <= 100:
        raise ApiError("The limit must be between 1 and 100.", param="limit")
    before = 0
    if call.get("page"):
        before, where, created = _place(call.get("page"))
    clauses = ["kind = ?", "account IS NULL"]
    values: list[Any] = [kind]
    for field, wanted in (where or {}).items():
        if wanted is None:
            continue
        many = wanted if isinstance(wanted, list) else [wanted]
        clauses.append(f"json_extract(body, '$.{field}') IN ({', '.join('?' * len(many))})")
        values.extend(many)
    for word, moment in (created or {}).items():
        clauses.append(f"json_extract(body, '$.created') {COMPARED[word]} ?")
        values.append(timestamp(_moment(moment)))
    if call.get("page"):
        clauses.append("seq < ?")
        values.append(before)
    rows = world.store.rows(
        f"SELECT seq, body FROM objects WHERE {' AND '.join(clauses)} ORDER BY seq DESC LIMIT ?",
        *values,
        limit + 1,
    )
    following = None
    if len(rows) > limit:
        place = json.dumps([rows[limit - 1]["seq"], where, created])
        token = base64.urlsafe_b64encode(place.encode()).decode()
        following = f"{url}?limit={limit}&page={token}"
    found = [json.loads(row["body"]) for row in rows[:limit]]
    return {"data": found, "next_page_url": following, "previous_page_url": None}


def _place(token: str) -> tuple[int, Any, Any]:
    """Before which row the next page begins, and what the first one was asked for."""
    try:
        before, where, created = json.loads(base64.urlsafe_b64decode(token))
    except (binascii.Error, ValueError, TypeError) as error:
        raise ApiError("Invalid page token.", param="page") from error
    return int(before), where, created


def _moment(text: str) -> float:
    try:
        return datetime.datetime.fromisoformat(text).timestamp()
    except ValueError as error:
        raise ApiError("Not a time.", param="created") from error
