from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from estuary.kernel.api.schemas import Money, PictureField, RatingField, money
from estuary.kernel.api.serializers import StrictSerializer
from marketplace.accounts.models import validate_timezone
from marketplace.practitioners.models import Practitioner
from marketplace.practitioners.values import Application, Paper, PlaceOfWork


class Location(serializers.Serializer):
    """Where somebody works, without the street."""

    city = serializers.CharField()
    region = serializers.CharField()
    country = serializers.CharField(help_text="ISO 3166, two letters.")


class PractitionerName(serializers.ModelSerializer):
    """A practitioner inside something else."""

    id = serializers.UUIDField(source="public_id")
    picture = PictureField(allow_null=True)

    class Meta:
        model = Practitioner
        fields = ["id", "slug", "display_name", "picture"]
        read_only_fields = fields


class PractitionerCard(serializers.ModelSerializer):
    """What lists show of a practitioner. Reading only."""

    id = serializers.UUIDField(source="public_id")
    picture = PictureField(allow_null=True)
    location = serializers.SerializerMethodField()
    is_verified = serializers.SerializerMethodField()
    rating = RatingField()
    price_from = serializers.SerializerMethodField()
    next_available = serializers.DateTimeField(source="next_available_at", allow_null=True)

    class Meta:
        model = Practitioner
        fields = [
            "id",
            "slug",
            "display_name",
            "professional_title",
            "summary",
            "picture",
            "specializations",
            "modalities",
            "languages",
            "location",
            "is_virtual",
            "is_verified",
            "is_featured",
            "rating",
            "price_from",
            "next_available",
        ]
        read_only_fields = fields

    @extend_schema_field(Location(allow_null=True))
    def get_location(self, practitioner: Practitioner) -> dict[str, Any] | None:
        # Sorted here, because the places come with the cards in one query.
        places = sorted(practitioner.places.all(), key=lambda one: (not one.is_primary, one.pk))
        return Location(places[0]).data if places else None

    @extend_schema_field(bool)
    def get_is_verified(self, practitioner: Practitioner) -> bool:
        return practitioner.verified_at is not None

    @extend_schema_field(Money(allow_null=True))
    def get_price_from(self, practitioner: Practitioner) -> dict[str, Any] | None:
        cents = practitioner.price_from_cents
        return None if cents is None else money(cents, settings.CURRENCY)


class NewPlace(StrictSerializer):
    name = serializers.CharField(max_length=120, default="", allow_blank=True)
    address = serializers.CharField(max_length=240, default="", allow_blank=True)
    city = serializers.CharField(max_length=120)
    region = serializers.CharField(max_length=120, default="", allow_blank=True)
    country = serializers.RegexField("^[A-Za-z]{2}$", help_text="ISO 3166, two letters.")
    latitude = serializers.FloatField(min_value=-90, max_value=90, default=None, allow_null=True)
    longitude = serializers.FloatField(min_value=-180, max_value=180, default=None, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["latitude"] is None) != (attrs["longitude"] is None):
            raise serializers.ValidationError("Give latitude and longitude, or neither.")
        return attrs


class NewPaper(StrictSerializer):
    title = serializers.CharField(max_length=160)
    issuer = serializers.CharField(max_length=160, default="", allow_blank=True)
    issued_on = serializers.DateField(default=None, allow_null=True)
    expires_on = serializers.DateField(default=None, allow_null=True)


class NewApplication(StrictSerializer):
    """What somebody tells who wants to offer services."""

    display_name = serializers.CharField(max_length=120)
    professional_title = serializers.CharField(max_length=120, default="", allow_blank=True)
    summary = serializers.CharField(max_length=400, default="", allow_blank=True)
    timezone = serializers.CharField(
        max_length=64, default="UTC", validators=[validate_timezone], help_text="IANA name."
    )
    specializations = serializers.ListField(
        child=serializers.CharField(max_length=80), default=list, max_length=20
    )
    languages = serializers.ListField(
        child=serializers.CharField(max_length=35), default=list, max_length=20
    )
    is_virtual = serializers.BooleanField(default=True)
    years_of_experience = serializers.IntegerField(
        min_value=0, max_value=80, default=None, allow_null=True
    )
    place = NewPlace(default=None, allow_null=True)
    certifications = NewPaper(many=True, default=list, max_length=20)  # type: ignore[call-arg]

    def application(self) -> Application:
        """What was sent, as the operation takes it."""
        said = dict(self.validated_data)
        place, papers = said.pop("place"), said.pop("certifications")
        return Application(
            **said,
            place=PlaceOfWork(**place) if place else None,
            certifications=[Paper(**paper) for paper in papers],
        )


class OwnApplication(PractitionerCard):
    """A practitioner's own record: the card, and how the application stands."""

    class Meta(PractitionerCard.Meta):
        fields = [*PractitionerCard.Meta.fields, "status", "status_note", "timezone"]
        read_only_fields = fields
