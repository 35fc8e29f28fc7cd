"""What happens to services: their published words, their terms, and their standing."""

from dataclasses import dataclass
from typing import Any

from estuary.kernel import db, locks
from estuary.kernel.errors import DomainError, Kind
from marketplace.catalogue import policies
from marketplace.catalogue.models import Service
from marketplace.catalogue.policies import BookingRules
from marketplace.practitioners.models import Practitioner
from marketplace.practitioners.policies import free_slug


class ServiceNotFound(DomainError):
    kind, message = Kind.MISSING, "There is no such service."


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingWords:
    """What a published service page says, as far as cards, search and mail need it."""

    title: str
    summary: str
    slug: str
    picture: dict[str, Any] | None
    modalities: list[str]


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
    row.slug = _free_slug(words.slug, but=row)
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


def _free_slug(wanted: str, *, but: Service | None = None) -> str:
    locks.take(f"service-slug:{wanted}")  # two at once would both find it free
    others = Service.objects.exclude(pk=but.pk) if but else Service.objects.all()
    taken = set(others.filter(slug__startswith=wanted[:100]).values_list("slug", flat=True))
    return free_slug(wanted, taken=taken | RESERVED_SLUGS, longest=160)


# Addresses that stand where a slug would.
RESERVED_SLUGS = frozenset({"categories"})
