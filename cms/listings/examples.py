"""Ana's session with the words of its page."""

from cms.listings import serializers
from marketplace.catalogue.examples import CARD

_DETAIL = {
    **CARD,
    "description": "<p>We breathe out twice as long as we breathe in.</p>",
    "what_you_will_learn": ["Three patterns to fall asleep with"],
    "included": ["A recording for the nights after"],
    "prerequisites": "Tell Ana beforehand if you are pregnant.",
    "locations": [],
    "sessions": [],
    "terms": {
        "version": 2,
        "price": CARD["price"],
        "duration_minutes": 60,
        "capacity": 1,
        "cancellation_policy": "moderate",
        "joins_late": False,
    },
}

EXAMPLES = {
    serializers.ServiceDetail: _DETAIL,
    serializers.OwnServiceDetail: {**_DETAIL, "status": "active", "is_listed": True},
}
