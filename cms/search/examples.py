"""A service, found by a word of its title."""

from cms.search import serializers

EXAMPLES = {
    serializers.SearchResult: {
        "kind": "service",
        "id": "5a6b8f41-9d36-4c0f-8a53-0b7c5c3d9a11",
        "slug": "breathwork-for-sleep",
        "title": "Breathwork for sleep",
        "summary": "An hour of slow breathing before the night.",
        "url": "https://estuary.example/practitioners/ana-reis/breathwork-for-sleep/",
        "locale": "en",
        "practitioner": {
            "id": "0c5d1a57-52a4-4f1e-8e3d-5f7f3f0d3c11",
            "slug": "ana-reis",
            "display_name": "Ana Reis",
        },
        "picture": None,
        "highlight": {
            "title": "Breathwork for <mark>sleep</mark>",
            "text": "An hour of slow breathing before the night.",
        },
    },
}
