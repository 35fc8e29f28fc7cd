"""Ana, with the words of her page."""

from cms.profiles import serializers
from marketplace.catalogue.examples import CARD as SERVICE
from marketplace.practitioners.examples import CARD, LISBON

_DETAIL = {
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

EXAMPLES = {
    serializers.PractitionerDetail: _DETAIL,
    serializers.OwnPractitionerDetail: {
        **_DETAIL,
        "status": "verified",
        "status_note": "",
        "is_listed": True,
    },
}
