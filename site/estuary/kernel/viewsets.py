"""Facts on their way: who got which, what was parked and why, and how it is run again."""

import json
from typing import Any

from django.db.models import QuerySet
from django.forms import RadioSelect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django_filters import CharFilter, ChoiceFilter, DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from estuary.kernel import outbox
from estuary.kernel.backoffice import Listing, MomentColumn
from estuary.kernel.models import OutboxDelivery
from estuary.kernel.states import DeliveryState
from estuary.kernel.steps import Step, SteppedInspect, SteppedViewSet


def _deliveries() -> QuerySet[Any]:
    return OutboxDelivery.objects.with_state(timezone.now()).select_related("event")


class StateColumn(Column):
    def get_value(self, instance: Any) -> str:
        return DeliveryState(instance.state).label


class DeliveryFilterSet(WagtailFilterSet):
    state = ChoiceFilter(
        label="State", choices=DeliveryState.choices, widget=RadioSelect, empty_label="All"
    )
    subscriber = CharFilter(label="Subscriber", lookup_expr="icontains")
    event__recorded_at = DateFromToRangeFilter(label="Recorded", widget=DateRangePickerWidget)

    class Meta:
        model = OutboxDelivery
        fields: list[str] = []


class DeliveryListing(Listing):
    def get_base_queryset(self) -> QuerySet[Any]:
        return _deliveries()


class DeliveryInspect(SteppedInspect):
    """The delivery, and the fact that it carries."""

    def get_object(self, queryset: QuerySet[Any] | None = None) -> OutboxDelivery:
        return get_object_or_404(_deliveries(), pk=self.pk)

    def get_field_label(self, field_name: str, field: Any) -> str:
        # What is the fact's, or reckoned, is no field of the delivery.
        if field is None:
            return capfirst(field_name.replace("_", " "))
        return super().get_field_label(field_name, field)

    def get_event_display_value(self) -> str:
        return self.object.event.name

    def get_payload_display_value(self) -> str:
        return json.dumps(self.object.event.payload)

    def get_recorded_at_display_value(self) -> Any:
        return self.object.event.recorded_at

    def get_state_display_value(self) -> str:
        return DeliveryState(self.object.state).label


class OutboxDeliveryViewSet(SteppedViewSet):
    """One row for each fact and subscriber, the latest first."""

    model = OutboxDelivery
    name = "facts"
    icon = "redirect"
    steps = (
        Step(
            name="run-again",
            label="Run again",
            icon="rotate",
            means=(
                "Takes it up again, with all its attempts. What was done already is not done twice."
            ),
            allowed=lambda delivery: delivery.parked_at is not None,
            take=outbox.run_again,
        ),
    )
    index_view_class = DeliveryListing
    list_display = [
        "event__name",
        Column("subscriber", label="Subscriber", sort_key="subscriber"),
        StateColumn("state", label="State", sort_key="state"),
        Column("attempts", label="Attempts", sort_key="attempts"),
        MomentColumn("due_at", label="Due", sort_key="due_at"),
        Column(
            "last_error",
            label="Last error",
            accessor=lambda delivery: Truncator(delivery.last_error).chars(80),
        ),
        DateColumn(
            "recorded_at",
            label="Recorded",
            accessor="event.recorded_at",
            sort_key="event__recorded_at",
        ),
    ]
    filterset_class = DeliveryFilterSet
    list_export = [
        "event.id", "event.name", "event.payload", "event.recorded_at", "subscriber", "state",
        "attempts", "due_at", "done_at", "parked_at", "last_error",
    ]  # fmt: skip
    search_fields = ["event__name", "event__payload", "event__id", "subscriber", "last_error"]
    ordering = ["-pk"]
    inspect_view_class = DeliveryInspect
    inspect_view_fields = [
        "event", "event_id", "payload", "recorded_at", "subscriber", "state", "attempts", "due_at",
        "leased_until", "done_at", "parked_at", "last_error",
    ]  # fmt: skip
