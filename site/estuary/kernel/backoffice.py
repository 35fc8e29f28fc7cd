"""What the back office's listings share: tables that people may read, search and export only."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.fields import BaseFieldDisplay, register_display_class
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from estuary.kernel.money import display

# The menu of what runs by itself; a viewset joins it with `menu_hook`.
OPERATIONS = "register_operations_menu_item"


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Who may view a model views it; nobody adds, changes or deletes, administrators neither."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def users_with_any_permission(self, actions: Any) -> Any:
        return super().users_with_any_permission([a for a in actions if a == "view"])


class KeepingPolicy(ModelPermissionPolicy):
    """Nobody deletes, since other rows tell what happened by these; they are switched off."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


class AmountColumn(Column):
    """Cents as people read them; `currency` names the attribute beside the amount."""

    def __init__(self, name: str, label: str, *, currency: str = "currency") -> None:
        self.currency = currency.split(".")
        super().__init__(name, label=label, sort_key=name)

    def get_value(self, instance: Any) -> str:
        cents, currency = getattr(instance, self.name), instance
        for step in self.currency:
            currency = getattr(currency, step)
        return "" if cents is None else display(cents, currency)


class MomentColumn(Column):
    """A day and a time, in the reader's zone; for what lies ahead, which is never "just now"."""

    def get_value(self, instance: Any) -> str:
        moment = super().get_value(instance)
        return date_format(localtime(moment), "D j M Y, H:i") if moment else ""


class ListDisplay(BaseFieldDisplay):
    """What a field holds several of, as people write it."""

    def render_html(self, parent_context: Any = None) -> SafeString:
        return escape(", ".join(map(str, self.value or ())) or "-")


register_display_class(ArrayField, display_class=ListDisplay)


class CreatedFilterSet(WagtailFilterSet):
    """By the days between which a row came to be; a listing adds its own."""

    created_at = DateFromToRangeFilter(label="Created", widget=DateRangePickerWidget)


class Listing(IndexView):
    """Reads the rows that its columns show in the same query."""

    base_filterset_class = CreatedFilterSet
    related: ClassVar[tuple[str, ...]] = ()

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().select_related(*self.related)


class ReadOnlyViewSet(ModelViewSet):
    """A listing with filters, search, export and a page for each row.

    Register `ReadOnlyPolicy` for its model at the top of `wagtail_hooks.py`. `related` names
    the relations that the columns show.
    """

    add_to_reference_index = False  # or every save of a booking would queue an update
    inspect_view_enabled = True
    copy_view_enabled = False
    index_view_class = Listing
    search_backend_name = None
    list_per_page = 50
    ordering: ClassVar[list[str]] = ["-created_at"]
    form_fields: ClassVar[list[str]] = []
    related: ClassVar[tuple[str, ...]] = ()

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**{"related": self.related} | kwargs)
