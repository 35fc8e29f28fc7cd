"""Workshops and a course of the demo, with dates that lie ahead of whoever looks at it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.text import slugify

from cms import seeding as pages
from commerce.bookings import operations as bookings
from commerce.bookings import planning
from commerce.bookings.recurrence import Frequency, Rule, repeated
from estuary.demo import pictures, texts
from estuary.demo.crafts import Offer
from estuary.demo.people import Person, person
from estuary.kernel.errors import DomainError
from marketplace.catalogue import operations as catalogue
from marketplace.catalogue.models import Category, Service
from marketplace.catalogue.operations import Details, Figures
from marketplace.catalogue.states import ServiceType
from marketplace.practitioners.models import Practitioner


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """Something for several at once: who gives it, how many sit in it, and when it takes place.

    Its first date lies `days` ahead of the day it is planned, at `at` on their clock.
    """

    practitioner: int
    offer: Offer
    seats: int
    days: int
    at: time
    rule: Rule
    is_course: bool = False

    @property
    def service_type(self) -> ServiceType:
        """A workshop, unless its dates belong together."""
        return ServiceType.COURSE if self.is_course else ServiceType.WORKSHOP


RETREAT = Gathering(
    practitioner=0,
    offer=Offer(
        title="A day of breath and silence",
        summary="A Saturday by the sea for twelve people: breathing, walking, and hardly a word.",
        description="We begin at nine, leave our telephones in a basket, and breathe, walk and "
        "eat together until the evening. Most come by themselves, some with their team.",
        learn=("How long a quiet day is", "A practice of twenty minutes to take home"),
        included=("Breakfast, lunch and supper", "A room to rest in"),
        minutes=480,
        price=(480, 480),
        policy="strict",
    ),
    seats=12,
    days=26,
    at=time(9),
    rule=Rule(frequency=Frequency.MONTHLY, count=3),
)
GATHERINGS = (
    RETREAT,
    Gathering(
        practitioner=0,
        offer=Offer(
            title="Breathing together",
            summary="An evening of slow breathing in a small circle, once a fortnight.",
            description="Twenty people, two hours, one simple practice. We breathe, rest, and "
            "talk for as long as anybody wants to. Come as you are.",
            learn=("A practice for restless evenings", "How a group carries you"),
            included=("A recording to take home",),
            minutes=120,
            price=(35, 35),
            policy="flexible",
        ),
        seats=20,
        days=15,
        at=time(19),
        rule=Rule(frequency=Frequency.WEEKLY, step=2, count=4),
    ),
    Gathering(
        practitioner=1,
        offer=Offer(
            title="One page for the year to come",
            summary="A quiet afternoon for eight people who want to know what matters next.",
            description="We write, walk and talk in pairs, and you leave with one page that you "
            "can hang on the fridge.",
            learn=("How to choose three things, and leave thirty",),
            included=("The worksheet", "A letter from yourself after six months"),
            minutes=180,
            price=(90, 90),
        ),
        seats=8,
        days=18,
        at=time(13),
        rule=Rule(frequency=Frequency.MONTHLY, count=3),
    ),
    Gathering(
        practitioner=2,
        offer=Offer(
            title="Six weeks to better nights",
            summary="A course for light sleepers: an hour a week, a small change each time.",
            description="We meet on the same evening for six weeks. Each week brings one change "
            "to try, and you hear how the others fared with theirs.",
            learn=("What your nights need", "Which habits to keep, and which to drop"),
            included=("A sleep diary", "Messages between the sessions"),
            minutes=60,
            price=(210, 210),
        ),
        seats=12,
        days=16,
        at=time(20),
        rule=Rule(frequency=Frequency.WEEKLY, count=6),
        is_course=True,
    ),
    Gathering(
        practitioner=4,
        offer=Offer(
            title="Sound bath for the end of the week",
            summary="Lie down, close your eyes, and let bowls and gongs do the rest.",
            description="An hour of bowls and gongs for fifteen people. Bring something warm.",
            learn=("How to rest without sleeping",),
            included=("Tea afterwards",),
            minutes=75,
            price=(30, 30),
            policy="flexible",
        ),
        seats=15,
        days=14,
        at=time(18, 30),
        rule=Rule(frequency=Frequency.WEEKLY, count=8),
    ),
)


def plan(*, people: int, shelves: dict[str, Category], now: datetime) -> Iterator[str]:
    """Offer and plan what is missing, of the first `people` practitioners; yields what was done."""
    wanted = [one for one in GATHERINGS if one.practitioner < people]
    made = sum(_make(one, shelves, now) for one in wanted)
    yield f"{made} workshops and courses"


def _make(gathering: Gathering, shelves: dict[str, Category], now: datetime) -> bool:
    """Whether there was anything to do."""
    who = person(gathering.practitioner)
    row = Practitioner.objects.get(user__email=who.email)
    service = row.services.filter(title=gathering.offer.title).first()
    if service and service.is_listed:
        return False
    service = service or catalogue.create_service(
        practitioner_id=row.pk,
        title=gathering.offer.title,
        summary=gathering.offer.summary,
        service_type=gathering.service_type,
        details=Details(category_id=shelves[who.craft.category].pk),
    )
    if service.status == "draft":
        catalogue.set_terms(service_id=service.pk, figures=_figures(gathering))
        catalogue.activate(service_id=service.pk)
    _plan(gathering, service, now)
    # The page comes last, so a listed one ends the work.
    service = Service.objects.select_related("practitioner").get(pk=service.pk)
    pages.write_listing(service=service, text=_listing(gathering, who))
    bookings.refresh_next_available(practitioner_id=row.pk, now=now)
    return True


def _figures(gathering: Gathering) -> Figures:
    return Figures(
        price_cents=gathering.offer.price[0] * 100,
        duration_minutes=gathering.offer.minutes,
        capacity=gathering.seats,
        cancellation_policy=gathering.offer.policy,
        joins_late=gathering.is_course,
    )


def _plan(gathering: Gathering, service: Service, now: datetime) -> None:
    if service.sessions.exists():
        return
    zone = ZoneInfo(service.practitioner.timezone)
    day = now.astimezone(zone).date() + timedelta(days=gathering.days)
    first = datetime.combine(day, gathering.at, zone)
    try:
        planning.plan_sessions(
            service=service,
            starts=repeated(gathering.rule, first=first, zone=zone).starts,
            by=service.practitioner.user,
            claim=None,
            now=now,
        )
    except DomainError:
        return  # somebody who played with the demo has other plans then


def _listing(gathering: Gathering, who: Person) -> pages.ListingText:
    offer = gathering.offer
    return pages.ListingText(
        title=offer.title,
        summary=offer.summary,
        description=texts.description(offer, who, online=True),
        what_you_will_learn=offer.learn,
        included=offer.included,
        modalities=[who.craft.slug],
        picture=pages.PictureFile(
            name=f"{slugify(offer.title)}.jpg",
            content=pictures.scene(who.craft.scene, seed=offer.title),
            description=f"A drawing of {pictures.SCENES_IN_WORDS[who.craft.scene]}",
        ),
    )
