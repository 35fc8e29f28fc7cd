"""How long a draft may be looked at; no database."""

from datetime import datetime, timedelta

from cms.previews.states import LinkState

# The panel asks anew at each change, so this is how long one may look without changing anything.
PREVIEW_LASTS = timedelta(hours=1)
REVIEW_LASTS = timedelta(days=7)
REVIEW_LASTS_AT_MOST = timedelta(days=30)


def state_of_link(*, revoked_at: datetime | None, expires_at: datetime, now: datetime) -> LinkState:
    """Whether a link still leads anywhere; one that was taken back says so for good."""
    if revoked_at is not None:
        return LinkState.REVOKED
    return LinkState.EXPIRED if expires_at <= now else LinkState.OPEN
