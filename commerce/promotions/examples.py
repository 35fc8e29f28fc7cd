"""Ana's code for the spring."""

from commerce.promotions import serializers
from estuary.kernel.api.schemas import money
from marketplace.catalogue.examples import BREATH

_SAID = {
    "code": "SPRING10",
    "description": "A tenth off until the end of April.",
    "percent": "10.00",
    "is_stackable": False,
    "starts_at": "2027-03-01T00:00:00Z",
    "ends_at": "2027-05-01T00:00:00Z",
    "total_limit": 100,
    "client_limit": 1,
}

EXAMPLES = {
    serializers.NewPromotion: {**_SAID, "services": [BREATH["id"]]},
    serializers.PromotionCard: {
        "id": "d623b408-a1f5-483d-814e-c591a3a28425",
        **_SAID,
        "status": "running",
        "amount": None,
        "minimum": money(0, "usd"),
        "services": [BREATH],
        "used_count": 7,
        "created_at": "2027-02-15T10:00:00Z",
    },
}
