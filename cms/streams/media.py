"""The files of a post, by addresses that are good for an hour."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import serializers

from cms.pages.api_fields import ContentField
from cms.pages.describing import Components, Schema, component
from cms.pages.references import Loaded
from marketplace.media import operations as media
from marketplace.media.models import MediaAsset
from marketplace.media.states import MediaKind


class StreamMedia(serializers.Serializer):
    """Something to watch or to hear, or its captions. The address is for you, and expires."""

    kind = serializers.ChoiceField(
        choices=[MediaKind.AUDIO.value, MediaKind.CAPTIONS.value, MediaKind.VIDEO.value]
    )
    url = serializers.URLField()
    expires_at = serializers.DateTimeField()
    content_type = serializers.CharField()
    size_bytes = serializers.IntegerField()
    duration_seconds = serializers.IntegerField(allow_null=True)
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)


def media_of(page: Any, *, now: datetime) -> list[dict[str, Any]]:
    """What is watched or heard, and its captions. Whether the reader may is the caller's to say.

    A file that is not there any more, as an older revision may name one, is left out.
    """
    files = [one for one in (page.media, page.captions) if one and one.is_finished]
    return [dict(StreamMedia(_addressed(one, now)).data) for one in files]


def _addressed(asset: MediaAsset, now: datetime) -> dict[str, Any]:
    url, expires_at = media.signed_url(asset, now=now)
    said = ("kind", "content_type", "size_bytes", "duration_seconds", "width", "height")
    return {name: getattr(asset, name) for name in said} | {"url": url, "expires_at": expires_at}


class MediaField(ContentField):
    """The files of a post, for whoever may have the whole of it."""

    def prepared(self, pages: QuerySet[Any], name: str) -> QuerySet[Any]:
        return pages.select_related("media", "captions")

    def shown(self, page: Any, loaded: Loaded) -> list[dict[str, Any]]:
        return media_of(page, now=timezone.now())

    def nothing(self) -> list[Any]:
        return []

    def described(self, model: type[Any], components: Components) -> Schema:
        return {"type": "array", "items": component("StreamMedia")}
