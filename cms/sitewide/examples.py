"""A small site in two languages."""

from cms.sitewide import serializers

_ABOUT = {"text": "About us", "url": "https://estuary.example/about/", "page_id": 7}

EXAMPLES = {
    serializers.SiteShape: {
        "name": "Estuary",
        "url": "https://estuary.example/",
        "locale": "en",
        "locales": [
            {"code": "en", "name": "English", "url": "https://estuary.example/"},
            {"code": "pt", "name": "Portuguese", "url": "https://estuary.example/pt/"},
        ],
        "navigation": [{**_ABOUT, "links": []}],
        "footer": {
            "columns": [{"text": "Estuary", "links": [_ABOUT]}],
            "note": "<p>Nothing here replaces a doctor.</p>",
        },
        "seo": {
            "title_suffix": " | Estuary",
            "description": "Find a practitioner you trust.",
            "image": None,
            "organisation": "Estuary",
            "profiles": [],
            "robots": "all",
        },
        "copy": {
            "tagline": "Find a practitioner you trust.",
            "search_placeholder": "Breathwork, massage, yoga",
            "nothing_found": "Nothing yet. Try another word.",
            "reasons_to_trust": ["Every practitioner is verified."],
            "before_booking": "",
            "before_payment": "<p>You pay nothing until the time is yours.</p>",
            "health_note": "",
            "support_email": "help@estuary.example",
        },
        "announcements": [],
    },
}
