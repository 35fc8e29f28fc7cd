"""What `/v1` offers for accounts of `/v2`: a look, and the way into the Express dashboard."""

from sandbox.stripe.errors import ApiError, Forbidden
from sandbox.stripe.ids import random_text
from sandbox.stripe.operation import Call, acting_on
from sandbox.stripe.v1_account import v1_view
from sandbox.stripe.world import Body, World

LOGIN = "login_link"


@acting_on()
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/accounts/{account}"""
    account = _account(world, call)
    return v1_view(account, world.hidden(account["id"]))


@acting_on()
def log_in(world: World, call: Call) -> Body:
    """POST /v1/accounts/{account}/login_links"""
    account = _account(world, call)
    if account["dashboard"] != "express":
        raise ApiError(
            f"Cannot create a login link for {account['id']}: it does not use the Express "
            "Dashboard."
        )
    if world.hidden(account["id"])["stage"] == "new":
        raise ApiError(
            "Cannot create a login link for an account that has not completed onboarding."
        )
    token = random_text(24)
    url = f"{world.base_url}/sandbox/express/{account['id']}/{token}"
    world.create(LOGIN, {"id": token, "account": account["id"]}, hidden={"used": False})
    return {"object": "login_link", "created": world.now(), "url": url}


def enter(world: World, account_id: str, token: str) -> Body | None:
    """Use up a login link: the account, or None when the link is used, or none of ours."""
    link = world.find(LOGIN, token)
    if link is None or link["account"] != account_id or world.hidden(token)["used"]:
        return None
    world.hide(token, used=True)
    return world.get("v2.core.account", account_id)


def _account(world: World, call: Call) -> Body:
    account = world.find("v2.core.account", call.path["account"])
    if account is None:
        raise Forbidden(
            f"The provided key does not have access to account '{call.path['account']}' (or that "
            "account does not exist). Application access may have been revoked.",
            code="account_invalid",
        )
    return account
