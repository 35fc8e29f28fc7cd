"""The shapes of vocabularies; `reading` makes those of modalities."""

from rest_framework import serializers

from cms.taxonomy.models import Audience, CertificationKind, Term
from estuary.kernel.api.schemas import Picture


class FocalPoint(serializers.Serializer):
    """What must stay visible, as parts of width and height from the upper left."""

    x = serializers.FloatField()
    y = serializers.FloatField()


class FocusedPicture(Picture):
    """A picture, and what of it must stay visible when it is cut."""

    focal_point = FocalPoint(allow_null=True)


class ModalityName(serializers.Serializer):
    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()


class ModalityCard(ModalityName):
    """A way of working, as filters and cards name it."""

    summary = serializers.CharField(allow_blank=True)
    url = serializers.CharField(help_text="Where the frontend shows it.")
    parent = ModalityName(allow_null=True)
    picture = FocusedPicture(allow_null=True)


class AskedAndAnswered(serializers.Serializer):
    question = serializers.CharField()
    answer = serializers.CharField(help_text="As `rich_text_format` asks; HTML by default.")


class ModalityDetail(ModalityCard):
    """Everything that is said of a way of working."""

    wide_picture = FocusedPicture(allow_null=True)
    description = serializers.CharField(help_text="HTML by default.", allow_blank=True)
    benefits = serializers.ListField(child=serializers.CharField())
    questions = AskedAndAnswered(many=True)
    regulated_note = serializers.CharField(
        help_text="What the law has to say of it. HTML by default.", allow_blank=True
    )
    seo_title = serializers.CharField()
    search_description = serializers.CharField(allow_blank=True)
    children = ModalityCard(many=True)


class TermCard(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id")

    class Meta:
        model: type[Term]
        fields = ["id", "slug", "name", "summary"]
        read_only_fields = fields


class AudienceCard(TermCard):
    """For whom something is meant."""

    class Meta(TermCard.Meta):
        model = Audience


class CertificationKindCard(TermCard):
    """A sort of paper, and what it stands for."""

    class Meta(TermCard.Meta):
        model = CertificationKind
        fields = [*TermCard.Meta.fields, "issuer", "is_regulated", "address"]
        read_only_fields = fields
