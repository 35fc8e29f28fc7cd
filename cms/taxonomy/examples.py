"""A way of working, as the frontend shows it."""

from cms.taxonomy import serializers

_NAME = {
    "id": "0956e73b-d428-4b60-b471-f8c4d6d5b728",
    "slug": "breathwork",
    "name": "Breathwork",
}
_CARD = {
    **_NAME,
    "summary": "Working with the breath, lying down or sitting.",
    "url": "https://estuary.example/modalities/breathwork/",
    "parent": None,
    "picture": None,
}
_AUDIENCE = {
    "id": "3a0e2d4f-5d0b-4a8e-8c67-6f2b8a1f9b10",
    "slug": "beginners",
    "name": "Beginners",
    "summary": "Nothing is needed but an hour.",
}

EXAMPLES = {
    serializers.ModalityCard: _CARD,
    serializers.ModalityDetail: {
        **_CARD,
        "wide_picture": None,
        "description": "<p>An hour of breathing, guided by a voice.</p>",
        "benefits": ["Falling asleep sooner"],
        "questions": [{"question": "Do I need a mat?", "answer": "<p>A bed will do.</p>"}],
        "regulated_note": "",
        "seo_title": "Breathwork",
        "search_description": "Working with the breath, lying down or sitting.",
        "children": [],
    },
    serializers.AudienceCard: _AUDIENCE,
    serializers.CertificationKindCard: {
        "id": "7c0b6a52-6d2f-4b57-9a3d-0f6f5b1f2c11",
        "slug": "physiotherapist",
        "name": "Physiotherapist",
        "summary": "Three years at a school that the state knows.",
        "issuer": "The state",
        "is_regulated": True,
        "address": "",
    },
}
