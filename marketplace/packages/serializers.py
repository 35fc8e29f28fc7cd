from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from estuary.kernel.api.schemas import MoneyField
from estuary.kernel.api.serializers import StrictSerializer
from marketplace.catalogue.models import Service
from marketplace.packages import pricing
from marketplace.packages.models import Package, PackageItem
from marketplace.packages.states import PackageStatus
from marketplace.packages.values import Content, PackageFigures, PackageWords
from marketplace.practitioners.serializers import PractitionerName


class ServiceName(serializers.ModelSerializer):
    """A service inside something else."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = Service
        fields = ["id", "slug", "title", "service_type"]
        read_only_fields = fields


class PackageItemCard(serializers.ModelSerializer):
    """So many units of one service, and what one of them costs alone."""

    service = ServiceName()
    duration_minutes = serializers.IntegerField(
        source="service_terms.duration_minutes", read_only=True
    )
    unit_price = MoneyField(
        source="service_terms.price_cents", currency_source="service_terms.currency"
    )

    class Meta:
        model = PackageItem
        fields = ["service", "quantity", "duration_minutes", "unit_price"]
        read_only_fields = fields


class PackageCard(serializers.ModelSerializer):
    """What lists show of a package or bundle. Reading only."""

    id = serializers.UUIDField(source="public_id")
    price = MoneyField(source="terms.price_cents", currency_source="terms.currency")
    list_price = MoneyField(source="terms.list_price_cents", currency_source="terms.currency")
    saves = MoneyField(source="terms.saves_cents", currency_source="terms.currency")
    items = PackageItemCard(source="terms.items", many=True)
    practitioner = PractitionerName()
    valid_for_days = serializers.IntegerField(source="terms.valid_for_days", read_only=True)

    class Meta:
        model = Package
        fields = [
            "id",
            "kind",
            "slug",
            "title",
            "summary",
            "price",
            "list_price",
            "saves",
            "items",
            "practitioner",
            "valid_for_days",
        ]
        read_only_fields = fields


class PackageItemDetail(PackageItemCard):
    """With what comes back for a unit of it that was not used."""

    refund_each = MoneyField(
        source="share_cents",
        currency_source="service_terms.currency",
        help_text="For one unused unit, until it expires; some are a cent more.",
    )

    class Meta(PackageItemCard.Meta):
        fields = [*PackageItemCard.Meta.fields, "refund_each"]
        read_only_fields = fields


class PackageDetail(PackageCard):
    """One package with all it promises."""

    items = serializers.SerializerMethodField()  # type: ignore[assignment]
    terms = serializers.SerializerMethodField()
    status = serializers.SerializerMethodField(help_text="Told to its practitioner; null else.")

    class Meta(PackageCard.Meta):
        fields = [*PackageCard.Meta.fields, "terms", "status", "created_at"]
        read_only_fields = fields

    @extend_schema_field(PackageItemDetail(many=True))
    def get_items(self, package: Package) -> list[dict[str, Any]]:
        assert package.terms
        items = list(package.terms.items.all())
        shares = pricing.allocate(
            price_cents=package.terms.price_cents, lines=[item.line for item in items]
        )
        for item, cents in zip(items, shares, strict=True):
            item.share_cents = min(cents)  # type: ignore[attr-defined]
        return [dict(PackageItemDetail(item).data) for item in items]

    @extend_schema_field({"type": "object", "properties": {"version": {"type": "integer"}}})
    def get_terms(self, package: Package) -> dict[str, Any]:
        assert package.terms
        return {"version": package.terms.version}

    @extend_schema_field(serializers.ChoiceField(choices=PackageStatus.choices, allow_null=True))
    def get_status(self, package: Package) -> str | None:
        own = package.practitioner.user_id == self.context["request"].user.pk
        return package.status if own else None


class NewItem(StrictSerializer):
    """So many units of one service."""

    service = serializers.UUIDField(help_text="The service's id; one of your own.")
    quantity = serializers.IntegerField(min_value=1, max_value=100, default=1)


class NewPackage(StrictSerializer):
    """What a practitioner says of a package or bundle; the rest follows from its services."""

    title = serializers.CharField(max_length=160)
    summary = serializers.CharField(max_length=400, default="", allow_blank=True)
    price_cents = serializers.IntegerField(
        min_value=50, max_value=100_000_000, help_text="In the currency of its services."
    )
    valid_for_days = serializers.IntegerField(min_value=1, max_value=1095, default=365)
    items = NewItem(many=True, allow_empty=False)

    def words(self) -> PackageWords:
        """What was said of it."""
        said = self.validated_data
        return PackageWords(title=said["title"], summary=said["summary"])

    def figures(self) -> PackageFigures:
        """What it costs, and for what."""
        said = self.validated_data
        return PackageFigures(
            price_cents=said["price_cents"],
            valid_for_days=said["valid_for_days"],
            contents=[
                Content(service_id=item["service"], quantity=item["quantity"])
                for item in said["items"]
            ],
        )
