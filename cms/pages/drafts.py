"""What authors write over the API: a draft beside what is published, until it is approved.

A page is locked by its row while it is written, and each draft has a name that changes with every
revision, whoever makes it: two who write at once cannot overwrite one another.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import TextChoices
from wagtail.models import Page, WorkflowState

from cms.workflows.reviews import ReviewAnswer, ReviewState
from estuary.kernel import db, locks
from estuary.kernel.errors import DomainError, Kind
from marketplace.accounts.models import User

AnyPage = TypeVar("AnyPage", bound=Page)


class DraftRefused(DomainError):
    """Something in it does not fit; `details` says what, by field."""

    kind, code = Kind.INVALID, "validation_error"
    message = "Some of what was sent is not valid."


class StaleRevision(DomainError):
    """`details` has the name of the draft that is there now."""

    kind = Kind.CONFLICT
    message = "This was changed elsewhere meanwhile. Read it again, then change it."


class DraftInReview(DomainError):
    kind, message = Kind.CONFLICT, "This is being reviewed. Withdraw it to change it."


class DraftLocked(DomainError):
    kind, message = Kind.CONFLICT, "An editor is working on this. Try again later."


class NothingWritten(DomainError):
    kind, message = Kind.CONFLICT, "Nothing has been written yet."


class Standing(TextChoices):
    """How the words of a page stand, to their author."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    REJECTED = "rejected", "Changes requested"
    SCHEDULED = "scheduled", "Scheduled"
    LIVE = "live", "Live"
    LIVE_WITH_CHANGES = "live_with_changes", "Live, with changes not yet published"


@dataclass(frozen=True, slots=True)
class Change:
    """What a draft says otherwise than what is published; rich text as plain text."""

    field: str
    before: str
    after: str


def draft_of(page: AnyPage) -> AnyPage:
    """The page as its latest draft has it, or as it is published when there is none."""
    return page.get_latest_revision_as_object()


def revision_of(page: Page | None) -> str:
    """The name of a page's latest revision; empty before the first."""
    if page is None or page.latest_revision_id is None:
        return ""
    said = f"revision:{page.pk}:{page.latest_revision_id}:{page.latest_revision_created_at}"
    return hashlib.sha256(said.encode()).hexdigest()[:20]


@db.transaction_required
def locked(page: AnyPage) -> AnyPage:
    """The page as it is now, held until the transaction ends."""
    Page.objects.select_for_update(of=("self",), no_key=True).get(pk=page.pk)
    return type(page)._default_manager.get(pk=page.pk)


@db.transaction_required
def begin(page: AnyPage, *, below: Page, by: User, fields: Mapping[str, Any]) -> AnyPage:
    """A new page as a draft that nobody else sees. Raises DraftRefused."""
    locks.take(f"page-children:{below.pk}")  # two at once would get the same place
    page.live, page.has_unpublished_changes, page.owner = False, True, by
    _take_over(page, fields)
    try:
        below = Page.objects.get(pk=below.pk)
        below.add_child(instance=page)
        page.save_revision(user=by, log_action=True)
    except ValidationError as error:
        raise refusal(error) from error
    return page


@db.transaction_required
def write(page: AnyPage, *, by: User, fields: Mapping[str, Any], revision: str) -> AnyPage:
    """Keep a new draft; what is published does not change.

    `revision` names the draft it was made from. Raises StaleRevision, DraftInReview,
    DraftLocked and DraftRefused.
    """
    page = locked(page)
    if revision != (current := revision_of(page)):
        raise StaleRevision(details={"revision": [current]})
    if is_in_review(page):
        raise DraftInReview
    if (lock := page.get_lock()) is not None and lock.for_user(by):
        raise DraftLocked
    draft = draft_of(page)
    _take_over(draft, fields)
    try:
        draft.save_revision(user=by, log_action=True)
    except ValidationError as error:
        raise refusal(error) from error
    return draft


def is_in_review(page: Page) -> bool:
    """Whether somebody is to judge the latest draft."""
    state = page.current_workflow_state
    return state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS


def standing_of(page: Page | None, review: ReviewAnswer) -> Standing:
    """How the words of a page stand; a page that is not there is a draft of nothing."""
    if review.state == ReviewState.WAITING:
        return Standing.IN_REVIEW
    if review.state == ReviewState.CHANGES_REQUESTED:
        return Standing.REJECTED
    if page is None or not page.live:
        is_scheduled = page is not None and page.scheduled_revision is not None
        return Standing.SCHEDULED if is_scheduled else Standing.DRAFT
    return Standing.LIVE_WITH_CHANGES if page.has_unpublished_changes else Standing.LIVE


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    """What `after` says otherwise, field by field; nothing published is an empty text."""
    return [
        Change(field, before.get(field, ""), text)
        for field, text in after.items()
        if text != before.get(field, "")
    ]


def blocks(name: str, values: Sequence[Any], *, earlier: Any = ()) -> list[dict[str, Any]]:
    """Values as the blocks of a stream; a block keeps its id where it was before."""
    ids = [block.id for block in earlier]
    return [
        {"type": name, "value": value, **({"id": ids[at]} if at < len(ids) else {})}
        for at, value in enumerate(values)
    ]


def picture_text(image: Any) -> str:
    """Which picture it is, in words."""
    return "" if image is None else (image.description or image.title)


def refusal(error: ValidationError) -> DraftRefused:
    """What a page says of itself, in the words of the API."""
    if not hasattr(error, "error_dict"):
        return DraftRefused(details={"non_field_errors": error.messages})
    return DraftRefused(
        details={
            "non_field_errors" if name == NON_FIELD_ERRORS else SAID_AS.get(name, name): messages
            for name, messages in error.message_dict.items()
        }
    )


# Columns of a page, by the names that the API has for them.
SAID_AS = {"search_description": "seo_description"}


def _take_over(page: Page, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(page, name, value)
