from wagtail.admin.ui.tables import Column, DateColumn

from commerce.entitlements.models import Entitlement, EntitlementUnit
from estuary.kernel.backoffice import AmountColumn, MomentColumn
from estuary.kernel.money import display
from estuary.kernel.steps import SteppedInspect, SteppedViewSet


class EntitlementInspect(SteppedInspect):
    def get_units_display_value(self) -> str:
        """Every unit, and the booking it stands for."""
        units = self.object.units.select_related("service", "booking", "entitlement")
        return "; ".join(_told(unit) for unit in units)


def _told(unit: EntitlementUnit) -> str:
    price = display(unit.price_cents, unit.entitlement.currency)
    booking = f" ({unit.booking.public_id})" if unit.booking else ""
    return f"{unit.service.title}, {price}: {unit.get_status_display()}{booking}"


class EntitlementViewSet(SteppedViewSet):
    """Packages and bundles that were bought, and what is left of them."""

    model = Entitlement
    icon = "list-ul"
    menu_label = "Entitlements"
    related = ("client",)
    list_display = [
        "title",
        Column("client", label="Client", sort_key="client__email"),
        Column("kind", accessor="get_kind_display", sort_key="kind"),
        Column("status", accessor="get_status_display", sort_key="status"),
        AmountColumn("price_cents", "Price"),
        AmountColumn("refunded_cents", "Given back"),
        MomentColumn("expires_at", label="Expires", sort_key="expires_at"),
        DateColumn("created_at", label="Sold", sort_key="created_at"),
    ]
    list_filter = ["status", "kind"]
    list_export = [
        "public_id", "title", "client.email", "kind", "status", "price_cents", "refunded_cents",
        "currency", "expires_at", "reference", "created_at",
    ]  # fmt: skip
    search_fields = ["title", "client__email", "client__last_name", "public_id", "reference"]
    inspect_view_class = EntitlementInspect
    inspect_view_fields = [
        "public_id", "title", "client", "kind", "status", "price_cents", "refunded_cents",
        "currency", "expires_at", "reference", "units", "created_at",
    ]  # fmt: skip
