"""Many times the usual demo, for looking at how lists, search and the back office bear it.

These people have pages, a service and posts, and no hours: nobody books them. They are written
in bulk, since thousands of publications the usual way would take hours.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils.text import slugify

from cms.importing import import_pages
from cms.models import (
    Modality,
    Post,
    PostPage,
    PractitionerIndexPage,
    PractitionerPage,
    ServicePage,
    StreamPage,
)
from cms.streams.states import Access, PostKind
from estuary.demo import texts
from estuary.demo.people import Person, person
from estuary.kernel import db
from marketplace.accounts.models import User
from marketplace.catalogue.models import Category, Service, ServiceTerms
from marketplace.catalogue.states import ServiceStatus
from marketplace.practitioners.models import Practitioner
from marketplace.practitioners.states import PractitionerStatus

PEOPLE = 5_000
POSTS_EACH = 4
AT_A_TIME = 500


def seed(*, beginning: int, hashed: str, now: datetime) -> Iterator[str]:
    """Make what is missing of PEOPLE more, from the person with this number on."""
    shelves = {one.slug: one for one in Category.objects.all()}
    modalities = {one.slug: one for one in Modality.objects.filter(locale__language_code="en")}
    for first in range(beginning, beginning + PEOPLE, AT_A_TIME):
        people = [person(number) for number in range(first, first + AT_A_TIME)]
        there = set(
            User.objects.filter(email__in=[_email(who) for who in people]).values_list(
                "email", flat=True
            )
        )
        people = [who for who in people if _email(who) not in there]
        if people:
            _make(people, shelves, modalities, hashed, now)
        yield f"{first + AT_A_TIME - beginning} of {PEOPLE} more practitioners"


@db.transaction
def _make(
    people: list[Person],
    shelves: dict[str, Category],
    modalities: dict[str, Modality],
    hashed: str,
    now: datetime,
) -> None:
    rows = _practitioners(people, hashed, now)
    pages = [_profile(who, row) for who, row in zip(people, rows, strict=True)]
    index = PractitionerIndexPage.topmost()
    import_pages([(index, page) for page in pages], now=now)
    both = [(page, who) for page, who in zip(pages, people, strict=True)]
    _practise(PractitionerPage, [(p, (w.craft.slug, w.second.slug)) for p, w in both], modalities)
    _services(people, rows, pages, shelves, modalities, now)
    _posts(people, rows, pages, modalities, now)


def _practitioners(people: list[Person], hashed: str, now: datetime) -> list[Practitioner]:
    users = User.objects.bulk_create(
        User(
            email=_email(who),
            password=hashed,
            first_name=who.first_name,
            last_name=who.last_name,
            is_verified=True,
        )
        for who in people
    )
    return Practitioner.objects.bulk_create(
        Practitioner(
            user=user,
            status=PractitionerStatus.VERIFIED,
            verified_at=now,
            is_listed=True,
            slug=_slug(who),
            display_name=who.name,
            professional_title=texts.title(who),
            summary=texts.summary(who),
            modalities=sorted({who.craft.slug, who.second.slug}),
            languages=list(who.country.languages),
            specializations=who.draw("specializations").sample(who.craft.specializations, 3),
            years_of_experience=who.years,
            timezone=who.town.zone,
        )
        for who, user in zip(people, users, strict=True)
    )


def _profile(who: Person, row: Practitioner) -> PractitionerPage:
    return PractitionerPage(
        practitioner=row,
        owner_id=row.user_id,
        title=who.name,
        slug=row.slug,
        professional_title=row.professional_title,
        summary=row.summary,
        story=texts.story(who),
        approach=texts.approach(who),
    )


def _services(
    people: list[Person],
    rows: list[Practitioner],
    pages: list[PractitionerPage],
    shelves: dict[str, Category],
    modalities: dict[str, Modality],
    now: datetime,
) -> None:
    offers = [who.craft.offers[0] for who in people]
    services = Service.objects.bulk_create(
        Service(
            practitioner=row,
            practitioner_name=row.display_name,
            title=offer.title,
            summary=offer.summary,
            slug=f"{slugify(offer.title)}-{who.number}",
            category=shelves.get(who.craft.category),
            modalities=[who.craft.slug],
        )
        for who, row, offer in zip(people, rows, offers, strict=True)
    )
    terms = ServiceTerms.objects.bulk_create(
        ServiceTerms(
            service=service,
            version=1,
            price_cents=offer.price[0] * 100,
            duration_minutes=offer.minutes,
            cancellation_policy=offer.policy,
        )
        for service, offer in zip(services, offers, strict=True)
    )
    for service, version, row in zip(services, terms, rows, strict=True):
        service.terms, service.status, service.is_listed = version, ServiceStatus.ACTIVE, True
        row.price_from_cents = version.price_cents
    Service.objects.bulk_update(services, ["terms", "status", "is_listed"])
    Practitioner.objects.bulk_update(rows, ["price_from_cents"])
    words = [
        ServicePage(
            service=service,
            owner_id=page.owner_id,
            title=service.title,
            slug=service.slug,
            summary=service.summary,
            description=texts.description(offer, who, online=True),
        )
        for who, page, service, offer in zip(people, pages, services, offers, strict=True)
    ]
    import_pages(list(zip(pages, words, strict=True)), now=now)
    _practise(
        ServicePage,
        [(page, (who.craft.slug,)) for page, who in zip(words, people, strict=True)],
        modalities,
    )


def _posts(
    people: list[Person],
    rows: list[Practitioner],
    pages: list[PractitionerPage],
    modalities: dict[str, Modality],
    now: datetime,
) -> None:
    channels = [
        StreamPage(
            practitioner=row,
            owner_id=row.user_id,
            title=f"Notes by {who.first_name}",
            slug="stream",
        )
        for who, row in zip(people, rows, strict=True)
    ]
    import_pages(list(zip(pages, channels, strict=True)), now=now)
    told = [
        (who, row, channel, number)
        for who, row, channel in zip(people, rows, channels, strict=True)
        for number in range(POSTS_EACH)
    ]
    posts = Post.objects.bulk_create(
        Post(
            practitioner=row,
            is_listed=True,
            slug=f"{slugify(_title(who, number))}-{who.number}-{number}",
            kind=PostKind.ARTICLE,
            access=_ACCESS[number % len(_ACCESS)],
            title=_title(who, number),
            teaser=who.craft.about,
            modalities=[who.craft.slug],
            published_at=now - timedelta(hours=who.number + number),
        )
        for who, row, _, number in told
    )
    words = [
        PostPage(
            post=post,
            owner_id=row.user_id,
            kind=post.kind,
            access=post.access,
            title=post.title,
            slug=post.slug,
            teaser=post.teaser,
            body=[
                {"type": "heading", "value": {"text": post.title, "level": "h2"}},
                {"type": "words", "value": texts.story(who)},
            ],
        )
        for (who, row, _, _), post in zip(told, posts, strict=True)
    ]
    import_pages(
        [(channel, page) for (_, _, channel, _), page in zip(told, words, strict=True)], now=now
    )
    _practise(
        PostPage,
        [(page, (who.craft.slug,)) for (who, *_), page in zip(told, words, strict=True)],
        modalities,
    )


def _practise(
    model: type[Any], pages: list[tuple[Any, tuple[str, ...]]], modalities: dict[str, Modality]
) -> None:
    through = model.modalities.through
    key = f"{model._meta.model_name}_id"
    through.objects.bulk_create(
        through(**{key: page.pk, "modality_id": modalities[slug].pk})
        for page, slugs in pages
        for slug in set(slugs)
        if slug in modalities
    )


def _email(who: Person) -> str:
    return f"many.{who.number}@estuary.test"


def _slug(who: Person) -> str:
    return f"{slugify(who.name)}-{who.number}"


def _title(who: Person, number: int) -> str:
    return _TITLES[number % len(_TITLES)].format(craft=who.craft.name.lower())


_ACCESS = (Access.FREE, Access.FREE, Access.FOLLOWERS, Access.PURCHASERS)
_TITLES = (
    "What {craft} taught me this year",
    "A small practice of {craft} for the evening",
    "Three questions people ask about {craft}",
    "When {craft} is not the answer",
)
