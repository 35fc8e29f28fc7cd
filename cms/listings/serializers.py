from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cms.listings.models import ServicePage
from cms.pages.api_fields import words_of
from estuary.kernel.api.schemas import MoneyField
from marketplace.catalogue.models import Service, ServiceTerms
from marketplace.catalogue.serializers import ServiceCard
from marketplace.practitioners.serializers import Location


class TermsCard(serializers.ModelSerializer):
    """What a sale made now is made under."""

    price = MoneyField(source="price_cents")

    class Meta:
        model = ServiceTerms
        fields = ["version", "price", "duration_minutes", "capacity", "cancellation_policy"]
        read_only_fields = fields


class ServiceDetail(ServiceCard):
    """The card, with the words of the page and the terms of a sale."""

    description = serializers.SerializerMethodField(help_text="HTML.")
    what_you_will_learn = serializers.SerializerMethodField()
    included = serializers.SerializerMethodField()
    prerequisites = serializers.SerializerMethodField()
    locations = serializers.SerializerMethodField()
    terms = TermsCard(allow_null=True)

    class Meta(ServiceCard.Meta):
        fields = [
            *ServiceCard.Meta.fields,
            "description",
            "what_you_will_learn",
            "included",
            "prerequisites",
            "locations",
            "terms",
        ]
        read_only_fields = fields

    @extend_schema_field(str)
    def get_description(self, service: Service) -> str:
        page = _page(service)
        return words_of(page.description) if page else ""

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_what_you_will_learn(self, service: Service) -> list[str]:
        page = _page(service)
        return [line.value for line in page.what_you_will_learn] if page else []

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_included(self, service: Service) -> list[str]:
        page = _page(service)
        return [line.value for line in page.included] if page else []

    @extend_schema_field(str)
    def get_prerequisites(self, service: Service) -> str:
        page = _page(service)
        return page.prerequisites if page else ""

    @extend_schema_field(Location(many=True))
    def get_locations(self, service: Service) -> list[dict[str, Any]]:
        return [Location(service.place).data] if service.place else []


class OwnServiceDetail(ServiceDetail):
    """What practitioners see of their own: where it stands, too."""

    class Meta(ServiceDetail.Meta):
        fields = [*ServiceDetail.Meta.fields, "status", "is_listed"]
        read_only_fields = fields


def _page(service: Service) -> ServicePage | None:
    return getattr(service, "page", None)
