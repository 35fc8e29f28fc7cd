from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import DeleteView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from estuary.kernel.backoffice import AmountColumn, CreatedFilterSet, ReadOnlyViewSet
from estuary.kernel.money import display
from marketplace.catalogue.models import Category, Service


class ServiceFilterSet(CreatedFilterSet):
    class Meta:
        model = Service
        fields = ["status", "service_type", "category", "location_type", "is_listed"]


class PriceColumn(AmountColumn):
    """The price of the present terms; a draft may have none."""

    def __init__(self) -> None:
        super().__init__("price_cents", "Price")
        self.sort_key = "terms__price_cents"

    def get_value(self, instance: Service) -> str:
        return super().get_value(instance.terms) if instance.terms else ""


class ServiceInspect(InspectView):
    def get_versions_display_value(self) -> str:
        """Every version of the terms, the latest first."""
        return "; ".join(
            f"{terms.version}: {display(terms.price_cents, terms.currency)}, "
            f"{terms.duration_minutes} minutes, {terms.get_cancellation_policy_display()}"
            for terms in self.object.versions.order_by("-version")
        )


class ServiceViewSet(ReadOnlyViewSet):
    """What is offered; changed by its practitioner, through the API."""

    model = Service
    icon = "tag"
    menu_label = "Services"
    related = ("practitioner", "category", "terms")
    list_display = [
        "title",
        Column("practitioner", sort_key="practitioner__display_name"),
        Column("category", sort_key="category__name"),
        Column("service_type", label="Type", accessor="get_service_type_display"),
        Column("status", accessor="get_status_display", sort_key="status"),
        PriceColumn(),
        DateColumn("created_at", label="Made", sort_key="created_at"),
    ]
    filterset_class = ServiceFilterSet
    list_export = [
        "public_id", "slug", "title", "practitioner.display_name", "service_type", "status",
        "terms.price_cents", "terms.currency", "terms.duration_minutes", "is_listed", "created_at",
    ]  # fmt: skip
    search_fields = ["title", "slug", "practitioner__display_name"]
    inspect_view_class = ServiceInspect
    inspect_view_fields = [
        "title", "slug", "practitioner", "category", "service_type", "status", "is_listed",
        "summary", "location_type", "place", "versions", "modalities", "slot_step_minutes",
        "buffer_before_minutes", "buffer_after_minutes", "minimum_notice_hours", "horizon_days",
        "created_at",
    ]  # fmt: skip


class CategoryDelete(DeleteView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse in words what the database would refuse."""
        if self.object.services.exists():
            messages.error(request, "There are services in this category: move them first.")
            return redirect(self.get_success_url())
        return super().post(request, *args, **kwargs)


class CategoryViewSet(ModelViewSet):
    """The shelves of the catalogue; one that still holds services cannot be deleted."""

    model = Category
    icon = "folder-open-inverse"
    menu_label = "Categories"
    add_to_reference_index = False  # nothing refers to it from a page
    inspect_view_enabled = True
    copy_view_enabled = False
    list_display = ["name", "slug", Column("position", sort_key="position")]
    search_backend_name = None
    search_fields = ["name", "slug"]
    ordering = ["position", "name"]
    delete_view_class = CategoryDelete
    form_fields = ["name", "slug", "summary", "position"]
