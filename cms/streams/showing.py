"""A post within other content."""

from typing import Any

from django.apps import apps
from django.db.models import F, QuerySet

from cms.pages.references import Loaded, Wanted
from cms.pages.rowkinds import ID, STRING, Kind

ROLE = "card"
NULLABLE = {"type": "string", "nullable": True}


def _public() -> QuerySet[Any]:
    listed = apps.get_model("cms.Post").objects.public()
    return apps.get_model("cms.PostPage").objects.live().filter(post__in=listed)


def _references(said: dict[str, Any], wanted: Wanted) -> None:
    wanted.image(said["picture"], ROLE)
    if wanted.depth > 1:
        wanted.row("practitioner", said["practitioner"])


def _shown(said: dict[str, Any], loaded: Loaded) -> dict[str, Any]:
    practitioner = {
        "id": said["author_id"],
        "slug": said["author_slug"],
        "display_name": said["author"],
    }
    return {
        **{name: said[name] for name in ("id", "slug", "kind", "access", "title", "teaser")},
        "picture": loaded.picture(said["picture"], ROLE),
        "practitioner": loaded.row("practitioner", said["practitioner"]) or practitioner,
        "published_at": said["published_at"] and said["published_at"].replace("+00:00", "Z"),
        "duration_seconds": said["duration_seconds"],
    }


POST_CARD = Kind(
    rows=_public,
    said={
        "id": F("post__public_id"),
        **{name: F(f"post__{name}") for name in ("slug", "published_at", "duration_seconds")},
        **{name: F(name) for name in ("kind", "access", "title", "teaser")},
        "picture": F("picture_id"),
        "practitioner": F("post__practitioner_id"),
        "author_id": F("post__practitioner__public_id"),
        "author_slug": F("post__practitioner__slug"),
        "author": F("post__practitioner__display_name"),
    },
    references=_references,
    shown=_shown,
    called="PostCard",
    schema={
        "id": ID,
        "slug": STRING,
        "kind": {"$ref": "#/components/schemas/StreamKind"},
        "access": {"$ref": "#/components/schemas/StreamAccess"},
        "title": STRING,
        "teaser": STRING,
        "picture": {
            "oneOf": [{"$ref": "#/components/schemas/ContentPicture"}, {"type": "integer"}],
            "nullable": True,
        },
        "practitioner": {
            "oneOf": [
                {"$ref": "#/components/schemas/PractitionerLink"},
                {"$ref": "#/components/schemas/PractitionerCard"},
            ]
        },
        "published_at": {"type": "string", "format": "date-time", "nullable": True},
        "duration_seconds": {"type": "integer", "nullable": True},
    },
)
