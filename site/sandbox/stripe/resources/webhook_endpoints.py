"""Webhook endpoints: where events are sent."""

from urllib.parse import urlsplit

from sandbox.stripe import ids
from sandbox.stripe.contract import API_VERSION
from sandbox.stripe.errors import ApiError
from sandbox.stripe.events import CONNECT, SELF, THIN
from sandbox.stripe.metadata import merged
from sandbox.stripe.operation import PAGE, Call, acting_on
from sandbox.stripe.paging import listing
from sandbox.stripe.world import Body, World


@acting_on("url", "enabled_events", "description", "metadata", "api_version", "connect")
def create(world: World, call: Call) -> Body:
    """POST /v1/webhook_endpoints; the only answer that shows the secret."""
    if call.get("api_version", API_VERSION) != API_VERSION:
        raise ApiError(f"This sandbox speaks API version {API_VERSION} only.", param="api_version")
    endpoint = add(
        world,
        url=_checked(call.get("url")),
        enabled_events=call.get("enabled_events"),
        description=call.get("description") or None,
        metadata=merged({}, call.get("metadata")),
        api_version=call.get("api_version"),
        hears=(CONNECT,) if call.get("connect") else (SELF,),
    )
    return {**endpoint, "secret": world.hidden(endpoint["id"])["secret"]}


@acting_on()
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/webhook_endpoints/{webhook_endpoint}"""
    return world.get("webhook_endpoint", call.path["webhook_endpoint"])


@acting_on("url", "enabled_events", "description", "metadata", "disabled")
def update(world: World, call: Call) -> Body:
    """POST /v1/webhook_endpoints/{webhook_endpoint}"""
    endpoint = world.get("webhook_endpoint", call.path["webhook_endpoint"])
    if "url" in call.params:
        endpoint["url"] = _checked(call.get("url"))
    if "enabled_events" in call.params:
        endpoint["enabled_events"] = call.get("enabled_events")
    if "description" in call.params:
        endpoint["description"] = call.get("description") or None
    if "disabled" in call.params:
        endpoint["status"] = "disabled" if call.get("disabled") else "enabled"
    endpoint["metadata"] = merged(endpoint["metadata"], call.get("metadata"))
    return world.save(endpoint)


@acting_on()
def delete(world: World, call: Call) -> Body:
    """DELETE /v1/webhook_endpoints/{webhook_endpoint}"""
    endpoint = world.get("webhook_endpoint", call.path["webhook_endpoint"])
    world.store.run("DELETE FROM objects WHERE id = ?", endpoint["id"])
    world.store.run(
        "UPDATE deliveries SET state = 'failed' WHERE endpoint = ? AND state = 'pending'",
        endpoint["id"],
    )
    return {"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True}


@acting_on(*PAGE)
def listed(world: World, call: Call) -> Body:
    """GET /v1/webhook_endpoints"""
    return listing(world, "webhook_endpoint", call.params, url="/v1/webhook_endpoints")


def add(
    world: World,
    *,
    url: str,
    enabled_events: list[str],
    secret: str | None = None,
    description: str | None = None,
    metadata: dict[str, str] | None = None,
    api_version: str | None = None,
    hears: tuple[str, ...] = (SELF,),
) -> Body:
    """Store an endpoint; its secret is made up unless given."""
    return world.create(
        "webhook_endpoint",
        {
            "api_version": api_version,
            "application": None,
            "description": description,
            "enabled_events": enabled_events,
            "metadata": metadata or {},
            "status": "enabled",
            "url": url,
        },
        hidden={"secret": secret or ids.webhook_secret(), "hears": list(hears)},
    )


def make_sure_of(world: World, *, url: str, secret: str) -> Body:
    """The endpoint with this address and secret for events of every kind; made when missing."""
    page = listing(world, "webhook_endpoint", {"limit": 100}, url="", where={"url": url})
    for endpoint in page["data"]:
        world.hide(endpoint["id"], secret=secret)
        return world.save({**endpoint, "status": "enabled"})
    return add(
        world,
        url=url,
        enabled_events=["*"],
        secret=secret,
        description="From the command line",
        hears=(SELF, CONNECT, THIN),
    )


def _checked(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ApiError(
            "Invalid URL: An explicit scheme (such as https) must be provided.",
            param="url",
            code="url_invalid",
        )
    return url
