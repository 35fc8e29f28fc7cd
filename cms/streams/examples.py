"""Ana's notes on breathing, and what is said below them."""

from cms.pages.examples import REVIEW, REVISION
from cms.streams import serializers
from cms.streams.operations import AccessNeeded
from estuary.kernel.api.rooms import Several
from marketplace.catalogue.examples import BREATH
from marketplace.practitioners.examples import ANA

_ID = "7d1f0c52-41b6-4d5b-9b7e-2f6c0a3d8e41"
_FILM = "2c9b4f17-8e3a-4a6d-b0f5-91d7c6e2a342"
_COMMENT = "a4e6b8d0-13f5-4c79-8a2b-6d0e9f7c5b43"
_REPLY = "c0d2e4f6-57a9-4b1c-9d3e-8f7a6b5c4d44"
_CARD = {
    "id": _ID,
    "slug": "ten-minutes-before-sleep",
    "kind": "video",
    "title": "Ten minutes before sleep",
    "teaser": "A breath for the night, lying down.",
    "practitioner": ANA,
    "cover": None,
    "access": "followers",
    "can_access": True,
    "published_at": "2027-02-20T18:00:00Z",
    "starts_at": None,
    "duration_seconds": 612,
    "modalities": ["breathwork"],
    "tags": ["before bed", "sleep"],
    "likes": 48,
    "saves": 31,
    "comments": 2,
    "is_liked": True,
    "is_saved": False,
    "service": BREATH,
}
_BODY = [
    {
        "type": "words",
        "value": "<p>Lie down where nobody needs you.</p>",
        "id": "0b1c2d3e-4f50-4617-8293-a4b5c6d7e845",
    }
]
_MEDIA = {
    "kind": "video",
    "url": "https://media.example.com/8f3a?signature=Zm9v",
    "expires_at": "2027-03-01T13:00:00Z",
    "content_type": "video/mp4",
    "size_bytes": 48210331,
    "duration_seconds": 612,
    "width": 1920,
    "height": 1080,
}
_SAID = {
    "title": "Ten minutes before sleep",
    "kind": "video",
    "access": "followers",
    "teaser": "A breath for the night, lying down.",
    "duration_seconds": 612,
    "starts_at": None,
    "tags": ["before bed", "sleep"],
    "modalities": ["breathwork"],
    "seo_title": "",
    "seo_description": "",
}
_SHOWN = {
    "id": _COMMENT,
    "state": "shown",
    "text": "I slept through for the first time.",
    "author": {"name": "Clara R.", "is_practitioner": False, "is_you": True},
    "reply_to": None,
    "written_at": "2027-03-01T07:30:00Z",
    "edited_at": None,
    "hidden": None,
}
_ANSWER = {
    **_SHOWN,
    "id": _REPLY,
    "text": "I am glad.",
    "author": {"name": "Ana Reis", "is_practitioner": True, "is_you": False},
    "reply_to": _COMMENT,
    "written_at": "2027-03-01T08:10:00Z",
}

EXAMPLES = {
    serializers.StreamCard: _CARD,
    serializers.OwnStreamCard: {
        **_CARD,
        "is_listed": True,
        "has_unpublished_changes": False,
        "views": 903,
    },
    serializers.StreamDetail: Several(
        {
            "for_you": {**_CARD, "body": _BODY, "media": [_MEDIA]},
            "teaser_only": {**_CARD, "can_access": False, "body": None, "media": None},
        }
    ),
    serializers.StreamChanges: {
        **_SAID,
        "revision": REVISION,
        "body": [{"type": "words", "value": "<p>Lie down where nobody needs you.</p>"}],
        "media": _FILM,
        "captions": None,
        "service": "breathwork-for-sleep",
        "picture": None,
    },
    serializers.StreamDraft: {
        **_SAID,
        "id": _ID,
        "slug": "ten-minutes-before-sleep",
        "version": "draft",
        "revision": REVISION,
        "review": REVIEW,
        "is_listed": False,
        "published_at": None,
        "body": _BODY,
        "media": _FILM,
        "captions": None,
        "service": BREATH,
        "picture": None,
        "image": None,
    },
    serializers.Figures: {
        "views": 903,
        "days": [{"day": "2027-03-01", "views": 41, "likes": 3, "saves": 2, "comments": 1}],
    },
    serializers.ReactionCounts: {"likes": 48, "saves": 31, "is_liked": True, "is_saved": False},
    serializers.Look: {"visitor": "pS1kQ0h2Z8m4b6d0:Yk3v9f"},
    serializers.Visitor: {"visitor": "pS1kQ0h2Z8m4b6d0:Yk3v9f"},
    serializers.CommentCard: {**_SHOWN, "replies_count": 1, "replies": [_ANSWER]},
    serializers.ReplyCard: _ANSWER,
    serializers.NewComment: {"text": "I slept through for the first time.", "reply_to": None},
    serializers.OtherWords: {"text": "I slept through, for the first time."},
    serializers.WhyHidden: {"reason": "Advertising."},
    serializers.NewReport: {"reason": "spam", "note": "It sells pills."},
}

DETAILS = {AccessNeeded: {"access": ["followers"]}}
