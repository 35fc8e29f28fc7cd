"""Every kind of news: by which roads it goes, and what it says to its reader.

The builder is called twice: when the person is told (for the screen) and when the mail is written.
Rows keep ids only, so a mail never carries a stale amount, and no link with a token is ever stored.
"""

from live.notifications.kinds import (
    accounts,
    bookings,
    content,
    credits,
    disputes,
    memberships,
    money,
    packages,
    payouts,
    practitioners,
    staff,
    waitlist,
)
from live.notifications.kinds.telling import Kind as Kind
from live.notifications.kinds.telling import Occasion as Occasion
from live.notifications.kinds.telling import Words as Words

_ROOMS = (
    *(accounts, bookings, waitlist, packages, credits, memberships, money, disputes),
    *(payouts, practitioners, content, staff),
)

KINDS: dict[str, Kind] = {kind.key: kind for room in _ROOMS for kind in room.KINDS}
