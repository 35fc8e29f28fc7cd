"""Fact -> who acts on it: the whole wiring, on one screen.

A subscriber takes the fact's fields as keywords, and `event_id`; it may be called twice.
"""

from collections.abc import Callable
from typing import Any

from commerce.bookings.events import BookingLapsed
from commerce.checkout.events import OrderAbandoned
from commerce.payments import webhooks
from commerce.payments.events import PaymentSettled, RefundPlanned, WebhookReceived
from marketplace.catalogue import operations as catalogue
from marketplace.practitioners.events import PractitionerPublished
from tasks import bookings, payments

SUBSCRIBERS: dict[str, dict[str, Callable[..., Any]]] = {
    PractitionerPublished.name: {"carry the name to the services": catalogue.take_over_name},
    PaymentSettled.name: {"complete the order": payments.complete_order},
    RefundPlanned.name: {"send the refund": payments.send_refund},
    WebhookReceived.name: {"handle the event": webhooks.handle},
    BookingLapsed.name: {"close the order": bookings.close_order},
    OrderAbandoned.name: {"end the payment": payments.end_payment},
}

# Facts that nobody needs yet, kept for the record.
UNHEARD: set[str] = {
    "commerce.booking.completed",
    "commerce.order.paid",
    "commerce.refund.failed",
    "marketplace.practitioner.applied",
    "marketplace.practitioner.declined",
    "marketplace.practitioner.reinstated",
    "marketplace.practitioner.suspended",
    "marketplace.practitioner.verified",
    "marketplace.schedule.changed",
    "marketplace.service.changed",
    "marketplace.service.retired",
}
