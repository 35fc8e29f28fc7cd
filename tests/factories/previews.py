from datetime import timedelta

from django.utils import timezone

from cms.previews import operations, tokens
from cms.previews.states import Shows
from tests.factories.accounts import UserFactory


def previewed(draft, *, by=None, now=None):
    """The token under which an editor looks at `draft`."""
    row = operations.keep_snapshot(
        editor=by or UserFactory(), draft=draft, now=now or timezone.now()
    )
    return tokens.sign(row.public_id)


def shared(subject, *, shows=Shows.LATEST, days=7, by=None, now=None, label="For the lawyer"):
    """A new link for reviewers, with its token."""
    return operations.share(
        subject=subject,
        label=label,
        shows=shows,
        lasts=timedelta(days=days),
        by=by or UserFactory(),
        now=now or timezone.now(),
    )
