"""Who may write only what is theirs, whose work a thing is, and whom it is about."""

from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page, TaskState

from marketplace.practitioners.models import Practitioner
from marketplace.practitioners.states import AUTHORS, PractitionerStatus


def is_author(user: Any) -> bool:
    """Whether this is a practitioner who writes in the back office; asked once a request."""
    if not hasattr(user, "_is_author"):
        user._is_author = (
            user.is_active and not user.is_superuser and user.groups.filter(name=AUTHORS).exists()
        )
    return user._is_author


def profiles_of(user: Any) -> list[Page]:
    """The page of a practitioner, and its translations; asked once a request."""
    if not hasattr(user, "_profiles"):
        user._profiles = list(Page.objects.filter(practitionerpage__practitioner__user=user))
    return user._profiles


def pages_of(user: Any) -> QuerySet[Page]:
    """A practitioner's profile, and everything below it, whoever made those pages for them."""
    pages = Page.objects.none()
    for profile in profiles_of(user):
        pages |= Page.objects.descendant_of(profile, inclusive=True)
    return pages


def practitioner_of(thing: Any) -> Practitioner | None:
    """The practitioner whose page this is, or below whose page it lies by its row.

    Whichever model it was loaded as: Wagtail's buttons ask with plain pages.
    """
    return getattr(getattr(thing, "specific", thing), "person", None)


def is_verified(page: Any) -> bool:
    """Whether the practitioner of a profile is verified now."""
    practitioner = practitioner_of(page)
    return (
        practitioner is not None
        and Practitioner.objects.filter(
            pk=practitioner.pk, status=PractitionerStatus.VERIFIED
        ).exists()
    )


def concerned(task_state: TaskState) -> set[int]:
    """Who must not judge this: who submitted it, who wrote it, and whom it is about."""
    thing = task_state.revision.content_object  # of its own type
    people = {task_state.workflow_state.requested_by_id, task_state.revision.user_id}
    if (practitioner := practitioner_of(thing)) is not None:
        people |= {practitioner.user_id, thing.owner_id}
    return people - {None}


def author_of(task_state: TaskState) -> int | None:
    """Who is told how it went: the practitioner whose page it is, or who submitted it."""
    thing = task_state.workflow_state.content_object
    practitioner = practitioner_of(getattr(thing, "specific", thing))
    if practitioner is not None:
        return practitioner.user_id
    return task_state.workflow_state.requested_by_id
