"""Kinds of rows that content may show, apart from pages, images, practitioners and services."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F, Model, QuerySet, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from wagtail.embeds.models import Embed

from cms.library.models import EstuaryDocument
from cms.pages.references import Loaded, Wanted
from marketplace.media import operations as media
from marketplace.media.models import MediaAsset
from marketplace.media.states import MediaKind


def _nothing(said: dict[str, Any], wanted: Wanted) -> None:
    """It refers to nothing."""


def _as_read(said: dict[str, Any], loaded: Loaded) -> dict[str, Any]:
    return said


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Which rows of a kind anybody may see, and what is said of one.

    `said` names the columns that are read; of them `references` notes what they refer to, and
    `shown` makes the card, which has an `id`. `called` and `schema` are its place in the OpenAPI
    document. A model names its kind as `content_kind`.
    """

    rows: Callable[[], QuerySet[Any]]
    said: Mapping[str, Any]
    called: str
    schema: Mapping[str, Any]
    references: Callable[[dict[str, Any], Wanted], None] = _nothing
    shown: Callable[[dict[str, Any], Loaded], dict[str, Any]] = _as_read
    key: str = "pk"
    is_numbered: bool = True


PLAYED = (MediaKind.VIDEO, MediaKind.AUDIO, MediaKind.CAPTIONS)
STRING = {"type": "string"}
ID = {"type": "string", "format": "uuid"}
NUMBER = {"type": "integer"}


def _document(said: dict[str, Any], loaded: Loaded) -> dict[str, Any]:
    path = reverse("wagtaildocs_serve", args=[said["id"], said["file"].rpartition("/")[2]])
    return {"id": said["id"], "title": said["title"], "url": f"{settings.PUBLIC_URL}{path}"}


FILE = ("kind", "content_type", "size_bytes", "duration_seconds", "width", "height")


def _files() -> QuerySet[MediaAsset]:
    """Those that staff uploaded: whose a file is must not be got round by naming its number."""
    return MediaAsset.objects.finished().filter(kind__in=PLAYED, owner__is_staff=True)


def _file(said: dict[str, Any], loaded: Loaded) -> dict[str, Any]:
    asset = MediaAsset(
        **{name: said[name] for name in ("state", "storage_key", "file_name", *FILE)}
    )
    url, expires_at = media.signed_url(asset, now=timezone.now())
    ends = expires_at.isoformat().replace("+00:00", "Z")
    return {"id": said["id"], "url": url, "expires_at": ends} | {n: said[n] for n in FILE}


NULLABLE = {"type": "integer", "nullable": True}

KINDS: dict[str, Kind] = {
    "mediaasset": Kind(
        rows=_files,
        said={
            "id": F("public_id"),
            **{name: F(name) for name in ("state", "storage_key", "file_name", *FILE)},
        },
        shown=_file,
        called="MediaFile",
        schema={
            "id": ID,
            "url": STRING,
            "expires_at": {"type": "string", "format": "date-time"},
            "kind": {"$ref": "#/components/schemas/MediaKind"},
            "content_type": STRING,
            "size_bytes": NUMBER,
            **dict.fromkeys(("duration_seconds", "width", "height"), NULLABLE),
        },
    ),
    "document": Kind(
        rows=EstuaryDocument.objects.all,
        said={"id": F("pk"), "title": F("title"), "file": Cast("file", TextField())},
        shown=_document,
        called="DocumentName",
        schema={"id": NUMBER, "title": STRING, "url": STRING},
    ),
    "embed": Kind(
        rows=Embed.objects.all,
        said={
            name: F(name)
            for name in ("title", "html", "provider_name", "thumbnail_url", "width", "height")
        },
        key="hash",
        is_numbered=False,
        called="",
        schema={},
    ),
}


def kind_of(model: type[Model]) -> str:
    """The name of the kind that a model's rows are; of one that names none, the id is shown."""
    name = str(model._meta.model_name)
    if name not in KINDS:
        KINDS[name] = getattr(model, "content_kind", None) or _bare(model)
    return name


def _bare(model: type[Model]) -> Kind:
    fields = {field.name for field in model._meta.get_fields()}
    public = {"live": True} if "live" in fields else {}
    return Kind(
        rows=lambda: model._default_manager.filter(**public),
        said={"id": F("pk")},
        called=f"{model.__name__}Id",
        schema={"id": NUMBER},
    )
