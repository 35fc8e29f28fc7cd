"""What waits for somebody, as a few figures on the back office's first page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from commerce.bookings.models import Booking
from commerce.bookings.states import BookingStatus
from commerce.checkout.models import Order
from commerce.checkout.states import OrderStatus
from marketplace.practitioners.models import Practitioner
from marketplace.practitioners.states import PractitionerStatus

TO_REVIEW = (PractitionerStatus.APPLIED, PractitionerStatus.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, what it counts, and where the rows are."""

    number: int
    label: str
    url: str


class FiguresPanel(Component):
    """Each reader sees the figures whose rows they may read."""

    name = "figures"
    template_name = "cms/dashboard/figures.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        return {"figures": figures(user=user, now=timezone.now())}


def figures(*, user: Any, now: datetime) -> list[Figure]:
    """The figures `user` may see; a week is Monday to Sunday, in UTC."""
    shown = []
    if user.has_perm("marketplace.change_practitioner"):
        waiting = Practitioner.objects.filter(status__in=TO_REVIEW).count()
        shown.append(Figure(waiting, "practitioners to review", _listing("practitioner")))
    if user.has_perm("commerce.view_booking"):
        shown.append(Figure(_this_week(now), "sessions booked this week", _listing("booking")))
    if user.has_perm("commerce.view_order"):
        open_orders = Order.objects.filter(status=OrderStatus.OPEN).count()
        query = f"?status={OrderStatus.OPEN}"
        shown.append(Figure(open_orders, "open orders", _listing("order", query)))
    return shown


def _this_week(now: datetime) -> int:
    monday = (now - timedelta(days=now.weekday())).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    return (
        Booking.objects.filter(status__in=(BookingStatus.CONFIRMED, BookingStatus.COMPLETED))
        .starting_between(monday, monday + timedelta(days=7))
        .count()
    )


def _listing(name: str, query: str = "") -> str:
    try:
        return reverse(f"{name}:index") + query
    except NoReverseMatch:  # that listing is not in the back office
        return ""
