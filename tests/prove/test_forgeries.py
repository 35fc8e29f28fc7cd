"""W3: what is not the provider's, or not for us, is refused over HTTP and leaves nothing."""

import gzip
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.db import connection

from commerce.models import WebhookReceipt
from commerce.payments.gateway import gateway
from estuary.kernel.models import OutboxDelivery, OutboxEvent
from tests.integration.commerce.payments.steps import signed
from tests.integration.commerce.payments.test_webhooks import NO_EVENTS, snapshot, thin
from tests.loopback import http
from tests.prove.house import House

pytestmark = pytest.mark.django_db(transaction=True)

# Of the platform's events, the accounts' and the thin ones; the last two while one is changed.
SECRETS = ("whsec_platform", "whsec_accounts", "whsec_thin_old", "whsec_thin_new")
GONE = "whsec_thin_of_last_year"
ADDRESS = "/api/v1/webhooks/stripe/"
JSON = "application/json; charset=utf-8"
MEGABYTE = 2**20
# What a rightly signed event may write; handling it asks the provider, and believes that.
HINTS = {model._meta.db_table for model in (WebhookReceipt, OutboxEvent, OutboxDelivery)}

# As each kind of event is sent; a life that is not ours lies behind all of them.
VOICES = {
    "platform": (
        SECRETS[0],
        snapshot(
            id="evt_platform",
            type="payment_intent.succeeded",
            account=None,
            data={"object": {"id": "pi_stranger", "object": "payment_intent"}},
        ),
    ),
    "account": (SECRETS[1], snapshot(id="evt_account", account="acct_stranger")),
    "thin": (SECRETS[3], thin(id="evt_thin")),
}


@dataclass(frozen=True)
class Attempt:
    """One request, and what must come of it."""

    name: str
    body: bytes
    signature: str
    answer: tuple[int, str] = (400, "bad_signature")
    headers: dict[str, str] = field(default_factory=dict)
    chunked: bool = False
    method: str = "POST"


def forged(body: bytes, secret: str) -> Iterator[Attempt]:
    """Whoever does not know the secret, or comes too late."""
    now = int(time.time())
    right = signed(body, secret=secret)
    yield Attempt("unsigned", body, "")
    yield Attempt("no signature", body, "rubbish")
    yield Attempt("no time", body, right.partition(",")[2])
    yield Attempt("no number", body, right.replace(str(now), "soon"))
    yield Attempt("no scheme of ours", body, right.replace("v1=", "v0="))
    yield Attempt("not ASCII", body, "t=1780000000,v1=é")
    yield Attempt("a stranger's secret", body, signed(body, secret="whsec_stranger"))
    yield Attempt("the empty secret", body, signed(body, secret=""))
    yield Attempt("all secrets as one", body, signed(body, secret=",".join(SECRETS)))
    yield Attempt("a secret that is gone", body, signed(body, secret=GONE))
    yield Attempt("another body", body + b" ", right)
    yield Attempt("another time", body, right.replace(str(now), str(now - 1)))
    yield Attempt("stale", body, signed(body, secret=secret, at=now - 310))


def shapeless(body: bytes, secret: str) -> Iterator[Attempt]:
    """Signed rightly, and nothing that we take."""
    large, no_event = (400, "event_too_large"), (400, "not_an_event")
    huge = body[:-1] + b', "reason": "' + b"x" * (3 * MEGABYTE) + b'"}'
    yield Attempt("too large", huge, signed(huge, secret=secret), large)
    yield Attempt("too large, unsaid", huge, signed(huge, secret=secret), large, chunked=True)
    bomb = gzip.compress(b"\0" * 64 * MEGABYTE)
    packed = {"Content-Encoding": "gzip"}
    yield Attempt("a bomb", bomb, signed(body, secret=secret), headers=packed)
    text = gzip.compress(body)
    yield Attempt("packed", text, signed(body, secret=secret), headers=packed)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        unlike = {"Content-Type": kind}
        said = (415, "unsupported_media_type")
        yield Attempt(kind, body, signed(body, secret=secret), said, headers=unlike)
    yield Attempt("empty", b"", signed(b"", secret=secret), no_event)
    for name, wrong in NO_EVENTS.items():
        yield Attempt(name, wrong, signed(wrong, secret=secret), no_event)
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        said = (405, "method_not_allowed")
        yield Attempt(method, body, signed(body, secret=secret), said, method=method)


def not_for_us(body: bytes, secret: str) -> Iterator[Attempt]:
    """Thanked for, or it would be sent for days; and not kept."""
    live = json.dumps(json.loads(body) | {"livemode": True}).encode()
    yield Attempt("of the other mode", live, signed(live, secret=secret), (202, ""))


def hints(body: bytes, secret: str) -> Iterator[Attempt]:
    """About what is not ours, or by another version: kept as a hint that leads nowhere."""
    yield Attempt("a stranger's", body, signed(body, secret=secret), (202, ""))
    later = json.loads(body) | {"api_version": "2099-01-01.later"}
    later = json.dumps(later | {"id": f"{later['id']}_later"}).encode()
    yield Attempt("another version", later, signed(later, secret=secret), (202, ""))


def replayed(body: bytes, secret: str) -> Iterator[Attempt]:
    """An event that is kept already, with another body."""
    other = json.loads(body) | {"type": "refund.updated", "account": "acct_other"}
    body = json.dumps(other).encode()
    yield Attempt("another body under its name", body, signed(body, secret=secret), (202, ""))


def send(address: str, attempt: Attempt) -> tuple[int, str]:
    """The status and the code that come back."""
    whole = attempt.body
    parts = (whole[n : n + 2**16] for n in range(0, len(whole), 2**16))
    said = {"Stripe-Signature": attempt.signature.encode(), "Content-Type": JSON}
    answer = http.request(
        attempt.method,
        address + ADDRESS,
        content=parts if attempt.chunked else whole,
        headers=said | attempt.headers,
        timeout=30,
    )
    return answer.status_code, answer.json()["code"] if answer.status_code >= 400 else ""


def written() -> dict[str, tuple[int, str]]:
    """Every table, by how many rows it has and what is in them."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f"SELECT count(*), md5(string_agg(row::text, ',' ORDER BY row::text)) "
                f'FROM "{table}" AS row'
            )
            found[table] = cursor.fetchone()
    return found


@pytest.fixture
def houses(transactional_db, database_url, settings):
    """One that knows several secrets, one that knows none; nobody works in them."""
    with (
        House(database_url=database_url, webs=1, works=False, secret=",".join(SECRETS)) as knows,
        House(database_url=database_url, webs=1, works=False, secret="") as knows_none,
    ):
        settings.STRIPE_API_BASE = knows.stripe_url
        gateway.cache_clear()
        yield knows.addresses[0], knows_none.addresses[0]
    gateway.cache_clear()


def test_w3_what_is_forged_stale_or_no_event_is_refused_and_leaves_nothing(houses, relay, figure):
    open_address, closed_address = houses
    answers, unlike, left = Counter(), [], []

    def attempt(address: str, one: Attempt, voice: str) -> None:
        said = send(address, one)
        answers[said] += 1
        if said != one.answer:
            unlike.append(f"{voice}, {one.name}: {said} instead of {one.answer}")

    for voice, (secret, body) in VOICES.items():
        before = written()
        for kind in (forged, shapeless, not_for_us):
            for one in kind(body, secret):
                attempt(open_address, one, voice)
        for known in (*SECRETS, ""):
            one = Attempt("nobody is told a secret", body, signed(body, secret=known))
            attempt(closed_address, one, voice)
        left += [f"{voice}: {table}" for table, was in before.items() if written()[table] != was]

    before, kept = written(), 0
    for voice, (secret, body) in VOICES.items():
        for one in hints(body, secret):
            attempt(open_address, one, voice)
            kept += 1
    relay()
    after = written()
    left += [table for table in before if table not in HINTS and after[table] != before[table]]
    for voice, (secret, body) in VOICES.items():
        for one in replayed(body, secret):
            attempt(open_address, one, voice)
    left += [f"replayed: {table}" for table, was in after.items() if written()[table] != was]

    handled = WebhookReceipt.objects.exclude(handled_at=None).count()
    said = ", ".join(
        f"{times} {status} {code}".strip() for (status, code), times in answers.items()
    )
    for line in [*unlike, *left]:
        print(line)  # noqa: T201
    figure(
        "W3",
        "events of the platform, of accounts and thin ones: forged, stale, too large, packed, no "
        "event, by a secret that is gone, none or empty, of the other mode, replayed with another "
        "body; then a stranger's and another version's",
        must_be="refused with a stable code, never 5xx, no row of any table written or changed; a "
        "stranger's leaves no more than the hint",
        measured=f"{answers.total()} requests: {said}; {len(unlike)} answered otherwise; "
        f"{len(left)} of {len(before)} tables changed; {handled} of {kept} hints led nowhere",
        holds=not (unlike or left) and handled == kept == WebhookReceipt.objects.count(),
    )
