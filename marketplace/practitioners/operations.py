"""What happens to practitioners: their published words, and their standing."""

from dataclasses import dataclass
from typing import Any

from estuary.kernel import db, locks
from estuary.kernel.errors import DomainError, Kind
from marketplace.practitioners import policies
from marketplace.practitioners.models import Practitioner


class PractitionerNotFound(DomainError):
    kind, message = Kind.MISSING, "There is no such practitioner."


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileWords:
    """What a published profile page says, as far as cards, search and mail need it."""

    display_name: str
    professional_title: str
    summary: str
    slug: str
    picture: dict[str, Any] | None
    modalities: list[str]


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
    row.slug = _free_slug(words.slug, but=row)
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


# As for `publish`.
@db.transaction_if_not_already
def unpublish(*, practitioner_id: int) -> None:
    """Take the practitioner off the public lists; the words stay. Raises PractitionerNotFound."""
    row = _locked(practitioner_id)
    row.is_listed = False
    row.save(update_fields=["is_listed", "updated_at"])


def _locked(practitioner_id: int) -> Practitioner:
    row = Practitioner.objects.lock().filter(pk=practitioner_id).first()
    if row is None:
        raise PractitionerNotFound
    return row


def _free_slug(wanted: str, *, but: Practitioner | None = None) -> str:
    locks.take(f"practitioner-slug:{wanted}")  # two at once would both find it free
    others = Practitioner.objects.exclude(pk=but.pk) if but else Practitioner.objects.all()
    taken = set(others.filter(slug__startswith=wanted[:100]).values_list("slug", flat=True))
    return policies.free_slug(wanted, taken=taken | RESERVED_SLUGS, longest=120)


# Addresses that stand where a slug would.
RESERVED_SLUGS = frozenset({"apply"})
