from decimal import Decimal
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commerce.promotions.models import CODE, Promotion
from commerce.promotions.states import PromotionStatus
from commerce.promotions.values import Offer
from estuary.kernel.api.schemas import MoneyField
from estuary.kernel.api.serializers import InstantField, StrictSerializer
from marketplace.packages.serializers import ServiceName

LARGEST_CENTS = 100_000_000
LARGEST_LIMIT = 1_000_000


class PromotionCard(serializers.ModelSerializer):
    """A code of one's own, and how often it was used. Reading only."""

    id = serializers.UUIDField(source="public_id")
    status = serializers.SerializerMethodField()
    amount = MoneyField(
        source="amount_cents", allow_null=True, help_text="Off the price; null for a percentage."
    )
    minimum = MoneyField(source="minimum_cents", help_text="Only for orders of at least this.")
    services = ServiceName(many=True, help_text="None means all of your own.")

    class Meta:
        model = Promotion
        fields = [
            "id",
            "code",
            "description",
            "status",
            "percent",
            "amount",
            "minimum",
            "services",
            "is_stackable",
            "starts_at",
            "ends_at",
            "total_limit",
            "client_limit",
            "used_count",
            "created_at",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(PromotionStatus.choices))
    def get_status(self, promotion: Promotion) -> str:
        return promotion.status(at=timezone.now())


class NewPromotion(StrictSerializer):
    """A code for one's own services: a percentage or an amount, when, and how often."""

    code = serializers.CharField(max_length=40, help_text="Capitals or not is the same.")
    description = serializers.CharField(max_length=200, default="", allow_blank=True)
    percent = serializers.DecimalField(
        max_digits=5,
        decimal_places=2,
        min_value=Decimal("0.01"),
        max_value=Decimal(100),
        default=None,
        allow_null=True,
        help_text="Of the price.",
    )
    amount_cents = serializers.IntegerField(
        min_value=1, max_value=LARGEST_CENTS, default=None, allow_null=True
    )
    minimum_cents = serializers.IntegerField(min_value=0, max_value=LARGEST_CENTS, default=0)
    services = serializers.ListField(
        child=serializers.UUIDField(),
        max_length=200,
        default=list,
        help_text="Ids of your own services; none means all of them.",
    )
    is_stackable = serializers.BooleanField(
        default=False, help_text="Also on your packages and bundles, which cost less already."
    )
    starts_at = InstantField(default=None, allow_null=True, help_text="Now, unless said.")
    ends_at = InstantField(default=None, allow_null=True)
    total_limit = serializers.IntegerField(
        min_value=1,
        max_value=LARGEST_LIMIT,
        default=None,
        allow_null=True,
        help_text="How often in all; null means without end.",
    )
    client_limit = serializers.IntegerField(
        min_value=1,
        max_value=LARGEST_LIMIT,
        default=1,
        allow_null=True,
        help_text="How often by one client; null means without end.",
    )

    def validate_code(self, said: str) -> str:
        code = said.strip().upper()
        CODE(code)
        return code

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["percent"] is None) == (attrs["amount_cents"] is None):
            raise serializers.ValidationError("Give either `percent` or `amount_cents`.")
        return attrs

    def offer(self) -> Offer:
        """What was said, as the operations want it."""
        said = dict(self.validated_data)
        return Offer(service_ids=said.pop("services"), **said)
