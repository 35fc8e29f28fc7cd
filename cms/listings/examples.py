"""Ana's session with the words of its page."""

from cms.listings import serializers
from cms.pages.examples import REVIEW, REVISION
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

_WORDS = {
    "title": CARD["title"],
    "summary": CARD["summary"],
    **{
        name: _DETAIL[name]
        for name in ("description", "what_you_will_learn", "included", "prerequisites")
    },
    "modalities": ["breathwork"],
    "audiences": ["beginners"],
    "seo_title": "",
    "seo_description": "",
}
_SAID = {
    **_WORDS,
    "picture": {"asset": "2b64d3c5-7f1d-4e9a-9d07-6f425c3b9a1e", "is_decorative": True},
    "category": "breath",
    "location_type": "virtual",
    "minimum_notice_hours": 12,
    "terms": {"price_cents": 8000, "duration_minutes": 60, "cancellation_policy": "moderate"},
}

EXAMPLES = {
    serializers.NewListing: {**_SAID, "service_type": "session"},
    serializers.ListingChanges: {**_SAID, "revision": "c41d7e0a92b35f6810de"},
    serializers.ServiceDraft: {
        **_WORDS,
        "id": CARD["id"],
        "slug": CARD["slug"],
        "version": "draft",
        "revision": REVISION,
        "review": REVIEW,
        "status": "draft",
        "service_type": "session",
        "is_listed": False,
        "picture": None,
        "image": None,
        "category": CARD["category"],
        "location_type": "virtual",
        "place": None,
        "slot_step_minutes": None,
        "buffer_before_minutes": None,
        "buffer_after_minutes": None,
        "minimum_notice_hours": 12,
        "horizon_days": None,
        "terms": _DETAIL["terms"],
    },
    serializers.ServiceDetail: _DETAIL,
    serializers.OwnServiceDetail: {**_DETAIL, "status": "active", "is_listed": True},
}
