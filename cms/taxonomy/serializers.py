from rest_framework import serializers

from cms.taxonomy.models import Modality


class ModalityCard(serializers.ModelSerializer):
    """A way of working, as filters and cards name it."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = Modality
        fields = ["id", "slug", "name", "summary"]
        read_only_fields = fields
