from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cms.listings.models import ServicePage
from cms.pages.api_fields import words_of
from commerce.bookings.models import Session
from commerce.bookings.schedule_serializers import PlannedSession
from estuary.kernel.api.schemas import MoneyField
from marketplace.catalogue.models import Service, ServiceTerms
from marketplace.catalogue.serializers import ServiceCard
from marketplace.catalogue.states import PLANNED
from marketplace.practitioners.serializers import Location

SESSIONS_SHOWN = 20


class TermsCard(serializers.ModelSerializer):
    """What a sale made now is made under."""

    price = MoneyField(source="price_cents")

    class Meta:
        model = ServiceTerms
        fields = [
            "version",
            "price",
            "duration_minutes",
            "capacity",
            "cancellation_policy",
            "joins_late",
        ]
        read_only_fields = fields


class ServiceDetail(ServiceCard):
    """The card, with the words of the page and the terms of a sale."""

    description = serializers.SerializerMethodField(help_text="HTML.")
    what_you_will_learn = serializers.SerializerMethodField()
    included = serializers.SerializerMethodField()
    prerequisites = serializers.SerializerMethodField()
    locations = serializers.SerializerMethodField()
    sessions = serializers.SerializerMethodField(
        help_text="The next dates of a workshop or a course; more are under schedule/."
    )
    terms = TermsCard(allow_null=True)

    class Meta(ServiceCard.Meta):
        fields = [
            *ServiceCard.Meta.fields,
            "description",
            "what_you_will_learn",
            "included",
            "prerequisites",
            "locations",
            "sessions",
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

    @extend_schema_field(PlannedSession(many=True))
    def get_sessions(self, service: Service) -> list[dict[str, Any]]:
        if service.service_type not in PLANNED:
            return []
        now = timezone.now()
        dates = Session.objects.planned().filter(service=service).to_come(now)
        shown = dates.with_available_spots(now).soonest_first()[:SESSIONS_SHOWN]
        return list(PlannedSession(shown, many=True).data)


class OwnServiceDetail(ServiceDetail):
    """What practitioners see of their own: where it stands, too."""

    class Meta(ServiceDetail.Meta):
        fields = [*ServiceDetail.Meta.fields, "status", "is_listed"]
        read_only_fields = fields


def _page(service: Service) -> ServicePage | None:
    return getattr(service, "page", None)
