from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commerce.entitlements.models import Entitlement, EntitlementUnit
from commerce.entitlements.states import UnitStatus
from estuary.kernel.api.schemas import Money, MoneyField, money
from estuary.kernel.api.serializers import StrictSerializer
from marketplace.packages.serializers import ServiceName
from marketplace.practitioners.serializers import PractitionerName


class ServiceLeft(serializers.Serializer):
    """How much of one service was bought, and what became of it."""

    service = ServiceName()
    bought = serializers.IntegerField()
    left = serializers.IntegerField(help_text="Can be booked, until it expires.")
    booked = serializers.IntegerField(help_text="Still to come.")
    used = serializers.IntegerField()


class EntitlementCard(serializers.ModelSerializer):
    """What a client bought to use later: what is left, and until when. Reading only."""

    id = serializers.UUIDField(source="public_id")
    practitioner = PractitionerName(source="terms.package.practitioner")
    price = MoneyField(source="price_cents")
    refunded = MoneyField(source="refunded_cents")
    refundable = serializers.SerializerMethodField(help_text="What comes back for what is left.")
    services = serializers.SerializerMethodField()

    class Meta:
        model = Entitlement
        fields = [
            "id",
            "kind",
            "title",
            "practitioner",
            "status",
            "price",
            "refunded",
            "refundable",
            "services",
            "expires_at",
            "created_at",
        ]
        read_only_fields = fields

    @extend_schema_field(Money)
    def get_refundable(self, bought: Entitlement) -> dict[str, Any]:
        left = _in(UnitStatus.OPEN, bought.units.all())
        usable = bought.is_usable(at=timezone.now())
        return money(sum(unit.price_cents for unit in left) if usable else 0, bought.currency)

    @extend_schema_field(ServiceLeft(many=True))
    def get_services(self, bought: Entitlement) -> list[dict[str, Any]]:
        by_service = groupby(bought.units.all(), key=lambda unit: unit.service)
        usable = bought.is_usable(at=timezone.now())
        return [_left(service, list(units), usable=usable) for service, units in by_service]


def _left(service: Any, units: list[EntitlementUnit], *, usable: bool) -> dict[str, Any]:
    shape = {
        "service": service,
        "bought": len(units),
        "left": len(_in(UnitStatus.OPEN, units)) if usable else 0,
        "booked": len(_in(UnitStatus.REDEEMED, units)),
        "used": len(_in(UnitStatus.USED, units)),
    }
    return dict(ServiceLeft(shape).data)


def _in(status: UnitStatus, units: Iterable[EntitlementUnit]) -> list[EntitlementUnit]:
    return [unit for unit in units if unit.status == status]


class UnitCard(serializers.ModelSerializer):
    """One session bought; an open one is scheduled under `bookings/{id}/schedule/`."""

    id = serializers.UUIDField(source="public_id")
    service = ServiceName()
    price = MoneyField(source="price_cents", currency_source="entitlement.currency")
    booking = serializers.UUIDField(
        source="booking.public_id", default=None, allow_null=True, read_only=True
    )

    class Meta:
        model = EntitlementUnit
        fields = ["id", "service", "status", "price", "booking"]
        read_only_fields = fields


class EntitlementDetail(EntitlementCard):
    """With every single unit."""

    units = UnitCard(many=True)

    class Meta(EntitlementCard.Meta):
        fields = [*EntitlementCard.Meta.fields, "units"]
        read_only_fields = fields


class ScheduleSeat(StrictSerializer):
    """What an open unit is booked for: a slot, or a date of a workshop."""

    slot = serializers.CharField(
        max_length=300, required=False, help_text="The word from its availability."
    )
    session = serializers.UUIDField(required=False, help_text="Of a workshop: the date's id.")
    notes = serializers.CharField(max_length=500, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("slot" in attrs) == ("session" in attrs):
            raise serializers.ValidationError({"slot": ["Give either `slot` or `session`."]})
        return attrs


class RedeemUnit(ScheduleSeat):
    """Which service is booked, and when."""

    service = serializers.UUIDField(help_text="The service's id.")
