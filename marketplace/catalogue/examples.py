"""What Ana offers: a session of her own, and a workshop for twelve."""

from estuary.kernel.api.schemas import money
from marketplace.catalogue import serializers
from marketplace.practitioners.examples import ANA

BREATH = {
    "id": "b3a4d7c2-6f0e-4d55-9b1c-7f8e2a6c5d04",
    "slug": "breathwork-for-sleep",
    "title": "Breathwork for sleep",
    "service_type": "session",
}
EVENING = {
    "id": "c9e2f6b1-3d4a-4c8f-a7e5-1b0d9f3e6a05",
    "slug": "a-quiet-evening",
    "title": "A quiet evening",
    "service_type": "workshop",
}
CATEGORY = {"id": "0f4b8a16-9c3d-4e27-8d5f-6a1c2b7e9f06", "slug": "breath", "name": "Breath"}
CARD = {
    **BREATH,
    "summary": "An hour that slows down.",
    "price": money(8000, "usd"),
    "duration_minutes": 60,
    "practitioner": ANA,
    "category": CATEGORY,
    "modalities": ["Breathwork"],
    "location_type": "virtual",
    "rating": {"average": 4.86, "count": 37},
    "picture": None,
    "next_available": "2027-03-02T09:00:00Z",
    "cancellation_policy": "moderate",
    "is_bookable": True,
}

EXAMPLES = {
    serializers.ServiceCard: CARD,
    serializers.CategoryCard: {
        **CATEGORY,
        "summary": "Slower, deeper, quieter.",
        "services_count": 14,
    },
}
