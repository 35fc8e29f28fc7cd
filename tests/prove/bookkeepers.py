"""Those who write into the books and use credits for L1 and L2, each with dice of its own."""

import random
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connections

from commerce.credits import operations as credits
from commerce.credits import transfers
from commerce.credits.states import CreditSource
from commerce.ledger import operations as ledger
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.models import CreditLot, CreditUse, Entry, Posting
from estuary.kernel import db
from estuary.kernel.idempotency import Claim
from marketplace.models import User

LONGEST = timedelta(days=40)
# Those that no other row of the house says the balance of.
FREE = [
    AccountKind.PROVIDER_FEES,
    AccountKind.RECEIVED,
    AccountKind.BREAKAGE,
    AccountKind.PROMOTIONS,
]

Legs = dict[tuple[str, int | None, str], int]


class Books:
    """What the entries must say in the end, by key, and what is there to be contended for."""

    def __init__(self, clients: list[User], *, begun: datetime) -> None:
        self.clients, self.begun = clients, begun
        self.expected: dict[str, Legs] = {}
        self.reversible: list[str] = []
        self.references: list[str] = [f"order:common-{n}" for n in range(200)]
        self.transfers: list[Any] = []
        self.turn = threading.Lock()

    def expect(self, key: str, legs: list[Leg]) -> None:
        """An entry was written, so it must be there with these legs."""
        with self.turn:
            self.expected[key] = merged(legs)


def merged(legs: list[Leg]) -> Legs:
    """What legs come to on each account."""
    sums: Legs = {}
    for leg in legs:
        account = (str(leg.kind), leg.party.pk if leg.party else None, leg.currency)
        sums[account] = sums.get(account, 0) + leg.amount_cents
    return {account: cents for account, cents in sums.items() if cents}


class Worker:
    """One client of the books with a connection and dice of its own."""

    def __init__(self, number: int, seed: int, books: Books) -> None:
        self.number, self.books = number, books
        self.dice = random.Random(f"{seed}:{number}")
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.wrong: list[str] = []

    def run(self, times: int) -> None:
        """Do `times` operations; what must not happen is written down, not raised."""
        names, weights = zip(*WEIGHTS.items(), strict=True)
        try:
            for n in range(times):
                name = self.dice.choices(names, weights)[0]
                self.own = f"{self.number}-{n}"
                self.now = self.books.begun + self.dice.random() * LONGEST
                try:
                    getattr(self, name)()
                    self.done[name] += 1
                except Exception as error:  # noqa: BLE001 - counted, and the figure fails
                    self.wrong.append(f"{name}: {error!r}"[:200])
        finally:
            connections.close_all()

    # --- entries ---

    def post(self) -> None:
        key, legs = f"test:{self.own}", self._legs()
        assert self._write(key, legs)
        self.books.expect(key, legs)
        self.books.reversible.append(key)

    def post_under_a_common_key(self) -> None:
        key, legs = f"test:common-{self.dice.randrange(300)}", self._legs()
        if self._write(key, legs):
            assert key not in self.books.expected
            self.books.expect(key, legs)

    def _write(self, key: str, legs: list[Leg]) -> bool:
        """Whether this worker's words are the ones in the books."""
        with db.in_transaction():
            return ledger.post(key=key, description="Something", legs=legs) is not None

    def reverse(self) -> None:
        if not self.books.reversible:
            return
        key = self.dice.choice(self.books.reversible)
        entry, undoing = Entry.objects.get(key=key), f"{key}:undone-{self.dice.randrange(2)}"
        try:
            with db.in_transaction():
                written = ledger.reverse(entry=entry, key=undoing, description="Undone")
        except ledger.AlreadyReversed:
            self.refused["reverse"] += 1
            return
        if written is not None:
            undone = {at: -cents for at, cents in self.books.expected[key].items()}
            with self.books.turn:
                self.books.expected[undoing] = undone

    def post_what_does_not_add_up(self) -> None:
        key, legs = f"test:{self.own}", self._legs()
        legs.append(Leg(AccountKind.BREAKAGE, self.dice.randint(1, 500), "usd"))
        by_hand = self.dice.random() < 0.5

        def post() -> None:
            if by_hand:  # past the operation, so that the database itself must refuse it
                entry = Entry.objects.create(key=key, description="Wrong")
                Posting.objects.bulk_create(
                    Posting(entry=entry, account=ledger.account(leg), amount_cents=leg.amount_cents)
                    for leg in legs
                )
            else:
                ledger.post(key=key, description="Wrong", legs=legs)

        self._must_refuse(post, (IntegrityError, ledger._UnbalancedEntry))

    def _legs(self) -> list[Leg]:
        legs = []
        for currency in self.dice.sample(["usd", "eur"], k=self.dice.randint(1, 2)):
            parts = [
                self.dice.choice([-1, 1]) * self.dice.randint(1, 5000)
                for _ in range(self.dice.randint(1, 3))
            ]
            if not sum(parts):
                parts.append(1)
            kinds = self.dice.choices(FREE, k=len(parts) + 1)
            owners = self.dice.choices([None, *self.books.clients], k=len(parts) + 1)
            legs += [
                Leg(kind, cents, currency, owner)
                for kind, cents, owner in zip(kinds, [*parts, -sum(parts)], owners, strict=True)
            ]
        self.dice.shuffle(legs)
        return legs

    # --- credits ---

    def grant(self, key: str = "") -> None:
        source = self.dice.choice(list(CreditSource))
        given = source in (CreditSource.PROMOTION, CreditSource.GIFT)
        counter = AccountKind.PROMOTIONS if given else AccountKind.RECEIVED
        expires = source == CreditSource.PROMOTION or self.dice.random() < 0.4
        with db.in_transaction():
            lot = credits.grant(
                user=self._somebody(),
                amount_cents=self.dice.randint(1, 4000),
                currency="usd",
                source=source,
                expires_at=self.now + self.dice.random() * LONGEST if expires else None,
                reason="",
                key=key or f"lot:{self.own}",
                counter=counter,
                now=self.now,
            )
        paid_by = AccountKind.PROMOTIONS if lot.given_away else AccountKind.RECEIVED
        self.books.expect(lot.key, moved(lot.user, -lot.amount_cents, paid_by))

    def grant_under_a_common_key(self) -> None:
        self.grant(key=f"lot:common-{self.dice.randrange(100)}")

    def hold(self) -> None:
        common = self.dice.random() < 0.5
        reference = self._reference() if common else f"order:{self.own}"
        try:
            with db.in_transaction():
                self._hold(reference, self.dice.randint(1, 2500))
        except (credits.CreditsShort, credits.ReferenceTaken):
            self.refused["hold"] += 1
        else:
            self.books.references.append(reference)

    def hold_more_than_anybody_has(self) -> None:
        reference = f"order:{self.own}"
        self._must_refuse(lambda: self._hold(reference, 2_000_000_000), credits.CreditsShort)

    def _hold(self, reference: str, cents: int) -> None:
        credits.hold(
            user=self._somebody(),
            amount_cents=cents,
            currency="usd",
            reference=reference,
            now=self.now,
        )

    def spend(self) -> None:
        reference = self._reference()
        try:
            with db.in_transaction():
                cents = credits.spend(
                    reference=reference, counter=AccountKind.BREAKAGE, now=self.now
                )
        except credits.NothingHeld:
            self.refused["spend"] += 1
            return
        owner = self._who_paid(reference)
        self.books.expect(f"{reference}:credits", moved(owner, cents, AccountKind.BREAKAGE))

    def release(self) -> None:
        with db.in_transaction():
            credits.release(reference=self._reference(), now=self.now)

    def give_back(self) -> None:
        reference, cents = self._reference(), self.dice.randint(1, 1500)
        key = f"{reference}:back-{self.dice.randrange(4)}"
        try:
            with db.in_transaction():
                given = credits.give_back(
                    reference=reference,
                    key=key,
                    amount_cents=cents,
                    counter=AccountKind.BREAKAGE,
                    now=self.now,
                )
        except credits.MoreThanSpent:
            self.refused["give_back"] += 1
            return
        legs = moved(self._who_paid(reference), -cents, AccountKind.BREAKAGE)
        if given is not None or self._stands(key, legs):
            self.books.expect(key, legs)

    def give_back_more_than_was_spent(self) -> None:
        """Of a sale of its own, so that nothing but this could have changed it."""
        reference, key = f"order:{self.own}", f"test:{self.own}"
        try:
            with db.in_transaction():
                self._hold(reference, self.dice.randint(1, 500))
        except credits.CreditsShort:
            self.refused["hold"] += 1
            return
        with db.in_transaction():
            cents = credits.spend(reference=reference, counter=AccountKind.BREAKAGE, now=self.now)
        owner = self._who_paid(reference)
        self.books.expect(f"{reference}:credits", moved(owner, cents, AccountKind.BREAKAGE))
        self._must_refuse(
            lambda: credits.give_back(
                reference=reference,
                key=key,
                amount_cents=cents + 1,
                counter=AccountKind.BREAKAGE,
                now=self.now,
            ),
            credits.MoreThanSpent,
        )

    def expire(self) -> None:
        credits.expire(now=self.books.begun + self.dice.random() * LONGEST / 2)

    def transfer(self) -> None:
        sender, receiver = self.dice.sample(self.books.clients, k=2)
        try:
            sent = transfers.transfer(
                sender=sender,
                receiver_email=receiver.email,
                amount_cents=self.dice.randint(1, 1500),
                currency="usd",
                claim=self._claim(),
                now=self.now,
            )
        except credits.CreditsShort:
            self.refused["transfer"] += 1
        else:
            self.books.transfers.append((sent, receiver))

    def accept_or_let_lapse(self) -> None:
        if not self.books.transfers:
            return
        sent, receiver = self.dice.choice(self.books.transfers)
        if self.dice.random() < 0.3:
            transfers.let_lapse(transfer_id=sent.pk, now=sent.expires_at)
            return
        on_time = sent.expires_at - timedelta(seconds=1)
        try:
            transfers.accept(
                public_id=sent.public_id, by=receiver, claim=self._claim(), now=on_time
            )
        except transfers.TransferClosed:
            self.refused["accept"] += 1
            return
        legs = moved(sent.sender, sent.amount_cents, AccountKind.CLIENT_CREDITS, to=receiver)
        self.books.expect(f"{sent.reference}:credits", legs)

    # --- steps they share ---

    def _claim(self) -> Claim | None:
        """Under which what is asked for is done once; nobody here asks again."""
        return None

    def _stands(self, key: str, legs: list[Leg]) -> bool:
        """Whether an entry that was there already is this worker's own."""
        return False

    def _must_refuse(self, act: Callable[[], object], refusal: Any) -> None:
        """Refused, and nothing of it is there afterwards."""
        before = self._trace()
        try:
            with db.in_transaction():
                act()
        except refusal:
            self.refused["must be refused"] += 1
        else:
            raise AssertionError("it was not refused")
        assert self._trace() == before, "a refusal left a trace"

    def _trace(self) -> list[Any]:
        """Everything this operation's own names could be found under."""
        return [
            list(
                Entry.objects.filter(key__endswith=f":{self.own}")
                .order_by("key", "postings")
                .values_list("key", "postings")
            ),
            list(CreditLot.objects.filter(key=f"lot:{self.own}").values_list()),
            list(
                CreditUse.objects.filter(reference=f"order:{self.own}").order_by("pk").values_list()
            ),
        ]

    def _who_paid(self, reference: str) -> User:
        """Another may have held credits for the same, and let them go."""
        return CreditUse.objects.of_reference(reference).filter(state="spent").first().lot.user

    def _somebody(self) -> User:
        return self.dice.choice(self.books.clients)

    def _reference(self) -> str:
        return self.dice.choice(self.books.references)


WEIGHTS = {
    "post": 22,
    "post_under_a_common_key": 6,
    "reverse": 8,
    "post_what_does_not_add_up": 6,
    "grant": 12,
    "grant_under_a_common_key": 3,
    "hold": 14,
    "hold_more_than_anybody_has": 3,
    "spend": 8,
    "release": 4,
    "give_back": 6,
    "give_back_more_than_was_spent": 3,
    "expire": 1,
    "transfer": 2,
    "accept_or_let_lapse": 3,
}


def moved(owner: User, cents: int, counter: AccountKind, *, to: User | None = None) -> list[Leg]:
    """`cents` of a person's credits went to `counter`; below zero they came from there."""
    return [
        Leg(AccountKind.CLIENT_CREDITS, cents, "usd", owner),
        Leg(counter, -cents, "usd", to),
    ]
