"""What happens to practitioners: their application, their standing, their published words."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.utils.text import slugify

from estuary.kernel import db, events, locks
from estuary.kernel.errors import DomainError, Kind
from marketplace.accounts.models import User
from marketplace.practitioners import policies, states
from marketplace.practitioners.events import (
    PractitionerApplied,
    PractitionerDeclined,
    PractitionerPublished,
    PractitionerReinstated,
    PractitionerSuspended,
    PractitionerVerified,
)
from marketplace.practitioners.models import (
    Certification,
    FormerPractitionerSlug,
    Place,
    Practitioner,
)
from marketplace.practitioners.states import PractitionerStatus
from marketplace.practitioners.values import Application as Application
from marketplace.practitioners.values import ProfileWords as ProfileWords


class PractitionerNotFound(DomainError):
    kind, message = Kind.MISSING, "There is no such practitioner."


class AlreadyApplied(DomainError):
    kind, message = Kind.CONFLICT, "You have applied already."


class EmailNotVerified(DomainError):
    kind, message = Kind.FORBIDDEN, "Verify your e-mail address first."


class NotInThisState(DomainError):
    """The practitioner's standing does not allow this step."""

    kind, code = Kind.CONFLICT, "not_in_this_state"
    message = "The practitioner's standing does not allow this."


class NotYetVerified(DomainError):
    kind, message = Kind.CONFLICT, "Only a verified practitioner writes in the back office."


class AlreadyStaff(DomainError):
    kind, message = Kind.CONFLICT, "This person works in the back office already, as staff."


class ReasonMissing(DomainError):
    message = "Say why; the practitioner is told."


@db.transaction
def apply(*, user: User, application: Application) -> Practitioner:
    """Ask to offer services; a person asks once.

    Nothing is public yet: that needs a verification and a published page. Raises
    EmailNotVerified and AlreadyApplied.
    """
    if not user.is_verified:
        raise EmailNotVerified
    locks.take(f"practitioner-of:{user.pk}")
    if Practitioner.objects.of(user).exists():
        raise AlreadyApplied
    row = Practitioner.objects.create(
        user=user,
        slug=_free_slug(slugify(application.display_name)),
        display_name=application.display_name,
        professional_title=application.professional_title,
        summary=application.summary,
        timezone=application.timezone,
        specializations=application.specializations,
        languages=application.languages,
        is_virtual=application.is_virtual,
        years_of_experience=application.years_of_experience,
    )
    if (place := application.place) is not None:
        Place.objects.create(
            practitioner=row,
            is_primary=True,
            name=place.name,
            address=place.address,
            city=place.city,
            region=place.region,
            country=place.country.upper(),
            latitude=place.latitude,
            longitude=place.longitude,
        )
    Certification.objects.bulk_create(
        Certification(
            practitioner=row,
            title=paper.title,
            issuer=paper.issuer,
            issued_on=paper.issued_on,
            expires_on=paper.expires_on,
        )
        for paper in application.certifications
    )
    events.record(PractitionerApplied(practitioner_id=row.pk))
    return row


@db.transaction
def start_review(*, practitioner_id: int) -> Practitioner:
    """Take an application up; also one that was declined before. Raises NotInThisState."""
    row = _in_one_of(states.MAY_BE_REVIEWED, practitioner_id)
    return _move(row, PractitionerStatus.IN_REVIEW)


@db.transaction
def verify(*, practitioner_id: int, now: datetime) -> Practitioner:
    """Accept an application: from now on its user is a practitioner. Raises NotInThisState."""
    row = _in_one_of(states.MAY_BE_VERIFIED, practitioner_id)
    row.verified_at = now
    row.save(update_fields=["verified_at"])
    row.user.is_practitioner = True
    row.user.save(update_fields=["is_practitioner", "updated_at"])
    events.record(PractitionerVerified(practitioner_id=row.pk))
    return _move(row, PractitionerStatus.VERIFIED)


@db.transaction
def decline(*, practitioner_id: int, reason: str) -> Practitioner:
    """Refuse an application, and say why. Raises ReasonMissing and NotInThisState."""
    row = _in_one_of(states.MAY_BE_DECLINED, practitioner_id)
    events.record(PractitionerDeclined(practitioner_id=row.pk))
    return _move(row, PractitionerStatus.DECLINED, note=_said(reason))


@db.transaction
def suspend(*, practitioner_id: int, reason: str) -> Practitioner:
    """Take a practitioner and all they offer off the public lists, and say why.

    They stay a practitioner, because they still owe the sessions that are booked; their desk in the
    back office is taken from them. Raises ReasonMissing and NotInThisState.
    """
    row = _in_one_of(states.MAY_BE_SUSPENDED, practitioner_id)
    row.user.groups.remove(*Group.objects.filter(name=states.AUTHORS))
    events.record(PractitionerSuspended(practitioner_id=row.pk))
    return _move(row, PractitionerStatus.SUSPENDED, note=_said(reason))


@db.transaction
def reinstate(*, practitioner_id: int) -> Practitioner:
    """End a suspension. Raises NotInThisState."""
    row = _in_one_of(states.MAY_BE_REINSTATED, practitioner_id)
    events.record(PractitionerReinstated(practitioner_id=row.pk))
    return _move(row, PractitionerStatus.VERIFIED)


@db.transaction
def give_desk(*, practitioner_id: int) -> Practitioner:
    """Let a practitioner write their own pages in the back office; they see nothing else there.

    Raises PractitionerNotFound, NotYetVerified, and AlreadyStaff for whoever sees more of it.
    """
    row = _locked(practitioner_id)
    if row.status != PractitionerStatus.VERIFIED:
        raise NotYetVerified
    if not has_desk(row) and row.user.has_perm("wagtailadmin.access_admin"):
        raise AlreadyStaff
    row.user.groups.add(Group.objects.get_or_create(name=states.AUTHORS)[0])
    return row


@db.transaction
def take_desk(*, practitioner_id: int) -> Practitioner:
    """End that; what they wrote stays. Raises PractitionerNotFound."""
    row = _locked(practitioner_id)
    row.user.groups.remove(*Group.objects.filter(name=states.AUTHORS))
    return row


def has_desk(practitioner: Practitioner) -> bool:
    """Whether they write their own pages in the back office."""
    return practitioner.user.groups.filter(name=states.AUTHORS).exists()


# By itself, or as a step of writing a practitioner's page.
@db.transaction_if_not_already
def change_facts(*, practitioner_id: int, facts: Mapping[str, Any]) -> Practitioner:
    """Change what is true of a practitioner whatever their page says: some of FACTS.

    Shown at once; words are published. Raises PractitionerNotFound.
    """
    row = _locked(practitioner_id)
    for name in FACTS & set(facts):
        setattr(row, name, facts[name])
    row.save(update_fields=[*sorted(FACTS), "updated_at"])
    return row


# What practitioners change themselves, without a review.
FACTS = frozenset({"languages", "is_virtual", "years_of_experience"})


# Wagtail publishes inside a transaction when a workflow approves, and outside one when an editor
# or the clock does; whoever hears of it cannot know which.
@db.transaction_if_not_already
def publish(*, practitioner_id: int, words: ProfileWords) -> None:
    """Take over the words of a page that has been published, and list the practitioner.

    The public sees somebody only when they are verified as well. A slug that somebody else has
    gets a number behind it. Raises PractitionerNotFound.
    """
    row = _locked(practitioner_id)
    row.display_name = words.display_name
    row.professional_title = words.professional_title
    row.summary = words.summary
    _rename(row, _free_slug(words.slug, but=row))
    row.picture = words.picture
    row.modalities = words.modalities
    row.is_listed = True
    row.save(
        update_fields=[
            "display_name",
            "professional_title",
            "summary",
            "slug",
            "picture",
            "modalities",
            "is_listed",
            "updated_at",
        ]
    )
    events.record(PractitionerPublished(practitioner_id=row.pk))


# As for `publish`.
@db.transaction_if_not_already
def unpublish(*, practitioner_id: int) -> None:
    """Take the practitioner off the public lists; the words stay. Raises PractitionerNotFound."""
    row = _locked(practitioner_id)
    row.is_listed = False
    row.save(update_fields=["is_listed", "updated_at"])


def _locked(practitioner_id: int) -> Practitioner:
    row = Practitioner.objects.lock().select_related("user").filter(pk=practitioner_id).first()
    if row is None:
        raise PractitionerNotFound
    return row


def _in_one_of(allowed: Collection[PractitionerStatus], practitioner_id: int) -> Practitioner:
    row = _locked(practitioner_id)
    if row.status not in allowed:
        standing = PractitionerStatus(row.status).label.lower()
        raise NotInThisState(f"The practitioner's standing is “{standing}”: this is not possible.")
    return row


def _move(row: Practitioner, status: PractitionerStatus, note: str = "") -> Practitioner:
    row.status, row.status_note = status, note
    row.save(update_fields=["status", "status_note", "updated_at"])
    return row


def _said(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


def _rename(row: Practitioner, slug: str) -> None:
    """Call it so from now on; what it was called before goes on leading to it."""
    if slug == row.slug:
        return
    row.former_slugs.filter(slug=slug).delete()
    row.former_slugs.create(slug=row.slug)
    row.slug = slug


def _free_slug(wanted: str, *, but: Practitioner | None = None) -> str:
    locks.take(f"practitioner-slug:{wanted}")  # two at once would both find it free
    others = Practitioner.objects.exclude(pk=but.pk) if but else Practitioner.objects.all()
    taken = set(others.filter(slug__startswith=wanted[:100]).values_list("slug", flat=True))
    # Asked second: one that is given up meanwhile was still in the first answer.
    former = FormerPractitionerSlug.objects.filter(slug__startswith=wanted[:100])
    taken |= set(former.exclude(practitioner=but).values_list("slug", flat=True))
    return policies.free_slug(wanted, taken=taken | RESERVED_SLUGS, longest=120)


# Addresses that stand where a slug would.
RESERVED_SLUGS = frozenset({"apply"})
