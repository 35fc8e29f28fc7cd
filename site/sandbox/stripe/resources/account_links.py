"""Account links: single-use addresses of the hosted onboarding."""

import hmac

from sandbox.stripe.errors import ApiError
from sandbox.stripe.events import emit_thin, timestamp
from sandbox.stripe.ids import random_text
from sandbox.stripe.operation import Call, acting_on
from sandbox.stripe.resources import account_states
from sandbox.stripe.resources.accounts import account_of
from sandbox.stripe.world import Body, World

KIND = "account_link"
LASTS = 300
WEB = ("http://", "https://")


@acting_on("account", "use_case")
def create(world: World, call: Call) -> Body:
    """POST /v2/core/account_links"""
    account = account_of(world, call.get("account"))
    use_case = call.get("use_case")
    details = use_case.get(use_case["type"])
    name = f"use_case.{use_case['type']}"
    if details is None or len(use_case) != 2:
        raise ApiError(f"Missing required param: {name}.", code="parameter_missing", param=name)
    for part in ("refresh_url", "return_url"):
        if not details.get(part, WEB[0]).startswith(WEB):
            raise ApiError("Not a valid URL", code="url_invalid", param=f"{name}.{part}")
    if details["configurations"] != ["recipient"]:
        raise ApiError(
            f"The account {account['id']} has no such configuration: "
            f"{', '.join(details['configurations'])}.",
            param=f"{name}.configurations",
        )
    stage = world.hidden(account["id"])["stage"]
    if stage in ("rejected", "closed"):
        raise ApiError(f"The account {account['id']} is {stage}.", code=f"account_{stage}")
    token = random_text(24)
    until = world.time() + LASTS
    link = {
        "account": account["id"],
        "created": timestamp(world.time()),
        "expires_at": timestamp(until),
        "livemode": False,
        "object": "v2.core.account_link",
        "url": f"{world.base_url}/sandbox/onboarding/{account['id']}/{token}",
        "use_case": use_case,
    }
    world.create(KIND, {**link, "id": token}, hidden={"until": until, "session": None})
    return link


def open_link(world: World, account_id: str, token: str) -> tuple[Body | None, str | None]:
    """Use up a link: its details and the session that may answer, or no session when it is stale.

    The link itself is None when there never was such a one.
    """
    link = world.find(KIND, token)
    if link is None or link["account"] != account_id:
        return None, None
    hidden = world.hidden(token)
    if hidden["session"] or hidden["until"] <= world.time():
        return link, None
    session = random_text(24)
    world.hide(token, session=session)
    return link, session


def find_session(world: World, account_id: str, token: str, session: str) -> Body | None:
    """The opened link whose page sends this answer."""
    link = world.find(KIND, token)
    if link is None or link["account"] != account_id:
        return None
    mine = world.hidden(token)["session"] or ""
    return link if mine and hmac.compare_digest(mine.encode(), session.encode()) else None


def returned(world: World, link: Body) -> None:
    """The owner went back to the platform."""
    details = link["use_case"][link["use_case"]["type"]]
    emit_thin(
        world,
        "v2.core.account_link.returned",
        account_states.related({"id": link["account"]}),
        data={
            "account_id": link["account"],
            "configurations": details["configurations"],
            "use_case": link["use_case"]["type"],
        },
    )
