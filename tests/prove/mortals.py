"""Workers of L2: those of L1 as processes that may be killed at any moment, and their clients.

A client knows what it asked for and under which key. Its memory is a file, a line for each
answer it got; what was asked and not answered is asked again, the same under the same key.
"""

import base64
import pickle
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone
from huey.contrib.djhuey import HUEY

from commerce.checkout import buying, cancelling
from commerce.checkout import operations as checkout
from commerce.credits import operations as credits
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.models import Booking, Entry
from commerce.payments.gateway import PaymentsUnavailable
from estuary.kernel import db, outbox
from estuary.kernel.idempotency import Claim
from marketplace.models import Service
from tasks.subscriptions import SUBSCRIBERS
from tests.integration.commerce.checkout import steps
from tests.prove.bookkeepers import LONGEST, WEIGHTS, Books, Legs, Worker, merged, moved

# Nobody answered: the same is asked again.
UNANSWERED = (OperationalError, InterfaceError, PaymentsUnavailable)
CARDS = ("pm_card_visa", "pm_card_visa", "pm_card_visa_chargeDeclined")
EVERY = 100  # so many operations lie between two purchases of one client


@dataclass
class Answer:
    """What a client knows of one operation once it was answered."""

    name: str
    expected: dict[str, Legs] = field(default_factory=dict)
    references: list[str] = field(default_factory=list)
    reversible: list[str] = field(default_factory=list)
    transfers: list[Any] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    bought: str = ""
    asked: int = 1


class Memory:
    """A client's answers, in a file that outlives whoever works for it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begun(self) -> bool:
        """Whether somebody has worked for this client before."""
        before = self.path.exists()
        self.path.touch()
        return before

    def answers(self) -> list[Answer]:
        """Every answer that was written to its end."""
        if not self.path.exists():
            return []
        whole = self.path.read_bytes().rpartition(b"\n")[0]
        return [pickle.loads(base64.b64decode(line)) for line in whole.splitlines()]

    def many(self) -> int:
        """How many answers there are."""
        return self.path.read_bytes().count(b"\n") if self.path.exists() else 0

    def keep(self, answer: Answer) -> None:
        with self.path.open("ab") as file:
            file.write(base64.b64encode(pickle.dumps(answer)) + b"\n")

    def forget_half(self) -> None:
        """Drop what was not written to its end."""
        whole, end, _ = self.path.read_bytes().rpartition(b"\n")
        self.path.write_bytes(whole + end)


class Mortal(Worker):
    """Goes on where the one before it was killed, with the same dice for the same operation."""

    def __init__(
        self, number: int, seed: int, books: Books, memory: Memory, service: Service, times: list
    ) -> None:
        super().__init__(number, seed, books)
        self.seed, self.memory, self.service, self.times = seed, memory, service, times
        self.is_replacement = memory.begun()
        memory.forget_half()
        self.known = memory.answers()
        for answer in self.known:
            self._remember(answer)

    def run(self, times: int) -> None:
        """Have `times` operations answered, those included that were answered before."""
        for n in range(len(self.known), times):
            answer = self._answered(n)
            self._remember(answer)
            self.memory.keep(answer)
        connections.close_all()

    def _remember(self, answer: Answer) -> None:
        self.books.expected |= answer.expected
        self.books.references += answer.references
        self.books.reversible += answer.reversible
        self.books.transfers += answer.transfers

    def _answered(self, n: int) -> Answer:
        """Ask until somebody answers; the first time after a restart may be the second already."""
        self.asks_again = n == len(self.known) and self.is_replacement
        asked, deadlocks = 1 + self.asks_again, 0
        while True:
            try:
                answer = self._asked(n, asked)
                answer.wrong += ["a deadlock"] * deadlocks
                return answer
            except UNANSWERED as error:
                deadlocks += getattr(error.__cause__, "sqlstate", "") == "40P01"
                self.asks_again, asked = True, asked + 1
                connections.close_all()
                time.sleep(0.2)

    def _asked(self, n: int, times: int) -> Answer:
        self.dice = random.Random(f"{self.seed}:{self.number}:{n}")
        self.own, self.now = f"{self.number}-{n}", self.books.begun + self.dice.random() * LONGEST
        names, weights = zip(*WEIGHTS.items(), strict=True)
        is_purchase = n % EVERY == 0 and n // EVERY < len(self.times)
        answer = Answer("purchase" if is_purchase else self.dice.choices(names, weights)[0])
        memory, self.books = self.books, Draft(self.books)
        self.refused = answer.refused
        try:
            if is_purchase:
                answer.bought = self._purchase(self.times[n // EVERY])
            else:
                getattr(self, answer.name)()
        except UNANSWERED:
            raise
        except Exception as error:  # noqa: BLE001 - counted, and the figure fails
            answer.wrong.append(f"{answer.name} {self.own}, asked {times}: {error!r}"[:300])
        finally:
            new, self.books = self.books, memory
        answer.expected = new.own()
        answer.references = new.references[len(memory.references) :]
        answer.reversible = new.reversible[len(memory.reversible) :]
        answer.transfers = new.transfers[len(memory.transfers) :]
        answer.asked = times
        return answer

    # --- what asking again means ---

    def _claim(self) -> Claim:
        return Claim(caller=f"client {self.number}", key=self.own, fingerprint=self.own)

    def _write(self, key: str, legs: list[Leg]) -> bool:
        return super()._write(key, legs) or self._stands(key, legs)

    def _stands(self, key: str, legs: list[Leg]) -> bool:
        """It may be there because it was asked for before."""
        return self.asks_again and written(key) == merged(legs)

    def give_back_more_than_was_spent(self) -> None:
        try:
            super().give_back_more_than_was_spent()
        except credits.ReferenceTaken:  # asked before, and spent: spending answers the same
            reference = f"order:{self.own}"
            with db.in_transaction():
                cents = credits.spend(
                    reference=reference, counter=AccountKind.BREAKAGE, now=self.now
                )
            owner = self._who_paid(reference)
            self.books.expect(f"{reference}:credits", moved(owner, cents, AccountKind.BREAKAGE))

    # --- money of a card ---

    def _purchase(self, starts_at: Any) -> str:
        """A session is booked and paid; one of three is given up again. Each step has its key."""
        client, now = self.books.clients[self.number], timezone.now()
        booking = buying.book(
            client=client,
            service_id=self.service.public_id,
            slot=steps.word(self.service, starts_at),
            notes="",
            claim=self._step("book"),
            now=now,
        )
        order = steps.order_of(booking)
        for attempt, card in enumerate([self.dice.choice(CARDS), "pm_card_visa"]):
            order = checkout.pay(
                user=client,
                order_id=order.public_id,
                payment_method=card,
                return_url="https://frontend.test/return",
                claim=self._step(f"pay-{attempt}"),
                now=now,
            )
            if order.status != "open":
                break
        if self.dice.random() < 0.4:
            cancelling.cancel(
                public_id=booking.public_id,
                by=client,
                reason="",
                claim=self._step("cancel"),
                now=now,
            )
        return str(Booking.objects.get(pk=booking.pk).public_id)

    def _step(self, name: str) -> Claim:
        key = f"{self.own}:{name}"
        return Claim(caller=f"client {self.number}", key=key, fingerprint=key)


class Draft(Books):
    """What one operation adds to a client's books; taken over once it was answered."""

    def __init__(self, books: Books) -> None:
        super().__init__(books.clients, begun=books.begun)
        self._before = dict(books.expected)
        self.expected = dict(books.expected)
        self.reversible, self.references = [*books.reversible], [*books.references]
        self.transfers = [*books.transfers]

    def own(self) -> dict[str, Legs]:
        return {k: v for k, v in self.expected.items() if self._before.get(k) != v}


def written(key: str) -> Legs:
    """The legs of an entry as the books have it."""
    found: Counter[Any] = Counter()
    rows = Entry.objects.filter(key=key).values_list(
        "postings__account__kind",
        "postings__account__party",
        "postings__account__currency",
        "postings__amount_cents",
    )
    for kind, party, currency, cents in rows:
        found[kind, party, currency] += cents
    return {at: cents for at, cents in found.items() if cents}


def work_for(number: int, seed: int, books: Books, memory: Memory, told: Any, times: int) -> None:
    """The life of a worker, in a process of its own."""
    connections.close_all()
    while True:
        try:
            Mortal(number, seed, books, memory, *told).run(times)
            return
        except UNANSWERED:
            connections.close_all()
            time.sleep(0.2)


def carry() -> None:
    """The life of who carries facts and asks: as the house's own worker, minute by minute."""
    connections.close_all()
    last = None
    while True:
        try:
            while deliveries := outbox.fan_out(SUBSCRIBERS):
                for delivery in deliveries:
                    outbox.deliver(delivery, SUBSCRIBERS)
            minute = timezone.now().replace(second=0, microsecond=0)
            if minute != last:
                last = minute
                for job in HUEY._registry.periodic_tasks:
                    if job.validate_datetime(minute):
                        job.execute()
        except UNANSWERED:
            connections.close_all()
        time.sleep(0.2)
