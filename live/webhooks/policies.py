"""Where webhooks may go, who wants which, and when one is tried again; values in, values out."""

import base64
import ipaddress
from collections.abc import Collection
from datetime import timedelta
from urllib.parse import urlsplit

# As the Standard Webhooks scheme recommends: after the first attempt, nine more in three days.
PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
MOST_ATTEMPTS = len(PAUSES) + 1
# Longer than an endpoint is waited for; after it, whoever was sending is taken for dead.
LEASE = timedelta(minutes=1)
# An endpoint that has answered nothing for so long is switched off.
FAILING_FOR = timedelta(days=3)
# How long both secrets sign after a rotation.
OVERLAP = timedelta(hours=24)
LONGEST_REST = timedelta(minutes=5)
# In the tags of a change that touches more than can be named.
EVERYTHING = "content"
# Addresses with another one inside.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after the nth failure; None when there is no further attempt."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def rest_after(failures: int) -> timedelta:
    """How long an endpoint that failed so often in a row is left alone by everything."""
    return min(timedelta(seconds=5) * failures, LONGEST_REST)


def wants(
    *, kinds: Collection[str], tags: Collection[str], kind: str, named: Collection[str]
) -> bool:
    """Whether an endpoint for these kinds and tags hears of a change; none chosen means all."""
    is_of_kind = not kinds or kind in kinds
    return is_of_kind and (not tags or EVERYTHING in named or bool(set(tags) & set(named)))


def secret_of(random: bytes) -> str:
    """A secret as frontends configure it."""
    return f"whsec_{base64.b64encode(random).decode()}"


def problem_of(address: str, *, may_stay_inside: bool) -> str:
    """Why webhooks cannot be sent to an address, as a sentence; empty when they can."""
    try:
        target = urlsplit(address)
        host, _port = target.hostname or "", target.port
    except ValueError:
        return "This is no address."
    if not host or target.username or target.password or target.fragment:
        return "Give an address with a host, without credentials and fragment."
    if target.scheme == "http" and may_stay_inside and is_loopback(host):
        return ""
    if target.scheme != "https":
        return "The address must begin with https://."
    if not may_stay_inside and _is_inside(host):
        return "This address is inside our own network."
    return ""


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its name or number."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_public(number: str) -> bool:
    """Whether an IP address is somewhere in the world, and not in a network of somebody's own."""
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast and not address.is_reserved


def _is_inside(host: str) -> bool:
    if is_loopback(host):
        return True
    try:
        return not is_public(host)
    except ValueError:
        return False  # a name; where it leads is looked up when it is sent
