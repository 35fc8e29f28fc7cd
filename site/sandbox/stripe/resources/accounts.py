"""Accounts of `/v2/core`: the people a marketplace pays, as recipients."""

from typing import Any

from sandbox.stripe.balance import sums
from sandbox.stripe.errors import ApiError, NotFound
from sandbox.stripe.events import emit_thin, timestamp
from sandbox.stripe.metadata import merged
from sandbox.stripe.operation import Call, acting_on
from sandbox.stripe.paging_v2 import page
from sandbox.stripe.resources import account_states
from sandbox.stripe.world import Body, World

KIND = "v2.core.account"
# Shown only to those who ask with `include`.
ON_REQUEST = ("configuration", "defaults", "future_requirements", "identity", "requirements")
# Countries Stripe pays nobody in.
UNSUPPORTED = frozenset({"cu", "ir", "kp", "sy"})
PLAIN = ("contact_email", "contact_phone", "dashboard", "display_name")
WRITABLE = (*PLAIN, "configuration", "defaults", "identity", "include", "metadata")


@acting_on(*WRITABLE)
def create(world: World, call: Call) -> Body:
    """POST /v2/core/accounts"""
    _check_recipient(call)
    identity = _identity(call.get("identity"))
    requested = _requested(call.get("configuration"), False)
    account = world.create(
        KIND,
        {
            **{name: call.get(name) for name in PLAIN},
            "created": timestamp(world.time()),
            "defaults": _defaults(call.get("defaults"), identity),
            "future_requirements": None,
            "identity": identity,
            "metadata": merged({}, call.get("metadata")),
        },
        hidden={
            "bank": None,
            "created": world.now(),
            "interval": "daily",
            "requested": requested,
            "stage": "unsupported" if identity["country"] in UNSUPPORTED else "new",
        },
    )
    world.save(account_states.describe(world, account))
    emit_thin(world, "v2.core.account.created", account_states.related(account))
    return shown(account, call)


@acting_on("include")
def retrieve(world: World, call: Call) -> Body:
    """GET /v2/core/accounts/{id}"""
    return shown(account_of(world, call.path["id"]), call)


@acting_on(*WRITABLE)
def update(world: World, call: Call) -> Body:
    """POST /v2/core/accounts/{id}"""
    account = _open_account(world, call.path["id"])
    _check_only_recipient(call)
    before = {**account}
    account.update({name: call.params[name] for name in PLAIN if name in call.params})
    _check_email(account["contact_email"])
    account["metadata"] = _changed_metadata(account["metadata"], call.get("metadata"))
    if "defaults" in call.params:
        account["defaults"] = _deep(account["defaults"], call.get("defaults"))
    if "identity" in call.params:
        account["identity"] = _new_identity(account, call.get("identity"))
    hidden = world.hidden(account["id"])
    requested = _requested(call.get("configuration"), hidden["requested"])
    world.hide(account["id"], requested=requested)
    world.save(account_states.describe(world, account))
    _tell_update(world, before, account)
    return shown(account, call)


@acting_on("applied_configurations")
def close(world: World, call: Call) -> Body:
    """POST /v2/core/accounts/{id}/close"""
    account = _open_account(world, call.path["id"])
    named = call.get("applied_configurations", account["applied_configurations"])
    if sorted(named) != account["applied_configurations"]:
        raise ApiError(
            "All configurations on the account must be passed in to close it: "
            f"{', '.join(account['applied_configurations'])}.",
            param="applied_configurations",
        )
    if any(row["net"] for row in _money(world, account)):
        raise ApiError("An account with a balance cannot be closed.", code="account_has_balance")
    account_states.move(world, account, "closed")
    emit_thin(world, "v2.core.account.closed", account_states.related(account))
    return shown(account, call)


@acting_on("applied_configurations", "closed", "limit", "page")
def listed(world: World, call: Call) -> Body:
    """GET /v2/core/accounts"""
    wanted = set(call.get("applied_configurations", []))
    if not wanted <= {"recipient"}:
        return {"data": [], "next_page_url": None, "previous_page_url": None}
    where = {"closed": call.get("closed", False)}
    answer = page(world, KIND, call, url="/v2/core/accounts", where=where)
    answer["data"] = [shown(account, call) for account in answer["data"]]
    return answer


def account_of(world: World, account_id: str) -> Body:
    """The account, or what `/v2` says when there is none."""
    account = world.find(KIND, account_id)
    if account is None:
        raise NotFound(f"No such account: '{account_id}'", code="not_found")
    return account


def shown(account: Body, call: Call) -> Body:
    """The account with only those parts that were asked for; the others are null."""
    included = call.get("include", [])
    view = {**account}
    for name in ON_REQUEST:
        if name not in {part.split(".")[0] for part in included}:
            view[name] = None
    if view["configuration"] and "configuration.recipient" not in included:
        view["configuration"] = {**view["configuration"], "recipient": None}
    return view


def _money(world: World, account: Body) -> list[Any]:
    with world.acting_for(account["id"]):
        return sums(world)


def _open_account(world: World, account_id: str) -> Body:
    account = account_of(world, account_id)
    if account["closed"]:
        raise ApiError(
            f"The account {account_id} is closed and can no longer be operated on.",
            code="account_closed",
        )
    return account


def _check_recipient(call: Call) -> None:
    _check_only_recipient(call)
    recipient = (call.get("configuration") or {}).get("recipient")
    if recipient is None:
        raise ApiError(
            "This sandbox plays recipients only: give configuration.recipient.",
            code="sandbox_not_implemented",
            param="configuration.recipient",
        )
    if not call.get("contact_email"):
        raise _missing("contact_email")
    _check_email(call.get("contact_email"))
    if not (call.get("identity") or {}).get("country"):
        raise _missing("identity.country")
    responsible = (call.get("defaults") or {}).get("responsibilities")
    if responsible is None:
        raise _missing("defaults.responsibilities")
    if responsible["losses_collector"] != "application":
        raise ApiError(
            "Recipients who are sent transfers need losses_collector to be application.",
            param="defaults.responsibilities.losses_collector",
        )


def _check_only_recipient(call: Call) -> None:
    for name in call.get("configuration") or {}:
        if name != "recipient":
            raise ApiError(
                f"This sandbox plays recipients only, not configuration.{name}.",
                code="sandbox_not_implemented",
                param=f"configuration.{name}",
            )


def _check_email(address: str | None) -> None:
    name, _, domain = (address or "").partition("@")
    if not name or "." not in domain:
        raise ApiError(f"Invalid email address: {address}", param="contact_email")


def _missing(name: str) -> ApiError:
    return ApiError(f"Missing required param: {name}.", code="parameter_missing", param=name)


def _requested(configuration: Body | None, before: bool) -> bool:
    recipient = (configuration or {}).get("recipient") or {}
    balance = (recipient.get("capabilities") or {}).get("stripe_balance") or {}
    wanted: bool = (balance.get("stripe_transfers") or {}).get("requested", before)
    return wanted and recipient.get("applied", True)


def _identity(given: Body) -> Body:
    country = given["country"].lower()
    if len(country) != 2 or not country.isalpha():
        raise ApiError(f"Invalid country: {given['country'][:20]}", param="identity.country")
    return {**given, "country": country}


def _new_identity(account: Body, given: Body) -> Body:
    after = _identity(_deep(account["identity"], given))
    if after["country"] != account["identity"]["country"]:
        raise ApiError("An account's country cannot be changed.", param="identity.country")
    return after


def _defaults(given: Body, identity: Body) -> Body:
    eur = {"at", "be", "de", "es", "fi", "fr", "ie", "it", "nl", "pt"}
    usual = {"gb": "gbp", "ca": "cad", "au": "aud", **dict.fromkeys(eur, "eur")}
    return {
        "currency": given.get("currency") or usual.get(identity["country"], "usd"),
        "locales": given.get("locales"),
        "profile": given.get("profile"),
        "responsibilities": {**given["responsibilities"], "requirements_collector": "stripe"},
    }


def _deep(old: Any, new: Any) -> Any:
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new
    return {**old, **{name: _deep(old.get(name), value) for name, value in new.items()}}


def _changed_metadata(old: dict[str, str], new: dict[str, str | None] | None) -> dict[str, str]:
    """In `/v2` a key is removed by null rather than by an empty value."""
    kept = {name: value for name, value in old.items() if (new or {}).get(name, "") is not None}
    return merged(kept, {name: value for name, value in (new or {}).items() if value is not None})


def _tell_update(world: World, before: Body, account: Body) -> None:
    for part in ("defaults", "identity"):
        if before[part] != account[part]:
            emit_thin(world, f"v2.core.account[{part}].updated", account_states.related(account))
    if any(before[name] != account[name] for name in (*PLAIN, "metadata")):
        emit_thin(world, "v2.core.account.updated", account_states.related(account))
    account_states.tell(world, before, account)
