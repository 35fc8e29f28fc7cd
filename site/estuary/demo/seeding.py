"""Puts the demo into the database through the same operations that people use.

What is there already is left alone, so a second run changes nothing and is quick; a run that was
cut off goes on where it stopped.
"""

import functools
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from cms import seeding as pages
from cms.pages.models import StandardPage
from commerce.bookings import operations as bookings
from estuary.demo import (
    accounts,
    editorial,
    gatherings,
    packages,
    pictures,
    practice,
    sessions,
    streams,
    texts,
)
from estuary.demo.accounts import ACCOUNTS, NEIGHBOURS, PASSWORD
from estuary.demo.crafts import CATEGORIES, CRAFTS, Craft, Offer
from estuary.demo.people import Person, person
from marketplace.accounts.models import User
from marketplace.catalogue import operations as catalogue
from marketplace.catalogue.models import Category, Service
from marketplace.catalogue.operations import Details, Figures
from marketplace.catalogue.states import LocationType
from marketplace.practitioners import operations as practitioners
from marketplace.practitioners.models import Practitioner
from marketplace.practitioners.values import Application, Paper, PlaceOfWork
from marketplace.schedules import operations as schedules

# They come after the practitioners, so a larger demo verifies them and has others waiting.
APPLICANTS = 2


def seed(*, people: int, now: datetime) -> Iterator[str]:
    """Make everything that is missing, up to `people` practitioners; yields what was done."""
    hashed = make_password(PASSWORD)  # slow on purpose, so once for all
    made = sum(accounts.make(account, hashed) for account in (*ACCOUNTS, *NEIGHBOURS))
    yield f"{made} accounts"
    shelves = _categories()
    _pages()
    yield f"{len(shelves)} categories, {len(CRAFTS)} modalities and the first pages"
    if editorial.write():
        yield "menus, help, a campaign, and the first pages in Portuguese"
    done = 0
    for number in range(people):
        done += _practitioner(person(number), shelves, hashed, now)
        if done and done % 10 == 0:
            yield f"{done} practitioners so far"
    yield f"{done} practitioners made, {people - done} were there"
    yield f"{packages.offer(people=people)} packages and bundles"
    for number in range(people, people + APPLICANTS):
        _applicant(person(number), hashed)
    yield f"{streams.publish(people=people, now=now)} streams with what is said below them"
    yield from gatherings.plan(people=people, shelves=shelves, now=now)
    yield from practice.sell(people=people, now=now)
    yield from sessions.buy(people=people, now=practice.after_it(now))
    yield from practice.arrive(now=now)


def _categories() -> dict[str, Category]:
    return {
        slug: Category.objects.get_or_create(
            slug=slug, defaults={"name": name, "summary": summary, "position": position}
        )[0]
        for position, (slug, (name, summary)) in enumerate(CATEGORIES.items(), start=1)
    }


def _pages() -> None:
    """Once only: what an editor has made of the first pages is theirs."""
    if StandardPage.objects.filter(slug="about").exists():
        return
    pages.write_modalities({craft.slug: (craft.name, craft.about) for craft in CRAFTS})
    pages.write_home(
        pages.PageText(
            title="Estuary",
            introduction="Find somebody who helps you feel better, and a time that suits you both.",
            body=[
                ("heading", {"text": "Care, by people", "level": "h2"}),
                (
                    "words",
                    "<p>Breathwork in Lisbon, qigong in Kathmandu, a calm voice before sleep: "
                    "every practitioner here was looked at by a person before you see them.</p>",
                ),
            ],
        )
    )
    pages.write_page(
        slug="about",
        text=pages.PageText(
            title="About Estuary",
            introduction="A small marketplace for people who look after people.",
            body=[
                (
                    "words",
                    "<p>Practitioners set their own hours and prices. You see the price, the "
                    "cancellation policy and the free times before you pay.</p>",
                ),
            ],
            show_in_menus=True,
        ),
    )


def _practitioner(who: Person, shelves: dict[str, Category], hashed: str, now: datetime) -> bool:
    """Whether there was anything to do. Services come first, so a listed page ends the work."""
    row = Practitioner.objects.filter(user__email=who.email).first()
    if row and row.is_listed and not row.services.filter(is_listed=False).exists():
        return False
    row = row or _apply(who, hashed)
    _open_hours(row, who, now)
    _verify(row, now)
    pages.write_profile(practitioner=row, text=_profile(who))
    row.refresh_from_db()  # the page's words are in it now
    for offer in _offers(who):
        _service(row, who, offer, shelves)
    bookings.refresh_next_available(practitioner_id=row.pk, now=now)
    return True


def _applicant(who: Person, hashed: str) -> None:
    """Somebody who waits for staff to look at their papers."""
    if not Practitioner.objects.filter(user__email=who.email).exists():
        _apply(who, hashed)


def _apply(who: Person, hashed: str) -> Practitioner:
    user = User.objects.with_email(who.email).first() or accounts.make_user(
        hashed,
        zone=who.town.zone,
        email=who.email,
        first_name=who.first_name,
        last_name=who.last_name,
    )
    row = practitioners.apply(
        user=user,
        application=Application(
            display_name=who.name,
            professional_title=texts.title(who),
            summary=texts.summary(who),
            timezone=who.town.zone,
            specializations=who.draw("specializations").sample(who.craft.specializations, 3),
            languages=list(who.country.languages),
            years_of_experience=who.years,
            place=PlaceOfWork(
                city=who.town.city,
                region=who.town.region,
                country=who.country.code,
                latitude=who.town.latitude,
                longitude=who.town.longitude,
            ),
            certifications=[
                Paper(
                    title=f"Diploma in {who.craft.name.lower()}",
                    issuer=who.craft.school,
                    issued_on=date(2026 - who.years, 6, 30),
                )
            ],
        ),
    )
    if who.is_featured:
        row.is_featured = True
        row.save(update_fields=["is_featured"])
    return row


def _open_hours(row: Practitioner, who: Person, now: datetime) -> None:
    if row.weekly_hours.exists():
        return
    schedules.set_weekly_hours(practitioner_id=row.pk, windows=who.hours)
    if who.number % 5 == 3:
        begins = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=20)
        schedules.take_time_away(
            practitioner_id=row.pk,
            start=begins,
            end=begins + timedelta(days=7),
            reason="Holiday",
            now=now,
        )


def _verify(row: Practitioner, now: datetime) -> None:
    row.refresh_from_db()
    if row.status == "applied":
        practitioners.start_review(practitioner_id=row.pk)
        row.refresh_from_db()
    if row.status == "in_review":
        practitioners.verify(practitioner_id=row.pk, now=now)


def _offers(who: Person) -> list[tuple[Craft, Offer]]:
    """Two or three of their own craft, and sometimes one of the second."""
    draw = who.draw("offers")
    own = [(who.craft, offer) for offer in who.craft.offers[: draw.choice([2, 2, 3])]]
    return [*own, (who.second, who.second.offers[0])] if draw.random() < 0.35 else own


def _service(
    row: Practitioner, who: Person, of: tuple[Craft, Offer], shelves: dict[str, Category]
) -> None:
    craft, offer = of
    service = row.services.filter(title=offer.title).first() or catalogue.create_service(
        practitioner_id=row.pk,
        title=offer.title,
        summary=offer.summary,
        details=_details(row, who, shelves[craft.category]),
    )
    if service.status == "draft":
        catalogue.set_terms(service_id=service.pk, figures=_figures(who, offer))
        catalogue.activate(service_id=service.pk)
    if not service.is_listed:
        pages.write_listing(
            service=Service.objects.select_related("practitioner").get(pk=service.pk),
            text=_listing(who, craft, offer),
        )


def _details(row: Practitioner, who: Person, shelf: Category) -> Details:
    place = row.places.first() if who.sees_people else None
    return Details(
        category_id=shelf.pk,
        location_type=LocationType.HYBRID if place else LocationType.VIRTUAL,
        place_id=place.pk if place else None,
    )


def _figures(who: Person, offer: Offer) -> Figures:
    low, high = offer.price
    dollars = who.draw(offer.title).randrange(low, high + 1, 5)
    return Figures(
        price_cents=dollars * 100,
        duration_minutes=offer.minutes,
        cancellation_policy=offer.policy,
    )


def _profile(who: Person) -> pages.ProfileText:
    return pages.ProfileText(
        name=who.name,
        professional_title=texts.title(who),
        summary=texts.summary(who),
        story=texts.story(who),
        approach=texts.approach(who),
        modalities=[who.craft.slug, who.second.slug],
        education=texts.education(who),
        questions=texts.questions(who),
        picture=pages.PictureFile(
            name=f"portrait-{slugify(who.name)}.jpg",
            content=pictures.portrait(who.face),
            description=f"Portrait of {who.name}",
        ),
    )


def _listing(who: Person, craft: Craft, offer: Offer) -> pages.ListingText:
    return pages.ListingText(
        title=offer.title,
        summary=offer.summary,
        description=texts.description(offer, who),
        what_you_will_learn=offer.learn,
        included=offer.included,
        modalities=[craft.slug],
        picture=_scene(craft.scene, offer.title),
    )


@functools.cache
def _scene(kind: str, title: str) -> pages.PictureFile:
    """One picture an offer, shared by all who make it."""
    return pages.PictureFile(
        name=f"{slugify(title)}.jpg",
        content=pictures.scene(kind, seed=title),
        description=f"A drawing of {pictures.SCENES_IN_WORDS[kind]}",
    )
