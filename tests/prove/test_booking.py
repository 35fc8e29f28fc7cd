"""B: no double booking, and nothing half-done."""

import asyncio
import itertools
import random
import statistics
import time
from datetime import timedelta

import httpx
from django.db import connection
from django.utils import timezone
from rest_framework_simplejwt.tokens import AccessToken

from commerce.bookings import availability
from commerce.checkout import audit
from commerce.models import Booking, Session
from tests.factories import ServiceFactory, UserFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps
from tests.loopback import http
from tests.prove.house import House, wait_until

SIZES = (2, 10, 50, 100, 200)
ROUNDS_OF_EACH = 10
OVERLAPS = """
SELECT count(*) FROM commerce_session a JOIN commerce_session b
ON a.id < b.id AND a.practitioner_id = b.practitioner_id AND a.blocked && b.blocked
WHERE a.called_off_at IS NULL AND b.called_off_at IS NULL
"""
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def ask(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def test_b1_many_race_for_one_slot(house: House, figure):
    service = ServiceFactory(practitioner__timezone="UTC", minimum_notice_hours=1)
    open_all_week(service.practitioner)
    tokens = [str(AccessToken.for_user(user)) for user in UserFactory.create_batch(max(SIZES))]
    now = timezone.now()
    starts = [
        slot.start
        for slot in availability.slots(
            service=service,
            terms=service.terms,
            now=now,
            start=now + timedelta(days=2),
            end=now + timedelta(days=58),
        )
    ]
    mornings = [s for s in starts if (s.hour, s.minute) == (9, 0)]
    rounds = [size for size in SIZES for _ in range(ROUNDS_OF_EACH)]
    deadlocks = ask(DEADLOCKS)
    winners, codes, losing = [], [], []

    for size, morning in zip(rounds, mornings, strict=False):
        racers = [
            (token, steps.word(service, morning + timedelta(minutes=15 * random.randrange(3))))
            for token in random.sample(tokens, size)
        ]
        results = asyncio.run(_race(house, str(service.public_id), racers))
        winners.append(sum(code == 201 for code, _ in results))
        codes += [code for code, _ in results]
        losing += [seconds for code, seconds in results if code == 409]

    overlaps, dead = ask(OVERLAPS), ask(DEADLOCKS) - deadlocks
    errors = sum(code not in (201, 409) for code in codes)
    figure(
        "B1",
        f"{len(rounds)} races of {SIZES} clients for one slot over HTTP, offsets 0, 15, 30 min",
        must_be="1 booking each, 0 overlaps, 0 answers of 5xx, 0 deadlocks",
        measured=f"{len(rounds)} races, {len(codes)} requests: "
        f"{sum(w == 1 for w in winners)} with 1 booking, {overlaps} overlaps, "
        f"{errors} other answers, {dead} deadlocks; "
        f"a loser waits {statistics.median(losing):.2f} s (median, whole answer under load)",
        holds=set(winners) == {1} and len(rounds) == 50 and not (overlaps or errors or dead),
    )
    assert Session.objects.standing().count() == len(rounds)


async def _race(house: House, service: str, racers) -> list[tuple[int, float]]:
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(timeout=120, limits=limits) as client:
        webs = itertools.cycle(house.addresses)

        async def one(token: str, slot: str) -> tuple[int, float]:
            begun = time.perf_counter()
            answer = await client.post(
                f"{next(webs)}/api/v1/bookings/",
                json={"service": service, "slot": slot},
                headers={"Authorization": f"Bearer {token}"},
            )
            return answer.status_code, time.perf_counter() - begun

        return await asyncio.gather(*[one(*racer) for racer in racers])


def test_k1_a_web_process_killed_between_provider_and_commit(house: House, figure):
    """Not half: whatever the moment, the seat ends up firm and the money in the books."""
    service = ServiceFactory(practitioner__timezone="UTC", minimum_notice_hours=1)
    open_all_week(service.practitioner)
    kills = 5
    seconds = []
    for day in range(kills):
        order = steps.booked(
            service,
            UserFactory(),
            starts_at=steps.first_start(service, after=timedelta(days=3 + day)),
        )
        house.sandbox(
            "POST",
            "faults",
            json=[
                {
                    "operation": "POST /v1/payment_intents/{intent}/confirm",
                    "kind": "slow",
                    "seconds": 8,
                }
            ],
        )
        asyncio.run(_pay_and_kill(house, order))
        begun = time.monotonic()
        house.start_web(0)
        wait_until(lambda order=order: steps.booking_of(order).status == "confirmed")
        seconds.append(time.monotonic() - begun)

    found = audit.findings(now=timezone.now() + timedelta(hours=1))
    firm = Booking.objects.filter(status="confirmed").count()
    figure(
        "K1",
        f"kill -9 of the web process after the provider has charged, before we wrote it; {kills}x",
        must_be="every seat firm, check_money silent",
        measured=f"{firm} of {kills} firm, {len(found)} findings; "
        f"at most {max(seconds):.1f} s after the restart began",
        holds=firm == kills and not found,
    )


async def _pay_and_kill(house: House, order) -> None:
    async with httpx.AsyncClient(timeout=30) as client:
        asked = asyncio.create_task(
            client.post(
                f"{house.addresses[0]}/api/v1/payments/confirm/",
                json={"order": str(order.public_id), "payment_method": "pm_card_visa"},
                headers={"Authorization": f"Bearer {AccessToken.for_user(order.user)}"},
            )
        )
        while not await asyncio.to_thread(_is_charged, house, order.payment.intent_id):
            await asyncio.sleep(0.05)
        house.kill_web(0)
        await asyncio.gather(asked, return_exceptions=True)


def _is_charged(house: House, intent_id: str) -> bool:
    answer = http.get(
        f"{house.stripe_url}/v1/payment_intents/{intent_id}",
        auth=("sk_test_estuary_sandbox", ""),
    )
    return answer.json()["status"] == "succeeded"
