"""What happens to services: their terms, their standing, their published words."""

import dataclasses
from collections.abc import Collection, Mapping
from datetime import datetime

from django.utils.text import slugify

from estuary.kernel import db, events, locks
from estuary.kernel.errors import DomainError, Kind
from marketplace.catalogue import policies, states
from marketplace.catalogue.events import ServiceChanged, ServiceRetired
from marketplace.catalogue.models import FormerServiceSlug, Service, ServiceTerms
from marketplace.catalogue.policies import BookingRules
from marketplace.catalogue.states import LocationType, ServiceStatus, ServiceType
from marketplace.catalogue.values import Details as Details
from marketplace.catalogue.values import Figures as Figures
from marketplace.catalogue.values import ListingWords as ListingWords
from marketplace.practitioners.models import Place, Practitioner
from marketplace.practitioners.policies import free_slug


class ServiceNotFound(DomainError):
    kind, message = Kind.MISSING, "There is no such service."


class ServiceNotInThisState(DomainError):
    """The service's standing does not allow this step."""

    kind, message = Kind.CONFLICT, "The service's standing does not allow this."


class ServiceWithoutTerms(DomainError):
    kind, message = Kind.CONFLICT, "Set a price and a length before putting the service on sale."


class ServiceWithoutPlace(DomainError):
    kind, message = Kind.CONFLICT, "Say where the service is given before putting it on sale."


class SessionHasOneSeat(DomainError):
    message = "A session is for one client. Offer a workshop for several."


class OnlyCoursesAreJoinedLate(DomainError):
    message = "Only a course can be joined after it has begun."


class PlaceOfAnother(DomainError):
    message = "This place belongs to another practitioner."


# By itself, or as a step of writing a service's page: row and words are made and changed together.
@db.transaction_if_not_already
def create_service(
    *,
    practitioner_id: int,
    title: str,
    summary: str = "",
    service_type: str = ServiceType.SESSION,
    details: Details | None = None,
) -> Service:
    """A new service as a draft: nobody sees or buys it yet. Raises PlaceOfAnother."""
    practitioner = Practitioner.objects.get(pk=practitioner_id)
    row = Service(
        practitioner=practitioner,
        practitioner_name=practitioner.display_name,
        service_type=service_type,
        title=title,
        summary=summary,
        slug=_free_slug(slugify(title)),
    )
    _take_over(row, details or Details())
    row.save()
    return row


# As for `create_service`.
@db.transaction_if_not_already
def change_service(*, service_id: int, details: Details) -> Service:
    """Change how and where a service is given; what is booked already stays as it is.

    Raises ServiceNotFound, ServiceNotInThisState when it is archived, PlaceOfAnother, and
    ServiceWithoutPlace when it is on sale and would lose its place.
    """
    row = _in_one_of(states.MAY_BE_CHANGED, service_id)
    _take_over(row, details)
    if row.status == ServiceStatus.ACTIVE:
        _refuse_without_place(row)
    row.save(update_fields=[*dataclasses.asdict(details), "updated_at"])
    events.record(ServiceChanged(service_id=row.pk))
    return row


# As for `create_service`.
@db.transaction_if_not_already
def set_terms(*, service_id: int, figures: Figures) -> ServiceTerms:
    """Sell under these figures from now on; past sales keep the version they were made under.

    A version is never changed: other figures make a new one, the same ones none. Raises
    ServiceNotFound, ServiceNotInThisState, SessionHasOneSeat and OnlyCoursesAreJoinedLate.
    """
    row = _in_one_of(states.MAY_BE_CHANGED, service_id)
    _refuse_of_another_type(row, figures)
    latest = row.versions.order_by("-version").first()
    wanted = dataclasses.asdict(figures)
    if latest is not None and all(getattr(latest, name) == wanted[name] for name in wanted):
        return latest
    terms = ServiceTerms.objects.create(
        service=row, version=latest.version + 1 if latest else 1, **wanted
    )
    row.terms = terms
    row.save(update_fields=["terms", "updated_at"])
    refresh_price_from(practitioner_id=row.practitioner_id)
    events.record(ServiceChanged(service_id=row.pk))
    return terms


@db.transaction
def activate(*, service_id: int) -> Service:
    """Put a draft or paused service on sale; the public sees it once its page is published.

    Raises ServiceNotFound, ServiceNotInThisState, ServiceWithoutTerms, ServiceWithoutPlace.
    """
    row = _in_one_of(states.MAY_BE_ACTIVATED, service_id)
    if row.terms_id is None:
        raise ServiceWithoutTerms
    _refuse_without_place(row)
    return _move(row, ServiceStatus.ACTIVE)


@db.transaction
def pause(*, service_id: int) -> Service:
    """Stop selling for a while; what is booked stays. Raises ServiceNotInThisState."""
    return _move(_in_one_of(states.MAY_BE_PAUSED, service_id), ServiceStatus.PAUSED)


# As for `create_service`.
@db.transaction_if_not_already
def archive(*, service_id: int) -> Service:
    """Stop selling for good; what is booked stays. Raises ServiceNotInThisState."""
    row = _in_one_of(states.MAY_BE_ARCHIVED, service_id)
    events.record(ServiceRetired(service_id=row.pk))
    return _move(row, ServiceStatus.ARCHIVED)


# Wagtail publishes inside a transaction when a workflow approves, and outside one when an editor
# or the clock does; whoever hears of it cannot know which.
@db.transaction_if_not_already
def publish(*, service_id: int, words: ListingWords) -> None:
    """Take over the words of a page that has been published, and list the service.

    The public sees it only when it is active as well, and its practitioner public. A slug that
    another service has gets a number behind it. Raises ServiceNotFound.
    """
    row = _locked(service_id)
    row.title = words.title
    row.summary = words.summary
    _rename(row, _free_slug(words.slug, but=row))
    row.picture = words.picture
    row.modalities = words.modalities
    row.is_listed = True
    row.save(
        update_fields=[
            "title",
            "summary",
            "slug",
            "picture",
            "modalities",
            "is_listed",
            "updated_at",
        ]
    )
    refresh_price_from(practitioner_id=row.practitioner_id)


# As for `publish`.
@db.transaction_if_not_already
def unpublish(*, service_id: int) -> None:
    """Take the service off the public lists; the words stay. Raises ServiceNotFound."""
    row = _locked(service_id)
    row.is_listed = False
    row.save(update_fields=["is_listed", "updated_at"])
    refresh_price_from(practitioner_id=row.practitioner_id)


@db.transaction
def take_over_name(*, practitioner_id: int, **_later: object) -> None:
    """Copy a practitioner's published name to all their services, where search looks for it."""
    practitioner = Practitioner.objects.get(pk=practitioner_id)
    Service.objects.of(practitioner).exclude(practitioner_name=practitioner.display_name).update(
        practitioner_name=practitioner.display_name
    )


def booking_rules(service: Service) -> BookingRules:
    """When a service may be booked: its own figures, or its practitioner's."""
    return policies.rules(own=service, usual=service.practitioner)


@db.transaction_required
def refresh_price_from(*, practitioner_id: int) -> None:
    """Write down the lowest price among what a practitioner sells now.

    The practitioner's row is locked before the prices are read: of two changes at once, the
    later one sees both.
    """
    practitioner = Practitioner.objects.lock().get(pk=practitioner_id)
    lowest = Service.objects.of(practitioner).offered().lowest_price_cents()
    if practitioner.price_from_cents != lowest:
        practitioner.price_from_cents = lowest
        practitioner.save(update_fields=["price_from_cents", "updated_at"])


def _locked(service_id: int) -> Service:
    row = Service.objects.lock().filter(pk=service_id).first()
    if row is None:
        raise ServiceNotFound
    return row


def _in_one_of(allowed: Collection[ServiceStatus], service_id: int) -> Service:
    row = _locked(service_id)
    if row.status not in allowed:
        standing = ServiceStatus(row.status).label.lower()
        raise ServiceNotInThisState(f"The service is “{standing}”: this is not possible.")
    return row


def _move(row: Service, status: ServiceStatus) -> Service:
    row.status = status
    row.save(update_fields=["status", "updated_at"])
    refresh_price_from(practitioner_id=row.practitioner_id)
    events.record(ServiceChanged(service_id=row.pk))
    return row


def _take_over(row: Service, details: Details) -> None:
    place = details.place_id
    if place and not Place.objects.filter(pk=place, practitioner=row.practitioner_id).exists():
        raise PlaceOfAnother
    for name, value in dataclasses.asdict(details).items():
        setattr(row, name, value)


def _refuse_of_another_type(row: Service, figures: Figures) -> None:
    if row.service_type == ServiceType.SESSION and figures.capacity > 1:
        raise SessionHasOneSeat
    if row.service_type != ServiceType.COURSE and figures.joins_late:
        raise OnlyCoursesAreJoinedLate


def _refuse_without_place(row: Service) -> None:
    if row.location_type != LocationType.VIRTUAL and row.place_id is None:
        raise ServiceWithoutPlace


def _rename(row: Service, slug: str) -> None:
    """Call it so from now on; what it was called before goes on leading to it."""
    if slug == row.slug:
        return
    row.former_slugs.filter(slug=slug).delete()
    row.former_slugs.create(slug=row.slug)
    row.slug = slug


def _free_slug(wanted: str, *, but: Service | None = None) -> str:
    locks.take(f"service-slug:{wanted}")  # two at once would both find it free
    others = Service.objects.exclude(pk=but.pk) if but else Service.objects.all()
    taken = set(others.filter(slug__startswith=wanted[:100]).values_list("slug", flat=True))
    # Asked second: one that is given up meanwhile was still in the first answer.
    former = FormerServiceSlug.objects.filter(slug__startswith=wanted[:100])
    taken |= set(former.exclude(service=but).values_list("slug", flat=True))
    return free_slug(wanted, taken=taken | RESERVED_SLUGS, longest=160)


# Addresses that stand where a slug would.
RESERVED_SLUGS = frozenset({"categories"})


@db.transaction
def note_next_available(*, practitioner_id: int, at: Mapping[int, datetime | None]) -> None:
    """Write down when each service can next be booked, and the soonest for its practitioner.

    Told from above, where it is known what is occupied; for lists only.
    """
    for service_id, moment in at.items():
        Service.objects.filter(pk=service_id, practitioner=practitioner_id).update(
            next_available_at=moment
        )
    soonest = min((moment for moment in at.values() if moment is not None), default=None)
    Practitioner.objects.filter(pk=practitioner_id).update(next_available_at=soonest)
