from html import escape
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cms.pages.models import address_of
from cms.search.models import SearchEntry
from cms.search.querysets import BEGIN, END, LINE
from cms.search.states import EntryKind
from estuary.kernel.api.schemas import PictureField


class Finder(serializers.Serializer):
    """Whose it is."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    display_name = serializers.CharField()


class Highlight(serializers.Serializer):
    """HTML: what was searched for lies in `<mark>`, and everything else is escaped."""

    title = serializers.CharField()
    text = serializers.CharField()


class SearchResult(serializers.ModelSerializer):
    """Something found, whatever it is."""

    id = serializers.SerializerMethodField(
        help_text="By which its own address knows it: a UUID, or the number of a page."
    )
    slug = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField(help_text="Where the frontend shows it.")
    locale = serializers.CharField(source="language")
    practitioner = serializers.SerializerMethodField()
    picture = serializers.SerializerMethodField()
    highlight = serializers.SerializerMethodField()

    class Meta:
        model = SearchEntry
        fields = [
            "kind",
            "id",
            "slug",
            "title",
            "summary",
            "url",
            "locale",
            "practitioner",
            "picture",
            "highlight",
        ]
        read_only_fields = fields

    @extend_schema_field(str)
    def get_id(self, entry: SearchEntry) -> str:
        row = _row(entry)
        return str(row.public_id if row else entry.page_id)

    @extend_schema_field(str)
    def get_slug(self, entry: Any) -> str:
        return str((_row(entry) or entry.page).slug)

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_url(self, entry: SearchEntry) -> str | None:
        if entry.modality:
            return f"{settings.FRONTEND_URL}/modalities/{entry.modality.slug}/"
        return address_of(entry.page, self.context["request"])

    @extend_schema_field(Finder(allow_null=True))
    def get_practitioner(self, entry: SearchEntry) -> dict[str, Any] | None:
        who = entry.practitioner
        if who is None or entry.kind == EntryKind.PRACTITIONER:
            return None
        return {"id": str(who.public_id), "slug": who.slug, "display_name": who.display_name}

    @extend_schema_field(PictureField(allow_null=True))
    def get_picture(self, entry: SearchEntry) -> dict[str, Any] | None:
        return getattr(_row(entry), "picture", None) if not entry.modality else entry.picture

    @extend_schema_field(Highlight)
    def get_highlight(self, entry: Any) -> dict[str, str]:
        return {"title": _marked(entry.title_found), "text": _marked(entry.text_found)}


def _row(entry: SearchEntry) -> Any:
    """What the world knows the thing by; an ordinary page has none."""
    if entry.kind == EntryKind.PRACTITIONER:
        return entry.practitioner
    return entry.modality or entry.service or entry.post


def _marked(found: str) -> str:
    marked = escape(found).replace(BEGIN, "<mark>").replace(END, "</mark>")
    return " ".join(marked.replace(LINE.strip(), "").split())
