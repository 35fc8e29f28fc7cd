from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from estuary.kernel.api.serializers import StrictSerializer
from marketplace.accounts.serializers import one_line
from marketplace.media import operations, policies
from marketplace.media.models import MediaAsset
from marketplace.media.states import Purpose
from marketplace.media.values import Announced


class NewUpload(StrictSerializer):
    """What somebody says they will upload."""

    purpose = serializers.ChoiceField(choices=Purpose.choices)
    file_name = serializers.CharField(max_length=255, validators=[one_line])
    content_type = serializers.ChoiceField(choices=sorted(policies.EXTENSIONS))
    size_bytes = serializers.IntegerField(
        min_value=1, max_value=2**40, help_text="Exactly; nothing else is taken."
    )

    def announced(self) -> Announced:
        """What was said, as the operation wants it."""
        return Announced(**self.validated_data)


class Download(serializers.Serializer):
    """Where the file is read from, and until when."""

    url = serializers.URLField()
    expires_at = serializers.DateTimeField()


class MediaCard(serializers.ModelSerializer):
    """One's own upload. Reading only."""

    id = serializers.UUIDField(source="public_id")
    download = serializers.SerializerMethodField(help_text="Null until it is finished.")

    class Meta:
        model = MediaAsset
        fields = [
            "id",
            "purpose",
            "kind",
            "state",
            "file_name",
            "content_type",
            "size_bytes",
            "checksum",
            "width",
            "height",
            "duration_seconds",
            "begun_at",
            "expires_at",
            "stored_at",
            "download",
        ]
        read_only_fields = fields

    @extend_schema_field(Download(allow_null=True))
    def get_download(self, asset: MediaAsset) -> dict[str, Any] | None:
        if not asset.is_finished:
            return None
        url, expires_at = operations.signed_url(asset, now=timezone.now())
        return dict(Download({"url": url, "expires_at": expires_at}).data)


class UploadRequest(serializers.Serializer):
    """The one request that sends the file; it needs no token."""

    method = serializers.ChoiceField(choices=["PUT"])
    url = serializers.URLField()
    headers = serializers.DictField(child=serializers.CharField(), help_text="Send exactly these.")
    expires_at = serializers.DateTimeField()


class BegunUpload(MediaCard):
    """An upload that has begun, with how to send the file."""

    upload = UploadRequest()

    class Meta(MediaCard.Meta):
        fields = [*MediaCard.Meta.fields, "upload"]
        read_only_fields = fields
