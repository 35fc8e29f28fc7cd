"""B2: a workshop is sold to its last seat and not beyond, while processes die; the line is kept."""

import asyncio
import itertools
import random
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import httpx
from django.utils import timezone
from rest_framework_simplejwt.tokens import AccessToken

from commerce.bookings import planning
from commerce.checkout import audit
from commerce.models import Booking, Session, WaitlistEntry
from tests.factories import ServiceFactory, UserFactory
from tests.integration.commerce.checkout import steps
from tests.prove.house import House, wait_until

BUYERS, SEATS, KILLS, GIVEN_UP = 300, 20, 10, 5
PATIENCE = 240  # seconds in which a buyer goes on asking


def test_b2_many_buyers_for_few_seats_while_processes_die(house: House, figure):
    workshop = ServiceFactory(service_type="workshop", terms__capacity=SEATS)
    [planned] = planning.plan_sessions(
        service=workshop,
        starts=[timezone.now() + timedelta(days=5)],
        by=workshop.practitioner.user,
        claim=None,
        now=timezone.now(),
    )
    evening = Session.objects.select_related("service").get(pk=planned.pk)
    buyers = UserFactory.create_batch(BUYERS)

    codes, kills = asyncio.run(_rush(house, evening, buyers))
    wait_until(lambda: _firm() == SEATS, seconds=120)
    sold = _sold_and_counted(evening)
    waiting = list(WaitlistEntry.objects.waiting().order_by("pk"))

    for booking in list(Booking.objects.filter(status="confirmed")[:GIVEN_UP]):
        steps.cancelled(booking, by=booking.client, now=timezone.now())
    first = waiting[:GIVEN_UP]
    wait_until(lambda: WaitlistEntry.objects.filter(status="offered").count() == GIVEN_UP)
    offered = set(WaitlistEntry.objects.filter(status="offered").values_list("pk", flat=True))
    codes += asyncio.run(_take_offers(house, evening, [entry.client for entry in first]))
    wait_until(lambda: _firm() == SEATS, seconds=120)

    found = audit.findings(now=timezone.now())
    in_order = offered == {entry.pk for entry in first}
    errors = {code: times for code, times in Counter(codes).items() if code >= 500}
    figure(
        "B2",
        f"{BUYERS} buyers for {SEATS} workshop seats over HTTP, {KILLS} random kill -9 of a web "
        f"process; then {GIVEN_UP} give up, and the line takes over",
        must_be="exactly 20 sold, waitlist first come first served, 0 answers of 5xx",
        measured=f"{sold} sold, {_sold_and_counted(evening)} after {GIVEN_UP} gave up; "
        f"{len(waiting)} in line, the first {GIVEN_UP} offered "
        f"{'in order' if in_order else 'OUT OF ORDER'}; {kills} kills, {errors or 'no'} errors, "
        f"{len(found)} findings",
        holds=sold == _sold_and_counted(evening) == SEATS
        and len(waiting) == BUYERS - SEATS
        and in_order
        and not errors
        and not found
        and kills == KILLS,
    )


def _firm() -> int:
    return Booking.objects.filter(status="confirmed").count()


def _sold_and_counted(evening: Session) -> int:
    """Seats sold, if that is also what the session counts; otherwise nonsense."""
    sold = _firm()
    return sold if Session.objects.get(pk=evening.pk).seats_taken == sold else -1


async def _rush(house: House, evening: Session, buyers) -> tuple[list[int], int]:
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(timeout=60, limits=limits) as client:
        killing = asyncio.create_task(_kill_now_and_then(house))
        shoppers = [_Shopper(house, client, buyer) for buyer in buyers]
        await asyncio.gather(*[one.buy_or_wait(evening) for one in shoppers])
        return [code for one in shoppers for code in one.codes], await killing


async def _kill_now_and_then(house: House) -> int:
    """Kill one of the two web processes, and start it again, ten times."""
    for _ in range(KILLS):
        await asyncio.sleep(random.uniform(0.2, 1.5))
        web = random.randrange(len(house.webs))
        await asyncio.to_thread(house.kill_web, web)
        await asyncio.to_thread(house.start_web, web)
    return KILLS


async def _take_offers(house: House, evening: Session, clients) -> list[int]:
    async with httpx.AsyncClient(timeout=60) as client:
        shoppers = [_Shopper(house, client, buyer) for buyer in clients]
        await asyncio.gather(*[one.buy_or_wait(evening) for one in shoppers])
        return [code for one in shoppers for code in one.codes]


class _Shopper:
    """A client's app: asks again under the same key until somebody answers."""

    def __init__(self, house: House, client: httpx.AsyncClient, buyer) -> None:
        self.client, self.codes = client, []
        self.webs = itertools.cycle(random.sample(house.addresses, len(house.addresses)))
        self.token = str(AccessToken.for_user(buyer))

    async def buy_or_wait(self, evening: Session) -> None:
        """A seat, paid for; or a place in the line."""
        wanted = {"session": str(evening.public_id)}
        service = str(evening.service.public_id)
        answer = await self._post("bookings/", {"service": service, **wanted})
        if answer.status_code == 201:
            order = answer.json()["data"]["order"]["id"]
            pays = {"order": order, "payment_method": "pm_card_visa"}
            await self._post("payments/confirm/", pays)
        else:
            assert answer.json()["code"] == "session_full", answer.text
            await self._post(f"services/{service}/waitlist/", wanted)

    async def _post(self, path: str, body: dict[str, str]) -> httpx.Response:
        key = str(uuid4())
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while True:
            try:
                answer = await self.client.post(
                    f"{next(self.webs)}/api/v1/{path}",
                    json=body,
                    headers={"Authorization": f"Bearer {self.token}", "Idempotency-Key": key},
                )
            except httpx.TransportError:  # it was killed, or is not back yet
                if asyncio.get_running_loop().time() > deadline:
                    raise
                await asyncio.sleep(0.3)
                continue
            self.codes.append(answer.status_code)
            return answer
