"""Five of Ana's sessions at the price of four and a half."""

from estuary.kernel.api.schemas import money
from marketplace.catalogue.examples import BREATH
from marketplace.packages import serializers
from marketplace.practitioners.examples import ANA

_ITEM = {
    "service": BREATH,
    "quantity": 5,
    "duration_minutes": 60,
    "unit_price": money(8000, "usd"),
}
_CARD = {
    "id": "6e8b1f3d-0a5c-4b79-b2d4-9c7e5a3f1d07",
    "kind": "package",
    "slug": "five-quiet-nights",
    "title": "Five quiet nights",
    "summary": "Five sessions within half a year.",
    "price": money(36000, "usd"),
    "list_price": money(40000, "usd"),
    "saves": money(4000, "usd"),
    "items": [_ITEM],
    "practitioner": ANA,
    "valid_for_days": 180,
}

EXAMPLES = {
    serializers.PackageCard: _CARD,
    serializers.PackageDetail: {
        **_CARD,
        "items": [{**_ITEM, "refund_each": money(7200, "usd")}],
        "terms": {"version": 2},
        "status": None,
        "created_at": "2027-01-11T10:30:00Z",
    },
    serializers.NewPackage: {
        "title": "Five quiet nights",
        "summary": "Five sessions within half a year.",
        "price_cents": 36000,
        "valid_for_days": 180,
        "items": [{"service": BREATH["id"], "quantity": 5}],
    },
}
