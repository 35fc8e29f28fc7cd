"""Lists as `/v2` gives them: pages with the address of the next one."""

import base64
import binascii
import json
from typing import Any

from sandbox.stripe.errors import ApiError
from sandbox.stripe.operation import Call
from sandbox.stripe.world import Body, World


def page(
    world: World, kind: str, call: Call, *, url: str, where: dict[str, Any] | None = None
) -> Body:
    """One page of a kind, newest first; `where` names fields and the values they must have."""
    limit = call.get("limit", 20)
    if not 1 <= limit <= 100:
        raise ApiError("The limit must be between 1 and 100.", param="limit")
    clauses = ["kind = ?", "account IS NULL"]
    values: list[Any] = [kind]
    for field, wanted in (where or {}).items():
        if wanted is None:
            continue
        many = wanted if isinstance(wanted, list) else [wanted]
        clauses.append(f"json_extract(body, '$.{field}') IN ({', '.join('?' * len(many))})")
        values.extend(many)
    if call.get("page"):
        clauses.append("seq < ?")
        values.append(_place(call.get("page")))
    rows = world.store.rows(
        f"SELECT seq, body FROM objects WHERE {' AND '.join(clauses)} ORDER BY seq DESC LIMIT ?",
        *values,
        limit + 1,
    )
    following = None
    if len(rows) > limit:
        token = base64.urlsafe_b64encode(str(rows[limit - 1]["seq"]).encode()).decode()
        following = f"{url}?limit={limit}&page={token}"
    found = [json.loads(row["body"]) for row in rows[:limit]]
    return {"data": found, "next_page_url": following, "previous_page_url": None}


def _place(token: str) -> int:
    try:
        return int(base64.urlsafe_b64decode(token).decode())
    except (binascii.Error, ValueError) as error:
        raise ApiError("Invalid page token.", param="page") from error
