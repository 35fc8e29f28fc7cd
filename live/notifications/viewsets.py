from django.utils import timezone
from wagtail.admin.ui.tables import Column, DateColumn

from estuary.kernel.backoffice import OPERATIONS
from estuary.kernel.steps import Step, SteppedViewSet
from live.notifications import operations
from live.notifications.models import Delivery
from live.notifications.states import DeliveryStatus


class DeliveryViewSet(SteppedViewSet):
    """Letters: what went out, what waits, and what was given up and why."""

    model = Delivery
    name = "letters"
    icon = "mail"
    menu_hook = OPERATIONS
    steps = (
        Step(
            name="send-again",
            label="Send again",
            icon="resubmit",
            means="Takes the letter up again, with all its attempts.",
            allowed=lambda letter: letter.status == DeliveryStatus.PARKED,
            take=lambda pk: operations.try_again(delivery_id=pk, now=timezone.now()),
        ),
    )
    related = ("notification__user",)
    list_display = [
        "notification__kind",
        Column("address", label="To", sort_key="address"),
        Column("status", accessor="get_status_display", sort_key="status"),
        Column("attempts", sort_key="attempts"),
        DateColumn("sent_at", label="Sent", sort_key="sent_at"),
        DateColumn("created_at", label="Written", sort_key="created_at"),
    ]
    list_filter = ["status", "notification__kind"]
    list_export = [
        "notification.kind", "address", "status", "attempts", "due_at", "sent_at", "created_at",
        "last_error",
    ]  # fmt: skip
    search_fields = ["address", "notification__kind", "last_error"]
