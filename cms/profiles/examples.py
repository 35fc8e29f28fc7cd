"""Ana, with the words of her page."""

from typing import Any

from cms.pages.examples import REVIEW, REVISION
from cms.profiles import serializers
from marketplace.catalogue.examples import CARD as SERVICE
from marketplace.practitioners.examples import CARD, LISBON

_DETAIL: dict[str, Any] = {
    **CARD,
    "years_of_experience": 9,
    "timezone": "Europe/Lisbon",
    "followers_count": 212,
    "words": {
        "story": "<p>I did not sleep for a year, and then I learned to breathe.</p>",
        "approach": "<p>Slowly, and lying down.</p>",
        "education": [{"title": "Physiotherapy", "institution": "Lisbon", "year": 2014}],
        "questions": [{"question": "Do I need a mat?", "answer": "<p>A bed will do.</p>"}],
    },
    "certifications": [
        {
            "id": "1a67f84c-e539-4c71-8582-09d5e7e6c829",
            "title": "Breathwork facilitator, 400 hours",
            "issuer": "Breath Institute",
            "issued_on": "2018-06-30",
            "expires_on": None,
        }
    ],
    "locations": [LISBON],
    "services": [SERVICE],
}

_WRITTEN = {
    "display_name": CARD["display_name"],
    "professional_title": CARD["professional_title"],
    "summary": CARD["summary"],
    **_DETAIL["words"],
    "modalities": ["breathwork"],
    "seo_title": "",
    "seo_description": "",
    "languages": ["English", "Portuguese"],
    "is_virtual": True,
    "years_of_experience": 9,
}

EXAMPLES = {
    serializers.NewProfile: {
        **_WRITTEN,
        "revision": "c41d7e0a92b35f6810de",
        "picture": {"asset": "7f1d3c58-2b64-4e9a-8d07-5c3b9a1e6f42", "alt": "Ana by the sea"},
    },
    serializers.PractitionerDraft: {
        **_WRITTEN,
        "id": CARD["id"],
        "slug": CARD["slug"],
        "version": "draft",
        "revision": REVISION,
        "review": REVIEW,
        "picture": CARD["picture"],
        "image": 12,
    },
    serializers.PractitionerDetail: _DETAIL,
    serializers.OwnPractitionerDetail: {
        **_DETAIL,
        "status": "verified",
        "status_note": "",
        "is_listed": True,
    },
}
