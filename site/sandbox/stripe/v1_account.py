"""A connected account as `/v1` shows it: in expanded fields, `account.updated` and login links."""

from sandbox.stripe.world import Body

DISABLED = {
    "new": "requirements.past_due",
    "pending": "requirements.pending_verification",
    "restricted": "requirements.past_due",
    "rejected": "rejected.other",
    "unsupported": "rejected.other",
    "closed": "rejected.other",
}


def v1_view(account: Body, hidden: Body) -> Body:
    """The account of `/v2` in the shape of `/v1`; a recipient never takes charges."""
    stage = hidden["stage"]
    works = stage in ("active", "due")
    identity = account["identity"] or {}
    status = "active" if works else "pending" if stage == "pending" else "inactive"
    return {
        "id": account["id"],
        "object": "account",
        "business_type": identity.get("entity_type"),
        "capabilities": {"transfers": status} if hidden["requested"] else {},
        "charges_enabled": False,
        "controller": {
            "fees": {"payer": "application"},
            "is_controller": True,
            "losses": {"payments": "application"},
            "requirement_collection": "stripe",
            "stripe_dashboard": {"type": account["dashboard"] or "none"},
            "type": "application",
        },
        "country": (identity.get("country") or "us").upper(),
        "created": hidden["created"],
        "default_currency": (account["defaults"] or {}).get("currency", "usd"),
        "details_submitted": stage != "new",
        "email": account["contact_email"],
        "external_accounts": {
            "object": "list",
            "data": [],
            "has_more": False,
            "url": f"/v1/accounts/{account['id']}/external_accounts",
        },
        "metadata": account["metadata"],
        "payouts_enabled": works,
        "requirements": _requirements(account, stage),
        "type": "express" if account["dashboard"] == "express" else "none",
    }


def _requirements(account: Body, stage: str) -> Body:
    entries = account["requirements"]["entries"]
    names: dict[str, list[str]] = {"past_due": [], "currently_due": [], "eventually_due": []}
    for entry in entries:
        if entry["awaiting_action_from"] == "user":
            names[entry["minimum_deadline"]["status"]].append(entry["description"])
    # As in `/v1`, what is past due is currently due as well, and that is eventually due.
    due = names["past_due"] + names["currently_due"]
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": due,
        "disabled_reason": DISABLED.get(stage),
        "errors": [],
        "eventually_due": due + names["eventually_due"],
        "past_due": names["past_due"],
        "pending_verification": [
            entry["description"] for entry in entries if entry["awaiting_action_from"] == "stripe"
        ],
    }
