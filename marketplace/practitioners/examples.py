"""Ana Reis, who works with breath in Lisbon; every other room's examples are about her."""

from estuary.kernel.api.schemas import money
from marketplace.practitioners import serializers

ANA = {
    "id": "8c7d6a0e-51f7-4f0f-8a3b-0c2a6f9d1b02",
    "slug": "ana-reis",
    "display_name": "Ana Reis",
    "picture": None,
}
LISBON = {"city": "Lisbon", "region": "", "country": "PT"}
CARD = {
    **ANA,
    "professional_title": "Breathwork coach",
    "summary": "Breath for those who sleep badly.",
    "specializations": ["Sleep", "Stress"],
    "modalities": ["Breathwork"],
    "languages": ["en", "pt"],
    "location": LISBON,
    "is_virtual": True,
    "is_verified": True,
    "is_featured": True,
    "rating": {"average": 4.86, "count": 37},
    "price_from": money(8000, "usd"),
    "next_available": "2027-03-02T09:00:00Z",
}

EXAMPLES = {
    serializers.PractitionerCard: CARD,
    serializers.OwnApplication: {
        **CARD,
        "is_verified": False,
        "is_featured": False,
        "modalities": [],
        "rating": {"average": None, "count": 0},
        "price_from": None,
        "next_available": None,
        "status": "applied",
        "status_note": "",
        "timezone": "Europe/Lisbon",
    },
    serializers.NewApplication: {
        "display_name": "Ana Reis",
        "professional_title": "Breathwork coach",
        "summary": "Breath for those who sleep badly.",
        "timezone": "Europe/Lisbon",
        "specializations": ["Sleep", "Stress"],
        "languages": ["en", "pt"],
        "is_virtual": True,
        "years_of_experience": 9,
        "place": {
            "name": "Quiet Room",
            "address": "Rua da Rosa 14",
            "city": "Lisbon",
            "country": "PT",
            "latitude": 38.7126,
            "longitude": -9.1451,
        },
        "certifications": [
            {
                "title": "Breathwork facilitator, 400 hours",
                "issuer": "Breath Institute",
                "issued_on": "2018-06-30",
            }
        ],
    },
}
