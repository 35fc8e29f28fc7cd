from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cms.library.pictures import picture
from cms.listings.models import ServicePage
from cms.pages import drafts
from cms.pages.api_fields import words_of
from cms.pages.blocks import WORDS
from cms.pages.rows import telling
from cms.pages.serializers import NewWords, ReviewCard, RichText, optional_text, slugs
from commerce.bookings.models import Session
from commerce.bookings.schedule_serializers import PlannedSession
from estuary.kernel.api.schemas import MoneyField, PictureField
from estuary.kernel.api.serializers import StrictSerializer
from marketplace.accounts.serializers import one_line
from marketplace.catalogue.models import Service, ServiceTerms
from marketplace.catalogue.serializers import CategoryName, ServiceCard
from marketplace.catalogue.states import (
    PLANNED,
    CancellationPolicy,
    LocationType,
    ServiceStatus,
    ServiceType,
)
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
        return words_of(page.description, page.locale_id) if page else ""

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

    def to_representation(self, instance: Service) -> dict[str, Any]:
        """What the card says too is said in the language that is asked for."""
        said: dict[str, Any] = super().to_representation(instance)
        page = _page(instance)
        if page is not None and not page.tells_row:
            said |= {"title": page.title, "summary": page.summary}
        return said


class OwnServiceDetail(ServiceDetail):
    """What practitioners see of their own: where it stands, too."""

    class Meta(ServiceDetail.Meta):
        fields = [*ServiceDetail.Meta.fields, "status", "is_listed"]
        read_only_fields = fields


def _page(service: Service) -> ServicePage | None:
    """The page in the language that is asked for, or that which tells the service."""
    read: list[ServicePage] | None = getattr(service, "pages_read", None)
    if read is None:
        return telling(ServicePage).filter(service=service).first()
    return next(iter(read), None)


def _lines(**kwargs: Any) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.CharField(max_length=240), default=list, max_length=30, **kwargs
    )


def _minutes(most: int, **kwargs: Any) -> serializers.IntegerField:
    return serializers.IntegerField(
        min_value=0, max_value=most, default=None, allow_null=True, **kwargs
    )


class NewTerms(StrictSerializer):
    """What a later sale is made under. What is left out stays; price and length come first."""

    price_cents = serializers.IntegerField(min_value=0, max_value=100_000_000, required=False)
    duration_minutes = serializers.IntegerField(min_value=5, max_value=1440, required=False)
    capacity = serializers.IntegerField(min_value=1, max_value=1000, required=False)
    cancellation_policy = serializers.ChoiceField(CancellationPolicy.choices, required=False)
    joins_late = serializers.BooleanField(required=False)

    def validate_price_cents(self, cents: int) -> int:
        if 0 < cents < 50:
            raise serializers.ValidationError("Nothing, or at least 50 cents.")
        return cents


class ListingChanges(NewWords):
    """Words wait for their approval; from `category` on it is for later sales at once."""

    title = serializers.CharField(max_length=160, validators=[one_line])
    summary = optional_text(400, help_text="Two sentences for lists and cards.")
    description = RichText(features=WORDS, default="", allow_blank=True)
    what_you_will_learn = _lines()
    included = _lines()
    prerequisites = optional_text(1000)
    modalities = slugs()
    audiences = slugs()
    category = serializers.CharField(
        max_length=80, default=None, allow_null=True, help_text="Id or slug."
    )
    location_type = serializers.ChoiceField(LocationType.choices, default=LocationType.VIRTUAL)
    place = serializers.UUIDField(default=None, allow_null=True, help_text="One of your places.")
    slot_step_minutes = serializers.IntegerField(
        min_value=5, max_value=60, default=None, allow_null=True, help_text="Null: as you have it."
    )
    buffer_before_minutes = _minutes(1440)
    buffer_after_minutes = _minutes(1440)
    minimum_notice_hours = _minutes(24 * 365)
    horizon_days = _minutes(730)
    terms = NewTerms(required=False)

    def said(self) -> dict[str, Any]:
        """What was said of page and row, without the terms of a sale."""
        return {key: value for key, value in super().said().items() if key != "terms"}

    @property
    def terms_said(self) -> dict[str, Any] | None:
        """What was said of the terms of a sale."""
        return self.validated_data.get("terms")


class NewListing(ListingChanges):
    """A new service; its sort stays as it is."""

    service_type = serializers.ChoiceField(ServiceType.choices, default=ServiceType.SESSION)

    def said(self) -> dict[str, Any]:
        """As above."""
        return {key: value for key, value in super().said().items() if key != "service_type"}


class ServiceDraft(serializers.Serializer):
    """One's own service as its latest draft has it, under the names it is written by."""

    id = serializers.UUIDField(source="service.public_id")
    slug = serializers.SlugField(source="service.slug")
    version = serializers.SerializerMethodField()
    revision = serializers.SerializerMethodField(help_text="Send it with a change.")
    review = serializers.SerializerMethodField()
    status = serializers.ChoiceField(ServiceStatus.choices, source="service.status")
    service_type = serializers.ChoiceField(ServiceType.choices, source="service.service_type")
    is_listed = serializers.BooleanField(source="service.is_listed")
    title = serializers.CharField()
    summary = serializers.CharField()
    description = serializers.SerializerMethodField(help_text="HTML.")
    what_you_will_learn = serializers.SerializerMethodField()
    included = serializers.SerializerMethodField()
    prerequisites = serializers.CharField()
    modalities = serializers.SerializerMethodField()
    audiences = serializers.SerializerMethodField()
    picture = serializers.SerializerMethodField()
    image = serializers.IntegerField(
        source="picture_id", allow_null=True, help_text="Of the picture."
    )
    seo_title = serializers.CharField()
    seo_description = serializers.CharField(source="search_description")
    category = CategoryName(source="service.category", allow_null=True)
    location_type = serializers.ChoiceField(LocationType.choices, source="service.location_type")
    place = serializers.UUIDField(source="service.place.public_id", allow_null=True, default=None)
    slot_step_minutes = serializers.IntegerField(
        source="service.slot_step_minutes", allow_null=True
    )
    buffer_before_minutes = serializers.IntegerField(
        source="service.buffer_before_minutes", allow_null=True
    )
    buffer_after_minutes = serializers.IntegerField(
        source="service.buffer_after_minutes", allow_null=True
    )
    minimum_notice_hours = serializers.IntegerField(
        source="service.minimum_notice_hours", allow_null=True
    )
    horizon_days = serializers.IntegerField(source="service.horizon_days", allow_null=True)
    terms = TermsCard(source="service.terms", allow_null=True)

    @extend_schema_field(serializers.ChoiceField(["draft"]))
    def get_version(self, page: ServicePage) -> str:
        return "draft"

    @extend_schema_field(str)
    def get_revision(self, page: ServicePage) -> str:
        return drafts.revision_of(self.context["page"])

    @extend_schema_field(ReviewCard)
    def get_review(self, page: ServicePage) -> dict[str, Any]:
        return dict(ReviewCard(ReviewCard.said(self.context["page"])).data)

    @extend_schema_field(str)
    def get_description(self, page: ServicePage) -> str:
        return words_of(page.description)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_what_you_will_learn(self, page: ServicePage) -> list[str]:
        return [block.value for block in page.what_you_will_learn]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_included(self, page: ServicePage) -> list[str]:
        return [block.value for block in page.included]

    @extend_schema_field(serializers.ListField(child=serializers.SlugField()))
    def get_modalities(self, page: ServicePage) -> list[str]:
        return sorted(one.slug for one in page.modalities.all())

    @extend_schema_field(serializers.ListField(child=serializers.SlugField()))
    def get_audiences(self, page: ServicePage) -> list[str]:
        return sorted(one.slug for one in page.audiences.all())

    @extend_schema_field(PictureField(allow_null=True))
    def get_picture(self, page: ServicePage) -> dict[str, Any] | None:
        return picture(image=page.picture, role="card", alt=page.title)
