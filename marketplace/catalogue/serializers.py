from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from estuary.kernel.api.schemas import MoneyField, PictureField, RatingField
from marketplace.catalogue.models import Category, Service
from marketplace.catalogue.states import CancellationPolicy, ServiceStatus
from marketplace.practitioners.serializers import PractitionerName


class CategoryName(serializers.ModelSerializer):
    """A category inside something else."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = Category
        fields = ["id", "slug", "name"]
        read_only_fields = fields


class CategoryCard(CategoryName):
    """A shelf of the catalogue, and how much stands on it."""

    services_count = serializers.IntegerField(help_text="On sale now.")

    class Meta(CategoryName.Meta):
        fields = [*CategoryName.Meta.fields, "summary", "services_count"]
        read_only_fields = fields


class ServiceCard(serializers.ModelSerializer):
    """What lists show of a service. Reading only."""

    id = serializers.UUIDField(source="public_id")
    # A draft has no terms yet; only its owner ever sees one.
    price = MoneyField(
        source="terms.price_cents", currency_source="terms.currency", allow_null=True
    )
    duration_minutes = serializers.IntegerField(
        source="terms.duration_minutes", read_only=True, allow_null=True
    )
    practitioner = PractitionerName()
    category = CategoryName(allow_null=True)
    rating = RatingField()
    picture = PictureField(allow_null=True)
    next_available = serializers.DateTimeField(source="next_available_at", allow_null=True)
    cancellation_policy = serializers.ChoiceField(
        choices=CancellationPolicy.choices,
        source="terms.cancellation_policy",
        read_only=True,
        allow_null=True,
    )
    is_bookable = serializers.SerializerMethodField()

    class Meta:
        model = Service
        fields = [
            "id",
            "slug",
            "title",
            "summary",
            "service_type",
            "price",
            "duration_minutes",
            "practitioner",
            "category",
            "modalities",
            "location_type",
            "rating",
            "picture",
            "next_available",
            "cancellation_policy",
            "is_bookable",
        ]
        read_only_fields = fields

    @extend_schema_field(bool)
    def get_is_bookable(self, service: Service) -> bool:
        return (
            service.status == ServiceStatus.ACTIVE
            and service.is_listed
            and service.terms_id is not None
            and service.practitioner.is_public
        )
