"""What authors and moderators are told of reviews; what it is about is a page or a snippet."""

from typing import Any

from django.conf import settings
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import TaskState

from live.notifications import wording
from live.notifications.kinds.telling import SCREEN_AND_MAIL, Kind, Occasion, Words, zone_of


def _submitted(told: Occasion) -> Words:
    review = _review(told)
    by = review.workflow_state.requested_by
    facts = [
        ("Title", _title(review)),
        ("Kind", _kind(review)),
        ("From", str(by) if by else ""),
        ("Submitted", wording.moment(review.workflow_state.created_at, zone_of(told.reader))),
    ]
    return _words(
        told, review, f"Waits for you: {_title(review)}", facts=[one for one in facts if one[1]]
    )


def _approved(told: Occasion) -> Words:
    review = _review(told)
    return _words(told, review, f"Approved: {_title(review)}", body=review.comment)


def _rejected(told: Occasion) -> Words:
    review = _review(told)
    return _words(told, review, f"Please change: {_title(review)}", body=review.comment)


def _review(told: Occasion) -> TaskState:
    reviews = TaskState.objects.select_related("revision", "workflow_state__requested_by")
    return reviews.get(pk=told.ids["review_id"])


def _words(told: Occasion, review: TaskState, title: str, body: str = "", **mail: Any) -> Words:
    return Words(
        title=title,
        body=body,
        link=_link(told, review),
        data={"title": _title(review), "kind": _kind(review)},
        mail={
            "content": _title(review),
            "kind": _kind(review),
            "reason": body,
            "reasons": body.splitlines(),
        }
        | mail,
    )


def _title(review: TaskState) -> str:
    """As it is called in the revision that was looked at."""
    return review.revision.object_str


def _kind(review: TaskState) -> str:
    return str(review.workflow_state.content_type.name)


def _link(told: Occasion, review: TaskState) -> str:
    """Into the back office for those who may edit it there, to the frontend for the others."""
    thing = review.workflow_state.content_object
    thing = getattr(thing, "specific", thing)
    url = AdminURLFinder(told.reader).get_edit_url(thing) if _has_desk(told) else None
    return f"{settings.PUBLIC_URL}{url}" if url else "/practice"


def _has_desk(told: Occasion) -> bool:
    return told.reader.has_perm("wagtailadmin.access_admin")


KINDS = (
    Kind(key="content_submitted", roads=SCREEN_AND_MAIL, words=_submitted),
    Kind(key="content_approved", roads=SCREEN_AND_MAIL, words=_approved),
    Kind(key="content_rejected", roads=SCREEN_AND_MAIL, words=_rejected),
)
