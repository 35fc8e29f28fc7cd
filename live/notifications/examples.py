"""What Clara is told when Ana's session is hers."""

from commerce.bookings.examples import BOOKING_ID
from estuary.kernel.api.rooms import Several
from live.notifications import serializers

_CARD = {
    "id": "f845d62a-c317-4a5f-a360-e7b3c5c4a627",
    "seq": 12,
    "kind": "booking_confirmed",
    "title": "Confirmed: Breathwork for sleep",
    "body": "Tuesday 2 March 2027, 09:00 (Europe/Lisbon), with Ana Reis.",
    "link": f"/bookings/{BOOKING_ID}",
    "data": {"booking": BOOKING_ID},
    "created_at": "2027-02-22T19:31:18Z",
    "read_at": None,
}

EXAMPLES = {
    serializers.NotificationCard: _CARD,
    serializers.MarkRead: Several(
        {"some": {"ids": [_CARD["id"]]}, "up to one": {"up_to_seq": 12}, "all": {"all": True}}
    ),
    serializers.UnreadCount: {"unread_count": 3},
}
