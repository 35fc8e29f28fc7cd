"""Clara's five sessions with Ana, of which one is booked."""

from commerce.bookings.examples import BOOKING_ID, SLOT
from commerce.entitlements import serializers
from estuary.kernel.api.schemas import money
from marketplace.catalogue.examples import BREATH
from marketplace.practitioners.examples import ANA

_UNIT = {
    "id": "a3f081d5-7ec2-450a-9e1b-926ed07f5122",
    "service": BREATH,
    "status": "open",
    "price": money(7200, "usd"),
    "booking": None,
}
_CARD = {
    "id": "b40192e6-8fd3-461b-af2c-a37fe1806223",
    "kind": "package",
    "title": "Five quiet nights",
    "practitioner": ANA,
    "status": "active",
    "price": money(36000, "usd"),
    "refunded": money(0, "usd"),
    "refundable": money(28800, "usd"),
    "services": [{"service": BREATH, "bought": 5, "left": 4, "booked": 1, "used": 0}],
    "expires_at": "2027-08-21T19:30:00Z",
    "created_at": "2027-02-22T19:30:00Z",
}
_SEAT = {"slot": SLOT, "notes": "I sleep badly."}

EXAMPLES = {
    serializers.EntitlementCard: _CARD,
    serializers.EntitlementDetail: {
        **_CARD,
        "units": [
            {
                **_UNIT,
                "id": "c512a3f7-90e4-472c-b03d-b480f2917324",
                "status": "redeemed",
                "booking": BOOKING_ID,
            },
            _UNIT,
        ],
    },
    serializers.ScheduleSeat: _SEAT,
    serializers.RedeemUnit: {"service": BREATH["id"], **_SEAT},
}
