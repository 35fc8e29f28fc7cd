"""What happens to packages and bundles: their words, their terms, their standing."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.utils.text import slugify

from estuary.kernel import db, events, locks
from estuary.kernel.errors import DomainError, Kind
from marketplace.accounts.models import User
from marketplace.catalogue.models import Service
from marketplace.catalogue.states import ServiceStatus, ServiceType
from marketplace.packages import pricing, states
from marketplace.packages.events import PackageChanged
from marketplace.packages.models import LEAST_CENTS, Package, PackageItem, PackageTerms
from marketplace.packages.states import PackageKind, PackageStatus
from marketplace.packages.values import Content as Content
from marketplace.packages.values import PackageFigures as PackageFigures
from marketplace.packages.values import PackageWords as PackageWords
from marketplace.practitioners.models import Practitioner
from marketplace.practitioners.policies import free_slug

# So that a sale stays a matter of dozens of rows.
MOST_UNITS = 100
SOLD_IN_PACKAGES = (ServiceType.SESSION, ServiceType.WORKSHOP)


class PackageNotFound(DomainError):
    kind, message = Kind.MISSING, "There is no such package."


class PackageNotInThisState(DomainError):
    """The package's standing does not allow this step."""

    kind, message = Kind.CONFLICT, "The package's standing does not allow this."


class ServiceNotOffered(DomainError):
    kind, message = Kind.CONFLICT, "Every service in it must be on sale before it is."


class ServiceNotForPackages(DomainError):
    """Not one's own, without a price yet, archived, or a course, which is a set by itself."""

    message = "Only your own sessions and workshops with a price can be sold this way."


class WrongContents(DomainError):
    """It is not what a package, or a bundle, is."""

    message = "A package holds two units of one service or more, a bundle two services or more."


class PackageTooDear(DomainError):
    message = "It must not cost more than its parts."


class PackageTooCheap(DomainError):
    message = "It must cost half a unit of money at least."


@db.transaction
def create_package(
    *, by: User, kind: PackageKind, words: PackageWords, figures: PackageFigures
) -> Package:
    """A new package or bundle of the practitioner `by`, as a draft that nobody else sees.

    Raises PackageNotFound for one who is no practitioner, WrongContents, ServiceNotForPackages,
    PackageTooDear, PackageTooCheap.
    """
    practitioner = Practitioner.objects.of(by).first()
    if practitioner is None:
        raise PackageNotFound
    row = Package.objects.create(
        practitioner=practitioner,
        kind=kind,
        title=words.title,
        summary=words.summary,
        slug=_free_slug(slugify(words.title)),
    )
    _set_terms(row, figures)
    return row


@db.transaction
def change_package(
    *,
    public_id: UUID,
    by: User,
    words: PackageWords | None = None,
    figures: PackageFigures | None = None,
) -> Package:
    """Say it in other words, or sell it under other figures from now on.

    What is sold already keeps the version it was sold under. The address stays. Raises as
    `create_package` does, and PackageNotInThisState when it is archived.
    """
    row = _in_one_of(states.MAY_BE_CHANGED, public_id, by)
    if words is not None:
        row.title, row.summary = words.title, words.summary
        row.save(update_fields=["title", "summary", "updated_at"])
    if figures is not None:
        _set_terms(row, figures)
    events.record(PackageChanged(package_id=row.pk))
    return row


@db.transaction
def activate(*, public_id: UUID, by: User) -> Package:
    """Put a draft or paused package on sale.

    Raises PackageNotFound, PackageNotInThisState, ServiceNotOffered.
    """
    row = _in_one_of(states.MAY_BE_ACTIVATED, public_id, by)
    if not row.terms or row.terms.items.exclude(service__status=ServiceStatus.ACTIVE).exists():
        raise ServiceNotOffered
    return _move(row, PackageStatus.ACTIVE)


@db.transaction
def pause(*, public_id: UUID, by: User) -> Package:
    """Stop selling for a while; what is sold stays. Raises PackageNotInThisState."""
    return _move(_in_one_of(states.MAY_BE_PAUSED, public_id, by), PackageStatus.PAUSED)


@db.transaction
def archive(*, public_id: UUID, by: User) -> Package:
    """Stop selling for good; what is sold stays. Raises PackageNotInThisState."""
    return _move(_in_one_of(states.MAY_BE_ARCHIVED, public_id, by), PackageStatus.ARCHIVED)


def _in_one_of(allowed: Collection[PackageStatus], public_id: UUID, by: User) -> Package:
    """One's own package, locked; other people's are not there to be changed."""
    mine = Package.objects.filter(practitioner__user=by, public_id=public_id)
    row = mine.lock().select_related("terms").first()
    if row is None:
        raise PackageNotFound
    if row.status not in allowed:
        standing = PackageStatus(row.status).label.lower()
        raise PackageNotInThisState(f"This is “{standing}”: it is not possible.")
    return row


def _move(row: Package, status: PackageStatus) -> Package:
    row.status = status
    row.save(update_fields=["status", "updated_at"])
    events.record(PackageChanged(package_id=row.pk))
    return row


def _set_terms(row: Package, figures: PackageFigures) -> None:
    """Sell under these figures from now on; the same ones make no new version."""
    items = _items(row, figures.contents)
    list_price_cents = pricing.list_price_cents([item.line for item in items])
    if figures.price_cents > list_price_cents:
        raise PackageTooDear
    if figures.price_cents < LEAST_CENTS:
        raise PackageTooCheap
    latest = row.versions.order_by("-version").first()
    if latest is not None and _says(latest, figures, items):
        return
    terms = PackageTerms.objects.create(
        package=row,
        version=latest.version + 1 if latest else 1,
        price_cents=figures.price_cents,
        list_price_cents=list_price_cents,
        currency=items[0].service_terms.currency,
        valid_for_days=figures.valid_for_days,
    )
    for item in items:
        item.terms = terms
    PackageItem.objects.bulk_create(items)
    row.terms = terms
    row.save(update_fields=["terms", "updated_at"])


def _items(row: Package, contents: Sequence[Content]) -> list[PackageItem]:
    """The contents as rows not saved yet, each under its service's present terms."""
    _refuse_wrong(PackageKind(row.kind), contents)
    wanted = [content.service_id for content in contents]
    sold = Service.objects.filter(
        practitioner=row.practitioner_id, service_type__in=SOLD_IN_PACKAGES, terms__isnull=False
    ).exclude(status=ServiceStatus.ARCHIVED)
    services = {one.public_id: one for one in sold.filter(public_id__in=wanted).with_details()}
    currencies = {one.terms.currency for one in services.values() if one.terms}
    if len(services) < len(wanted) or len(currencies) > 1:
        raise ServiceNotForPackages
    return [
        PackageItem(
            service=services[content.service_id],
            service_terms=services[content.service_id].terms,
            quantity=content.quantity,
            position=position,
        )
        for position, content in enumerate(contents)
    ]


def _refuse_wrong(kind: PackageKind, contents: Sequence[Content]) -> None:
    units = sum(content.quantity for content in contents)
    services = {content.service_id for content in contents}
    of_one, of_several = len(services) == 1, len(services) > 1
    right = of_one if kind == PackageKind.PACKAGE else of_several
    if not right or len(services) < len(contents):
        raise WrongContents
    if any(content.quantity < 1 for content in contents) or not 2 <= units <= MOST_UNITS:
        raise WrongContents(f"It must hold 2 to {MOST_UNITS} units.")


def _says(terms: PackageTerms, figures: PackageFigures, items: Sequence[PackageItem]) -> bool:
    held = terms.items.values_list("service_id", "service_terms_id", "quantity")
    return (
        terms.price_cents == figures.price_cents
        and terms.valid_for_days == figures.valid_for_days
        and list(held)
        == [(item.service_id, item.service_terms_id, item.quantity) for item in items]
    )


def _free_slug(wanted: str) -> str:
    locks.take(f"package-slug:{wanted}")  # two at once would both find it free
    taken = set(
        Package.objects.filter(slug__startswith=wanted[:100]).values_list("slug", flat=True)
    )
    return free_slug(wanted, taken=taken, longest=160)
