"""L2: the books, credits and card money while workers and the database are killed."""

import multiprocessing
import os
import random
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections
from django.utils import timezone

from commerce.bookings import availability
from commerce.ledger import operations as ledger
from commerce.models import Booking, CreditLot, Order, Payment, Posting, Refund
from commerce.payments.gateway import gateway
from commerce.reconciliation.checks import AUDITS
from estuary.embedded import binaries
from estuary.embedded.addresses import DATABASE, PORT, Place
from estuary.embedded.postgres import Postgres
from estuary.embedded.processes import way_down
from estuary.kernel import db
from estuary.kernel.models import OutboxDelivery, OutboxEvent
from tests.factories import ServiceFactory, UserFactory
from tests.factories.schedules import open_all_week
from tests.prove.bookkeepers import Books, Worker
from tests.prove.house import answers, environment, free_port, wait_until
from tests.prove.mortals import EVERY, Answer, Memory, carry, work_for
from tests.prove.test_clearing import at_the_provider, in_our_books
from tests.prove.test_ledger import (
    CLIENTS,
    OPERATIONS,
    WORKERS,
    is_expiry,
    overdrawn,
    taken_from_clients,
    written,
)

pytestmark = pytest.mark.django_db(transaction=True)

KILL_EVERY = 2.0
WITHIN = 120
PURCHASES = 12  # of each client
EARLIER = 100  # entries that everybody may want to reverse
# Of what is bought by card; the names of those orders are drawn, the others are numbered.
CARDS = re.compile(r"(payment|refund|earning|booking):|order:[0-9a-f]{8}-[0-9a-f]{4}-")

fork = multiprocessing.get_context("fork")


class Database:
    """A PostgreSQL of its own, that keeps what it said it has."""

    def __init__(self, folder: Path) -> None:
        (folder / "sockets").mkdir(mode=0o700)
        self.place = Place(home=folder, sockets=folder / "sockets", durable=True)
        self.server = Postgres(self.place, way_down())
        self.process = self.server.start()

    def fill(self, url: str) -> None:
        """Copy another database into it, which takes a tenth of the time of migrating."""
        programs = binaries.postgres_bin()
        asked = [programs / "pg_dump", "--no-owner", url]
        whole = subprocess.run(asked, check=True, capture_output=True).stdout
        here = f"postgresql://postgres@{quote(str(self.place.sockets), safe='')}:{PORT}/{DATABASE}"
        takes = [programs / "psql", "-q", "-o", os.devnull, "-v", "ON_ERROR_STOP=1", here]
        subprocess.run(takes, check=True, input=whole)

    def stop_at_once(self) -> None:
        """As `pg_ctl stop -m immediate`: nothing is finished, nothing written out."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(30)

    def start_again(self) -> None:
        self.process = self.server.start()

    def end(self) -> None:
        self.server.stop(self.process)


@pytest.fixture
def database(transactional_db, database_url) -> Iterator[Database]:
    """Django's database for this test; that of all other tests is only read, to be copied."""
    folder = Path(tempfile.mkdtemp(prefix="estuary-l2-"))
    place, before = connection.settings_dict, dict(connection.settings_dict)
    own = Database(folder)
    connections.close_all()
    place |= {"NAME": DATABASE, "HOST": str(folder / "sockets"), "PORT": PORT, "USER": "postgres"}
    place["PASSWORD"] = ""
    try:
        own.fill(database_url)
        yield own
    finally:
        connections.close_all()
        place |= before
        own.end()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Provider:
    url: str


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    """The sandbox as a process, so that this one has a single thread and may be forked."""
    port = free_port()
    command = [sys.executable, "-m", "sandbox.stripe", "--port", str(port)]
    url = f"http://127.0.0.1:{port}"
    told = environment(database_url="", stripe_url=url)
    process = subprocess.Popen(command, cwd=django_settings.ROOT, env=told)
    settings.STRIPE_API_BASE = url
    gateway.cache_clear()
    try:
        wait_until(lambda: answers(f"{url}/sandbox/health"))
        yield Provider(url)
    finally:
        gateway.cache_clear()
        process.terminate()
        process.wait(20)


class Crew:
    """Processes that are killed, and replaced by others that go on with their work."""

    def __init__(self, lives: dict[str, tuple[Callable[..., None], tuple[Any, ...]]]) -> None:
        self.lives = lives
        self.at_work = {name: self._born(name) for name in lives}
        self.killed: Counter[str] = Counter()
        self.broken: list[str] = []

    def kill(self, name: str) -> None:
        self.at_work[name].kill()
        self.at_work[name].join()
        self.killed[name.split()[0]] += 1
        self.at_work[name] = self._born(name)

    def busy(self) -> list[str]:
        """Those not done; one that ended by itself with an error is replaced, and counted."""
        for name, process in self.at_work.items():
            if process.exitcode:
                self.broken.append(name)
                self.at_work[name] = self._born(name)
        return [name for name, process in self.at_work.items() if process.is_alive()]

    def end(self) -> None:
        for process in self.at_work.values():
            process.kill()
            process.join()

    def _born(self, name: str) -> Any:
        connections.close_all()
        life, said = self.lives[name]
        process = fork.Process(target=life, args=said, daemon=True)
        process.start()
        return process


@contextmanager
def ended(crew: Crew) -> Iterator[None]:
    try:
        yield
    finally:
        crew.end()


def test_l2_ten_thousand_operations_while_workers_and_the_database_die(
    database, provider, figure, settings, tmp_path
):
    settings.CREDITS_TRANSFER = True
    seed = secrets.randbits(32)
    print(f"\nL2: seed {seed}")  # noqa: T201
    dice, begun = random.Random(seed), timezone.now()
    clients = UserFactory.create_batch(CLIENTS)
    earlier = _earlier(Books(clients, begun=begun), seed)
    memories = [Memory(tmp_path / f"client-{number}") for number in range(WORKERS)]
    lives: dict[str, Any] = {"carrier": (carry, ())}
    for number in range(WORKERS):
        books = Books(clients, begun=begun)
        books.expected, books.reversible = dict(earlier), list(earlier)
        told = (number, seed, books, memories[number], _shop(), OPERATIONS // WORKERS)
        lives[f"worker {number}"] = (work_for, told)

    crew, stopped, started = Crew(lives), 0, time.monotonic()
    with ended(crew):
        next_kill = started + KILL_EVERY
        while set(crew.busy()) - {"carrier"}:
            time.sleep(0.1)
            if time.monotonic() > next_kill:
                crew.kill(dice.choice(crew.busy()))
                next_kill = time.monotonic() + KILL_EVERY
            if not stopped and _half_done(memories):
                connections.close_all()
                database.stop_at_once()
                stopped += 1
                time.sleep(1)
                database.start_again()
        seconds = time.monotonic() - started
        with suppress(TimeoutError):
            wait_until(lambda: not any(unfinished().values()), seconds=WITHIN)
        settled, open_still = time.monotonic() - started - seconds, unfinished()

    answered = [answer for memory in memories for answer in memory.answers()]
    again = sum(answer.asked > 1 for answer in answered)
    apart, lost = _apart(earlier, answered), _expired_apart()
    bought = [answer.bought for answer in answered if answer.bought]
    double = _double(bought)
    theirs, ours = at_the_provider(provider), in_our_books()
    cents = sorted(key for key in theirs | ours if theirs.get(key) != ours.get(key))
    wrong = [line for answer in answered for line in answer.wrong] + crew.broken
    refused = sum((answer.refused for answer in answered), Counter())
    review = OutboxDelivery.objects.exclude(parked_at=None).count()
    review += Refund.objects.failed().count()
    later = timezone.now() + timedelta(hours=1)
    found = [line for audit in AUDITS for line in audit.findings(now=later)]
    sums = Posting.objects.all().balance()
    for line in [open_still, *wrong[:5], *apart[:5], *cents[:5], *found[:5]]:
        print(line)  # noqa: T201
    figure(
        "L2",
        f"{OPERATIONS:,} random ledger and credit operations with {len(bought)} purchases by card "
        f"among them, {WORKERS} worker processes, kill -9 of one every {KILL_EVERY:.0f} s, one "
        "immediate stop of PostgreSQL; who is not answered asks again under the same key",
        must_be="as L1, each operation done once; everything finished or marked for review within "
        f"{WITHIN} s, 0 cents apart from the provider",
        measured=f"{crew.killed.total()} killed ({crew.killed['carrier']} of them the carrier of "
        f"facts), {stopped} stop of PostgreSQL; {len(answered)} answered in {seconds:.0f} s, "
        f"{again} asked again; sums {sums}, {len(apart)} entries differ, {len(overdrawn())} "
        f"overdrawn, {refused['must be refused']} refused that had to be, {len(double)} bought "
        f"twice, {len(cents)} apart from the provider, {len(wrong)} other errors; after "
        f"{settled:.0f} s {sum(open_still.values())} unfinished, {review} for review; {len(found)} "
        "findings",
        holds=len(answered) == OPERATIONS
        and set(sums.values()) == {0}
        and len(bought) == WORKERS * PURCHASES
        and crew.killed.total() >= seconds / KILL_EVERY / 2
        and stopped == 1
        and not any(open_still.values())
        and not (apart or lost or overdrawn() or double or cents or wrong or found)
        and refused["must be refused"] > OPERATIONS // 20,
    )


def unfinished() -> dict[str, int]:
    """What neither came to its end nor waits for somebody."""
    return {
        "facts": OutboxEvent.objects.filter(relayed_at=None).count(),
        "deliveries": OutboxDelivery.objects.filter(done_at=None, parked_at=None).count(),
        "orders": Order.objects.filter(status="open").count(),
        "payments": Payment.objects.awaiting_word().count(),
        "refunds": Refund.objects.unresolved().count(),
    }


def _earlier(books: Books, seed: int) -> dict[str, Any]:
    """Entries that were there before."""
    maker = Worker(WORKERS, seed, books)
    for number in range(EARLIER):
        legs = maker._legs()
        with db.in_transaction():
            ledger.post(key=f"test:earlier-{number}", description="Earlier", legs=legs)
        books.expect(f"test:earlier-{number}", legs)
    return books.expected


def _shop() -> tuple[Any, list[datetime]]:
    """A practice of its own for each client, and the hours that they buy."""
    service = ServiceFactory(practitioner__timezone="UTC", minimum_notice_hours=1)
    open_all_week(service.practitioner)
    now, found = timezone.now(), []
    for slot in availability.slots(
        service=service,
        terms=service.terms,
        now=now,
        start=now + timedelta(days=3),
        end=now + timedelta(days=20),
    ):
        if not found or slot.start >= found[-1] + timedelta(hours=2):
            found.append(slot.start)
    assert PURCHASES * EVERY <= OPERATIONS // WORKERS
    return service, found[:PURCHASES]


def _half_done(memories: list[Memory]) -> bool:
    return sum(memory.many() for memory in memories) > OPERATIONS / 2


def _apart(earlier: dict[str, Any], answered: list[Answer]) -> list[str]:
    """Entries that are not as they were answered, but for those of cards and of the clock."""
    expected = dict(earlier)
    for answer in answered:
        expected |= answer.expected
    there = {
        key: legs for key, legs in written().items() if not (is_expiry(key) or CARDS.match(key))
    }
    return sorted(
        key
        for key in there | expected
        if there.get(key) != expected.get(key) and not _is_known(key, there, expected)
    )


def _expired_apart() -> int:
    """Cents by which what expired in the books differs from what the lots lost."""
    taken = sum(taken_from_clients(legs) for key, legs in written().items() if is_expiry(key))
    return taken - sum(CreditLot.objects.values_list("expired_cents", flat=True))


def _is_known(key: str, there: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Whoever undid it was killed before it was told, and the second time it was there."""
    undone, _, _ = key.partition(":undone-")
    negative = {at: -cents for at, cents in expected.get(undone, {}).items()}
    return undone != key and key not in expected and there.get(key) == negative


def _double(bought: list[str]) -> list[str]:
    """Bookings that nobody was told of, or that two were, and orders beside them."""
    told = Counter(bought)
    there = {str(one) for one in Booking.objects.values_list("public_id", flat=True)}
    return [
        *(name for name, times in told.items() if times > 1),
        *(there ^ set(told)),
        *(["orders"] if Order.objects.count() != len(there) else []),
    ]
