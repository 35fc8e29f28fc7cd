"""Lists as Stripe gives them: newest first, by cursor."""

import json
from typing import Any

from sandbox.stripe.errors import ApiError
from sandbox.stripe.world import Body, World, missing

COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def listing(
    world: World,
    kind: str,
    params: dict[str, Any],
    *,
    url: str,
    where: dict[str, Any] | None = None,
) -> Body:
    """One page of a kind. `where` names fields of the body and the values they must have."""
    clauses = ["kind = ?", "account IS ?"]
    values: list[Any] = [kind, world.account]
    for field, wanted in (where or {}).items():
        if wanted is None:
            continue
        if isinstance(wanted, list):
            marks = ", ".join("?" * len(wanted))
            clauses.append(f"json_extract(body, '$.{field}') IN ({marks})")
            values.extend(wanted)
        else:
            clauses.append(f"json_extract(body, '$.{field}') = ?")
            values.append(wanted)
    for sign, moment in _moments(params.get("created")):
        clauses.append(f"json_extract(body, '$.created') {sign} ?")
        values.append(moment)
    return _page(world, kind, params, url, clauses, values)


def _page(
    world: World, kind: str, params: dict[str, Any], url: str, clauses: list[str], values: list[Any]
) -> Body:
    limit = params.get("limit", 10)
    if not 1 <= limit <= 100:
        raise ApiError(
            f"Invalid integer: {limit}. The limit must be between 1 and 100.",
            code="parameter_invalid_integer",
            param="limit",
        )
    after, before = params.get("starting_after"), params.get("ending_before")
    if after and before:
        raise ApiError(
            "You may only specify one of these parameters: ending_before, starting_after.",
            code="parameters_exclusive",
        )
    order = "DESC"
    if after:
        clauses.append("seq < ?")
        values.append(_place(world, kind, after, "starting_after"))
    if before:
        clauses.append("seq > ?")
        values.append(_place(world, kind, before, "ending_before"))
        order = "ASC"
    rows = world.store.rows(
        f"SELECT body FROM objects WHERE {' AND '.join(clauses)}"
        " AND json_extract(body, '$.deleted') IS NULL"
        f" ORDER BY seq {order} LIMIT ?",
        *values,
        limit + 1,
    )
    found = [json.loads(row["body"]) for row in rows]
    page = found[:limit]
    return as_list(page[::-1] if before else page, url=url, has_more=len(found) > limit)


def as_list(items: list[Body], *, url: str, has_more: bool = False) -> Body:
    """Objects in Stripe's list object."""
    return {"object": "list", "data": items, "has_more": has_more, "url": url}


def _place(world: World, kind: str, object_id: str, param: str) -> int:
    row = world.store.row("SELECT seq FROM objects WHERE id = ? AND kind = ?", object_id, kind)
    if row is None:
        raise missing(kind, object_id, param=param)
    place: int = row["seq"]
    return place


def _moments(created: Any) -> list[tuple[str, int]]:
    if created is None:
        return []
    if isinstance(created, int):
        return [("=", created)]
    return [(COMPARISONS[name], moment) for name, moment in created.items()]
