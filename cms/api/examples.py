"""What the OpenAPI document shows of the content API."""

from typing import Any

_API = "https://estuary.example/api/v1/content"
_SITE = "https://www.estuary.example"
_PICTURE: dict[str, Any] = {
    "url": "https://estuary.example/uploads/images/shore.max-960x960.jpg",
    "alt": "Ana by the sea",
    "width": 960,
    "height": 640,
    "srcset": "https://estuary.example/uploads/images/shore.max-960x960.jpg 960w, "
    "https://estuary.example/uploads/images/shore.max-1920x1920.jpg 1920w",
    "focal_point": {"x": 0.5, "y": 0.35},
}
_META: dict[str, Any] = {
    "type": "cms.StandardPage",
    "detail_url": f"{_API}/pages/12/",
    "html_url": f"{_SITE}/about/",
    "slug": "about",
    "first_published_at": "2026-11-02T09:30:00Z",
    "locale": "en",
}
_PAGE: dict[str, Any] = {"id": 12, "meta": _META, "title": "About us"}
_IMAGE: dict[str, Any] = {
    "id": 3,
    "meta": {
        "type": "cms.EstuaryImage",
        "detail_url": f"{_API}/images/3/",
        "tags": ["portrait", "sea"],
        "download_url": "/uploads/original_images/shore.jpg",
    },
    "title": "Shore",
}
_DOCUMENT: dict[str, Any] = {
    "id": 5,
    "meta": {
        "type": "cms.EstuaryDocument",
        "detail_url": f"{_API}/documents/5/",
        "tags": [],
        "download_url": "https://estuary.example/documents/5/first-session.pdf",
    },
    "title": "Before your first session",
}

ANSWERS: dict[str, Any] = {
    "pages.list": {"meta": {"total_count": 1}, "items": [_PAGE]},
    "pages.detail": {
        **_PAGE,
        "meta": {
            **_META,
            "show_in_menus": True,
            "seo_title": "",
            "search_description": "Who we are, and why we do this.",
            "alias_of": None,
            "parent": {
                "id": 2,
                "meta": {
                    "type": "cms.HomePage",
                    "detail_url": f"{_API}/pages/2/",
                    "html_url": f"{_SITE}/",
                },
                "title": "Estuary",
            },
            "social_image": None,
        },
        "introduction": "We bring people together who help and who look for help.",
        "body": [
            {
                "type": "heading",
                "value": {"text": "How it began", "level": "h2"},
                "id": "5f0c7b1e-7d0a-4a63-9a87-0f6b7b1f0c11",
            },
            {
                "type": "picture",
                "value": {"picture": _PICTURE, "caption": "Lisbon, at dawn"},
                "id": "0b9a8f3c-4d56-4a0e-8c8d-2d2b8a5f7f52",
            },
        ],
    },
    "images.list": {"meta": {"total_count": 1}, "items": [_IMAGE]},
    "images.detail": {
        **_IMAGE,
        "width": 2400,
        "height": 1600,
        "description": "Ana by the sea",
        "credit": "Rui Costa",
        "sizes": {"card": _PICTURE, "wide": _PICTURE},
    },
    "documents.list": {"meta": {"total_count": 1}, "items": [_DOCUMENT]},
    "documents.detail": _DOCUMENT,
}

REFUSALS: dict[str, tuple[str, str]] = {
    "400": ("message", "query parameter is not an operation or a recognised field: colour"),
    "401": ("detail", "Given token not valid for any token type"),
    "404": ("message", "No Page matches the given query."),
    "429": ("detail", "Request was throttled. Expected available in 42 seconds."),
}

# Of what is no page; pages are shown as anywhere else.
DRAFTS: dict[str, Any] = {
    "drafts.faq": {
        "meta": {"type": "cms.Faq", "locale": "en"},
        "id": "6d1f0c3b-8a52-4e7f-9b04-2c7e5a9d1f38",
        "question": "Do I need a mat?",
        "answer": "<p>A bed will do.</p>",
        "topic": "Sleep",
    },
    "drafts.navigation": {
        "meta": {"type": "cms.Navigation"},
        "navigation": [
            {"text": "About us", "url": f"{_SITE}/about/", "page_id": 12, "links": []},
        ],
    },
}
