"""Following a practitioner, and no longer.

The count in the practitioner's row moves with each row of Follow that comes or goes, in the same
transaction: however many follow at once, it is right, and lists need no counting.
"""

from django.db.models import F

from estuary.kernel import db, events
from estuary.kernel.errors import DomainError, Kind
from marketplace.accounts.models import User
from marketplace.followers.events import PractitionerFollowed, PractitionerUnfollowed
from marketplace.followers.models import Follow
from marketplace.practitioners.models import Practitioner
from marketplace.practitioners.operations import PractitionerNotFound


class CannotFollowYourself(DomainError):
    kind, message = Kind.CONFLICT, "You cannot follow yourself."


@db.transaction
def follow(*, name: str, by: User) -> Practitioner:
    """Follow whoever is so called; again is harmless.

    Raises PractitionerNotFound, also for those whom the public does not see, and
    CannotFollowYourself.
    """
    practitioner = Practitioner.objects.visible_to(by).called(name).first()
    if practitioner is None:
        raise PractitionerNotFound
    if practitioner.user_id == by.pk:
        raise CannotFollowYourself
    _, is_new = Follow.objects.get_or_create(user=by, practitioner=practitioner)
    if is_new:
        _count(practitioner, 1)
        events.record(PractitionerFollowed(practitioner_id=practitioner.pk, user_id=by.pk))
    return practitioner


@db.transaction
def unfollow(*, name: str, by: User) -> Practitioner:
    """Follow them no longer; again is harmless. Raises PractitionerNotFound.

    Of those whom the public does not see any more as well, if one followed them.
    """
    named = Practitioner.objects.called(name)
    practitioner = named.visible_to(by).first() or named.filter(follows__user=by).first()
    if practitioner is None:
        raise PractitionerNotFound
    gone, _ = Follow.objects.between(by, practitioner).delete()
    if gone:
        _count(practitioner, -1)
        events.record(PractitionerUnfollowed(practitioner_id=practitioner.pk, user_id=by.pk))
    return practitioner


def is_following(*, user: User, practitioner_id: int) -> bool:
    """Whether this person follows this practitioner."""
    return Follow.objects.between(user, practitioner_id).exists()


@db.transaction_required
def _count(practitioner: Practitioner, step: int) -> None:
    rows = Practitioner.objects.filter(pk=practitioner.pk)
    rows.update(followers_count=F("followers_count") + step)
    practitioner.refresh_from_db(fields=["followers_count"])
