"""The people of the walk, and one of everything for each pair of them.

What nobody else may read has a word in it that stands nowhere else: `Secrets` knows for whom.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from commerce.bookings import operations as bookings
from commerce.bookings import planning, waitlist
from commerce.bookings.waitlist import Wish
from commerce.credits import transfers
from commerce.models import CardSetup, Entitlement, SavedCard
from commerce.payments import setups
from commerce.receipts import operations as receipts
from marketplace.followers import operations as followers
from marketplace.media.states import AssetState
from marketplace.media.storage import object_store
from marketplace.models import (
    Certification,
    DateOverride,
    MediaAsset,
    Practitioner,
    Service,
    TimeAway,
    User,
)
from tests.factories import (
    BookingFactory,
    MediaAssetFactory,
    PackageFactory,
    PlaceFactory,
    ServiceFactory,
    UserFactory,
    granted,
)
from tests.factories.notifications import NotificationFactory
from tests.factories.pages import jpeg
from tests.factories.promotions import PromotionFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.bookings import waits
from tests.integration.commerce.checkout import steps as buying
from tests.integration.commerce.memberships.steps import Member
from tests.integration.commerce.payouts import steps as payouts
from tests.integration.routes import words

NOBODY = "nobody"
STAFF = {"editor": "Editors", "moderator": "Moderators", "support": "Support", "finance": "Finance"}
ROLES = (NOBODY, "ann", "ben", "ada", "bea", *STAFF)
PRACTITIONERS = frozenset({"ada", "bea"})
NEVER = frozenset({"never"})  # what no answer shows, whoever asks


@dataclass
class Secrets:
    """Words that are planted, and who may read each."""

    readers: dict[str, frozenset[str]] = field(default_factory=dict)

    def __call__(self, word: str, *readers: str) -> str:
        self.readers[word.lower()] = frozenset(readers)
        return word

    def read_in(self, text: str, role: str) -> list[str]:
        """Those in a text that the role may not read."""
        return [
            word
            for word, may in self.readers.items()
            if word in text and role not in may and re.search(_standing(word), text)
        ]


def _standing(word: str) -> str:
    """How a word stands in a text; an amount on its own, for an identifier may hold its digits."""
    return rf"(?<!\w){re.escape(word)}" + (r"(?!\w)" if word.isdigit() else "")


@dataclass
class World:
    """Two clients and two practitioners who have nothing to do with one another, and staff."""

    users: dict[str, User]
    secrets: Secrets
    ours: SimpleNamespace
    theirs: SimpleNamespace
    editorial: SimpleNamespace


def made(sandbox: Any) -> World:
    """Ann is Ada's client and Ben is Bea's; whatever one pair has, the other has too."""
    secrets = Secrets()
    payouts.top_up(sandbox)
    ours = house("ada", "ann", 71, sandbox, secrets)
    theirs = house("bea", "ben", 83, sandbox, secrets)
    staff = {role: _staff(role, group, secrets) for role, group in STAFF.items()}
    people = {"ann": ours.client, "ada": ours.user, "ben": theirs.client, "bea": theirs.user}
    return World({**people, **staff}, secrets, ours, theirs, words.editorial(secrets))


def house(p: str, c: str, prime: int, sandbox: Any, secrets: Secrets) -> SimpleNamespace:
    """A practitioner `p` and a client `c`, with one of everything. Amounts end in `prime`."""
    one = SimpleNamespace(now=timezone.now().replace(microsecond=0), names=(p, c), prime=prime)
    one.member = Member(sandbox, "pm_card_visa")
    one.person, one.user = one.member.practitioner, one.member.user
    one.client = UserFactory(first_name=c.title())
    _about(one.user, p, secrets)
    _about(one.client, c, secrets, p)  # who is to come is told by name
    _practice(one, p, c, secrets)
    _offers(one, p, secrets)
    words.written(one, p, c, secrets)
    _bought(one, p, c, secrets)
    _told(one, p, c, secrets)
    _owed(one, p, sandbox, secrets)
    return one


def _about(user: User, name: str, secrets: Secrets, *told: str) -> None:
    user.email = secrets(f"mail{name}@secret.test", name)
    user.last_name = secrets(f"Surname{name}", name, *told)
    user.phone_number = secrets(f"+3519{len(name)}000{user.pk:05d}", name)
    user.save()
    user.profile.bio = secrets(f"Biography{name}", name)
    user.profile.location = secrets(f"Village{name}", name)
    user.profile.preferences = {"tone": secrets(f"Preference{name}", name)}
    user.profile.save()


def _staff(role: str, group: str, secrets: Secrets) -> User:
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    _about(user, role, secrets)
    return user


def _practice(one: SimpleNamespace, p: str, c: str, secrets: Secrets) -> None:
    """Where and when somebody works, and what only they know of it."""
    open_all_week(one.person)
    one.person.status_note = secrets(f"Standing{p}", p)
    one.person.save()
    one.place = PlaceFactory(
        practitioner=one.person,
        name=secrets(f"Room{p}", p, c),  # who has a firm seat is told where it is
        address=secrets(f"Street{p}", p, c),
    )
    Certification.objects.create(practitioner=one.person, title=secrets(f"Unseenpaper{p}", p))
    one.away = TimeAway.objects.create(
        practitioner=one.person,
        period=(one.now + timedelta(days=40), one.now + timedelta(days=41)),
        reason=secrets(f"Awaybecause{p}", p),
    )
    one.override = DateOverride.objects.create(
        practitioner=one.person, date=(one.now + timedelta(days=45)).date()
    )
    one.promotion = PromotionFactory(
        practitioner=one.person,
        code=secrets(f"CODE{p.upper()}", p),
        description=secrets(f"Campaign{p}", p),
    )


def _offers(one: SimpleNamespace, p: str, secrets: Secrets) -> None:
    """What is on sale, and what is not yet."""
    one.service = ServiceFactory(
        practitioner=one.person, title=f"Breathing with {p}", place=one.place,
        location_type="in_person",
    )  # fmt: skip
    one.workshop = ServiceFactory(
        practitioner=one.person, service_type="workshop", terms__capacity=20, place=one.place
    )
    one.draft_service = ServiceFactory(
        practitioner=one.person, title=secrets(f"Draftservice{p}", p), is_listed=False, terms=False
    )
    [one.full], [one.evening] = (
        planning.plan_sessions(
            service=one.workshop, starts=[one.now + timedelta(days=ahead)], capacity=seats,
            by=one.user, claim=None, now=one.now,
        )
        for ahead, seats in ((20, 1), (21, 20))
    )  # fmt: skip
    one.packages = {
        kind: PackageFactory(
            practitioner=one.person, kind=kind, terms__holds=_holds(one, kind),
        )
        for kind in ("package", "bundle")
    }  # fmt: skip
    one.draft_packages = {
        kind: PackageFactory(
            practitioner=one.person, kind=kind, terms__holds=_holds(one, kind),
            title=secrets(f"Draft{kind}{p}", p),
        )
        for kind in ("package", "bundle")
    }  # fmt: skip
    for package in one.draft_packages.values():
        type(package).objects.filter(pk=package.pk).update(status="draft")


def _holds(one: SimpleNamespace, kind: str) -> list[tuple[Service, int]]:
    return [(one.service, 3)] if kind == "package" else [(one.service, 2), (one.workshop, 2)]


def _bought(one: SimpleNamespace, p: str, c: str, secrets: Secrets) -> None:
    """What the client has of the practitioner, and how it was paid."""
    now = one.now
    one.paid = buying.paid(buying.booked(one.service, one.client))
    one.booking = buying.booking_of(one.paid)
    bookings.change_notes(booking_id=one.booking.pk, notes=secrets(f"Note{c}", c, p))
    one.held = buying.booked(one.service, one.client)
    one.begun = BookingFactory(
        client=one.client,
        session__service=one.service,
        session__starts_at=now - timedelta(minutes=10),
        notes=secrets(f"Begunnote{c}", c, p),
    )
    one.begun.participants.create(seat=1, name=secrets(f"Guest{c}", c, p))
    one.receipt = receipts.issue_receipt(order_id=one.paid.pk, now=now)
    one.slot = buying.word(one.service, buying.first_start(one.service, after=timedelta(days=6)))
    one.entitlement = Entitlement.objects.get(
        reference=f"order:{buying.package_paid(one.packages['package'], one.client).public_id}"
    )
    one.unit = one.entitlement.units.first()
    waits.full(one.full)
    one.waiting = waitlist.join(
        client=one.client, service=one.workshop, wish=Wish(session_id=one.full.public_id),
        claim=None, now=now,
    )  # fmt: skip
    one.lot = granted(
        one.client, 61_000 + one.prime, reason=secrets(f"Giftfor{c}", c), source="gift"
    )
    secrets(str(61_000 + one.prime), c)
    one.transfer = transfers.transfer(
        sender=_rich(secrets(f"Sender{c}", c)), receiver_email=one.client.email,
        amount_cents=1000, currency="usd", claim=None, now=now,
    )  # fmt: skip
    one.card = _saved(one.client)
    one.practitioners_card = SavedCard.objects.get(user=one.user)
    one.setup = setups.begin(user=one.client, claim=None)
    for setup in CardSetup.objects.filter(user=one.client):
        secrets(setup.provider_id or "none", *NEVER)
    one.calendar = bookings.open_calendar_feed(user=one.client, now=now)


def _rich(name: str) -> User:
    user = UserFactory(first_name=name)
    granted(user)
    return user


def _saved(user: User) -> SavedCard:
    setup = setups.begin(user=user, claim=None)
    settled = setups.settle(
        user=user, setup_id=setup.public_id, payment_method="pm_card_visa",
        return_url="https://frontend.test/return", claim=None, now=setup.created_at,
    )  # fmt: skip
    assert settled.card
    return settled.card


def _told(one: SimpleNamespace, p: str, c: str, secrets: Secrets) -> None:
    """What they were told, what they sent, and whom they follow."""
    for name, user in ((p, one.user), (c, one.client)):
        one.notification = NotificationFactory(user=user, title=secrets(f"Toldto{name}", name))
    one.upload = MediaAssetFactory(
        owner=one.client, purpose="avatar", file_name=secrets(f"Snapshot{c}.jpg", c)
    )
    one.begun_upload = MediaAssetFactory(
        owner=one.client, purpose="avatar", state=AssetState.BEGUN, storage_key=None,
        stored_at=None, file_name=secrets(f"Unfinished{c}.jpg", c),
    )  # fmt: skip
    _arrived(one.begun_upload)
    one.portrait = MediaAssetFactory(owner=one.user, file_name=secrets(f"Portrait{p}.jpg", p))
    followers.follow(name=str(one.person.public_id), by=one.client)


def _arrived(asset: MediaAsset) -> None:
    object_store().write(key=asset.incoming_key, content=jpeg(), content_type=asset.content_type)


def _owed(one: SimpleNamespace, p: str, sandbox: Any, secrets: Secrets) -> None:
    """What the practitioner earned, where it goes, and what they pay for their plan."""
    one.account = payouts.onboarded(one.person, sandbox)
    one.earning = payouts.earned(one.person, 90_000 + one.prime)
    for cents in (one.earning.gross_cents, one.earning.net_cents):
        secrets(str(cents), p)
    one.payout = payouts.requested(one.person)
    payouts.earned(one.person, 30_000)
    one.member.goes_to("professional")


def practitioner(world: World, role: str) -> Practitioner | None:
    """The working record of a role, if it has one."""
    return {"ada": world.ours.person, "bea": world.theirs.person}.get(role)
