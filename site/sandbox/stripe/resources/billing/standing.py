"""Whether a subscription is in good standing: what paid and unpaid invoices do to it."""

from typing import Any

from sandbox.stripe.events import emit
from sandbox.stripe.world import Body, World

LIVING = ("active", "past_due", "unpaid", "incomplete")
OVER = ("canceled", "incomplete_expired")


def of_invoice(world: World, invoice: Body) -> Body:
    """The subscription an invoice is for."""
    return world.get("subscription", invoice["parent"]["subscription_details"]["subscription"])


def invoice_paid(world: World, invoice: Body) -> None:
    """The latest invoice was paid: whatever was wrong is well again."""
    subscription = of_invoice(world, invoice)
    if subscription["latest_invoice"] != invoice["id"]:
        return
    values = {}
    if subscription["status"] in ("incomplete", "past_due", "unpaid"):
        values["status"] = "active"
    intent = world.find("payment_intent", world.hidden(invoice["id"]).get("intent"))
    saving = subscription["payment_settings"]["save_default_payment_method"]
    if intent and saving == "on_subscription":
        values["default_payment_method"] = intent["payment_method"]
    change(world, subscription, **values)


def invoice_failed(world: World, invoice: Body, given_up: str | None) -> None:
    """An invoice was not paid; `given_up` says what to do when it is not tried again."""
    subscription = of_invoice(world, invoice)
    if invoice["billing_reason"] == "subscription_create" or subscription["status"] in OVER:
        return
    if given_up == "cancel":
        end(world, subscription, reason="payment_failed")
    elif given_up == "unpaid":
        change(world, subscription, status="unpaid")
    elif subscription["status"] == "active":
        change(world, subscription, status="past_due")


def change(world: World, subscription: Body, **values: Any) -> Body:
    """Write and tell."""
    before = {**subscription}
    subscription.update(values)
    world.save(subscription)
    # What happens while it begins is told as its creation.
    if subscription != before and not world.hidden(subscription["id"]).get("beginning"):
        emit(world, "customer.subscription.updated", subscription, before=before)
    return subscription


def end(world: World, subscription: Body, *, reason: str, status: str = "canceled") -> Body:
    """The subscription is over."""
    details = {**subscription["cancellation_details"], "reason": reason}
    subscription.update(
        status=status,
        canceled_at=subscription["canceled_at"] or world.now(),
        ended_at=world.now(),
        cancellation_details=details,
    )
    schedule = world.find("subscription_schedule", subscription["schedule"])
    if schedule:
        schedule.update(status="canceled", canceled_at=world.now(), current_phase=None)
        world.save(schedule)
        emit(world, "subscription_schedule.canceled", schedule)
        subscription["schedule"] = None
    world.save(subscription)
    expired = status == "incomplete_expired"
    emit(world, f"customer.subscription.{'updated' if expired else 'deleted'}", subscription)
    return subscription
