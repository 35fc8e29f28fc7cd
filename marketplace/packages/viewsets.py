from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import InspectView

from estuary.kernel.backoffice import AmountColumn, CreatedFilterSet, ReadOnlyViewSet
from estuary.kernel.money import display
from marketplace.packages.models import Package


class PackageFilterSet(CreatedFilterSet):
    class Meta:
        model = Package
        fields = ["kind", "status"]


class PriceColumn(AmountColumn):
    """The price of the present terms."""

    def __init__(self) -> None:
        super().__init__("price_cents", "Price")
        self.sort_key = "terms__price_cents"

    def get_value(self, instance: Package) -> str:
        return super().get_value(instance.terms) if instance.terms else ""


class PackageInspect(InspectView):
    def get_versions_display_value(self) -> str:
        """Every version of the terms, the latest first."""
        versions = self.object.versions.order_by("-version").prefetch_related("items__service")
        return "; ".join(
            f"{terms.version}: {display(terms.price_cents, terms.currency)} for "
            + ", ".join(f"{item.quantity} of {item.service.title}" for item in terms.items.all())
            + f", valid for {terms.valid_for_days} days"
            for terms in versions
        )


class PackageViewSet(ReadOnlyViewSet):
    """Packages and bundles; changed by their practitioner, through the API."""

    model = Package
    icon = "list-ul"
    menu_label = "Packages"
    related = ("practitioner", "terms")
    list_display = [
        "title",
        Column("practitioner", sort_key="practitioner__display_name"),
        Column("kind", accessor="get_kind_display", sort_key="kind"),
        Column("status", accessor="get_status_display", sort_key="status"),
        PriceColumn(),
        DateColumn("created_at", label="Made", sort_key="created_at"),
    ]
    filterset_class = PackageFilterSet
    list_export = [
        "public_id", "slug", "title", "practitioner.display_name", "kind", "status",
        "terms.price_cents", "terms.list_price_cents", "terms.currency", "terms.valid_for_days",
        "created_at",
    ]  # fmt: skip
    search_fields = ["title", "slug", "practitioner__display_name"]
    inspect_view_class = PackageInspect
    inspect_view_fields = [
        "title", "slug", "practitioner", "kind", "status", "summary", "versions", "created_at",
    ]  # fmt: skip
