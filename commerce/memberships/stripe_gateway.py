"""ADAPTER: memberships by Stripe Billing. How it is called is in `payments.stripe_calls`."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import stripe

from commerce.memberships.gateway import ProviderInvoice, Subscription
from commerce.memberships.states import InvoiceStatus, MembershipStatus
from commerce.payments.gateway import ProviderRefund, UnknownToProvider
from commerce.payments.stripe_calls import ask, client, look, metadata_of, name_of, options, told
from commerce.payments.stripe_gateway import refund_of

_STATUS = {
    "incomplete": MembershipStatus.INCOMPLETE,
    "incomplete_expired": MembershipStatus.CANCELLED,
    "trialing": MembershipStatus.ACTIVE,
    "active": MembershipStatus.ACTIVE,
    "past_due": MembershipStatus.PAST_DUE,
    "unpaid": MembershipStatus.PAST_DUE,
    "paused": MembershipStatus.PAST_DUE,
    "canceled": MembershipStatus.CANCELLED,
}
_PAGE = 100


class StripeGateway:
    """Stripe Billing by its official library."""

    @property
    def client(self) -> stripe.StripeClient:
        return client()

    def price(
        self,
        *,
        lookup_key: str,
        product_id: str,
        product_name: str,
        amount_cents: int,
        currency: str,
        interval: str,
    ) -> str:
        params: Any = {
            "product": product_id,
            "unit_amount": amount_cents,
            "currency": currency,
            "recurring": {"interval": interval},
            "lookup_key": lookup_key,
        }

        def find_or_make() -> str:
            if found := self.client.v1.prices.list({"lookup_keys": [lookup_key]}).data:
                return found[0].id
            self._make_product(product_id, product_name)
            # The key is the name: it may be asked for twice at once, and is made once.
            return self.client.v1.prices.create(params, options(f"price:{lookup_key}")).id

        return ask(find_or_make)

    def _make_product(self, product_id: str, name: str) -> None:
        params: Any = {"id": product_id, "name": name}
        try:
            self.client.v1.products.create(params, options(f"product:{product_id}"))
        except stripe.InvalidRequestError as error:
            if error.code != "resource_already_exists":
                raise

    def subscribe(
        self,
        *,
        customer: str,
        price_id: str,
        card_id: str,
        bank_may_ask: bool,
        metadata: Mapping[str, str],
        key: str,
    ) -> str:
        params: Any = {
            "customer": customer,
            "items": [{"price": price_id}],
            "default_payment_method": card_id,
            "payment_behavior": "allow_incomplete" if bank_may_ask else "error_if_incomplete",
            "off_session": False,
            "metadata": dict(metadata),
        }
        return ask(lambda: self.client.v1.subscriptions.create(params, options(key)).id)

    def change_now(self, *, subscription_id: str, price_id: str, card_id: str, key: str) -> None:
        def change() -> None:
            held = self._release(subscription_id, key=key)
            params: Any = {
                "items": [{"id": _item(held).id, "price": price_id}],
                "proration_behavior": "always_invoice",
                "payment_behavior": "error_if_incomplete",
                "default_payment_method": card_id,
            }
            self.client.v1.subscriptions.update(subscription_id, params, options(key))

        ask(change)

    def change_later(self, *, subscription_id: str, price_id: str, interval: str, key: str) -> None:
        schedules = self.client.v1.subscription_schedules

        def plan() -> None:
            held = self.client.v1.subscriptions.retrieve(subscription_id)
            if held.schedule:
                schedule = schedules.retrieve(name_of(held.schedule))
            else:
                made: Any = {"from_subscription": subscription_id}
                schedule = schedules.create(made, options(f"{key}:schedule"))
            now = _current_phase(schedule)
            phases: Any = {
                "end_behavior": "release",
                "phases": [
                    {
                        "items": [{"price": name_of(now["items"][0].price)}],
                        "start_date": now.start_date,
                        "end_date": now.end_date,
                    },
                    {
                        "items": [{"price": price_id}],
                        "duration": {"interval": interval},
                        "proration_behavior": "none",
                    },
                ],
            }
            schedules.update(schedule.id, phases, options(f"{key}:phases"))

        def change() -> None:
            try:
                plan()
            except (stripe.CardError, stripe.InvalidRequestError):
                # It comes to nothing, so nothing may hold the subscription for it.
                self._release(subscription_id, key=f"{key}:undo")
                raise

        ask(change)

    def end_later(self, *, subscription_id: str, key: str) -> None:
        def end() -> None:
            self._release(subscription_id, key=key)
            params: Any = {"cancel_at_period_end": True}
            self.client.v1.subscriptions.update(subscription_id, params, options(key))

        ask(end)

    def resume(self, *, subscription_id: str, key: str) -> None:
        def resume() -> None:
            held = self._release(subscription_id, key=key)
            if held.cancel_at_period_end:
                params: Any = {"cancel_at_period_end": False}
                self.client.v1.subscriptions.update(subscription_id, params, options(key))

        ask(resume)

    def end_now(self, *, subscription_id: str, key: str) -> None:
        # One that is over already is not found any more.
        with suppress(UnknownToProvider):
            ask(lambda: self.client.v1.subscriptions.cancel(subscription_id, {}, options(key)))

    def use_card(self, *, subscription_id: str, card_id: str, key: str) -> None:
        params: Any = {"default_payment_method": card_id}
        ask(lambda: self.client.v1.subscriptions.update(subscription_id, params, options(key)))

    def pay(self, *, invoice_id: str, card_id: str, key: str) -> None:
        params: Any = {"payment_method": card_id, "off_session": False}

        def pay() -> None:
            try:
                self.client.v1.invoices.pay(invoice_id, params, options(key))
            except stripe.InvalidRequestError as error:
                if error.code != "invoice_already_paid":
                    raise

        ask(pay)

    def fetch(self, *, subscription_id: str) -> Subscription:
        expand: Any = {"expand": ["schedule"]}
        listed: Any = {"subscription": subscription_id, "limit": _PAGE}

        def fetch() -> Subscription:
            held = self.client.v1.subscriptions.retrieve(subscription_id, expand)
            invoices = list(self.client.v1.invoices.list(listed).auto_paging_iter())
            asks = self._first_payment(held) if held.status == "incomplete" else None
            return _subscription(held, invoices=invoices, payment=asks)

        return look(fetch)

    def living(self, *, customer: str) -> list[Subscription]:
        params: Any = {"customer": customer, "limit": _PAGE, "expand": ["data.schedule"]}
        return look(
            lambda: [
                _subscription(held)
                for held in self.client.v1.subscriptions.list(params).auto_paging_iter()
                if _STATUS[held.status] != MembershipStatus.CANCELLED
            ]
        )

    def cost_now(self, *, subscription_id: str, price_id: str) -> int:
        def preview() -> int:
            held = self.client.v1.subscriptions.retrieve(subscription_id)
            params: Any = {
                "subscription": subscription_id,
                "subscription_details": {
                    "items": [{"id": _item(held).id, "price": price_id}],
                    "proration_behavior": "always_invoice",
                },
            }
            # A question, though it is posted: each time it is another one.
            asked = options(f"preview:{uuid4()}")
            return self.client.v1.invoices.create_preview(params, asked).amount_due

        return look(preview)

    def subscription_of(self, *, invoice_id: str) -> str:
        def of() -> str:
            parent = self.client.v1.invoices.retrieve(invoice_id).parent
            details = parent.subscription_details if parent else None
            return name_of(details.subscription) if details else ""

        return look(of)

    def subscription_of_schedule(self, *, schedule_id: str) -> str:
        def of() -> str:
            schedule = self.client.v1.subscription_schedules.retrieve(schedule_id)
            return name_of(schedule.subscription) or schedule.released_subscription or ""

        return look(of)

    def intent_of(self, *, invoice_id: str) -> str:
        params: Any = {"invoice": invoice_id, "status": "paid"}

        def of() -> str:
            paid = self.client.v1.invoice_payments.list(params).data
            return name_of(paid[0].payment.payment_intent) if paid else ""

        return look(of)

    def refunds_of(self, *, intent_id: str) -> list[ProviderRefund]:
        params: Any = {"payment_intent": intent_id, "limit": _PAGE}
        return look(
            lambda: [
                refund_of(one) for one in self.client.v1.refunds.list(params).auto_paging_iter()
            ]
        )

    def _release(self, subscription_id: str, *, key: str) -> stripe.Subscription:
        """The subscription, let go by its schedule, which would not let it be changed."""
        held = self.client.v1.subscriptions.retrieve(subscription_id)
        if held.schedule:
            self.client.v1.subscription_schedules.release(
                name_of(held.schedule), {}, options(f"{key}:release")
            )
        return held

    def _first_payment(self, held: stripe.Subscription) -> stripe.PaymentIntent | None:
        params: Any = {
            "invoice": name_of(held.latest_invoice),
            "expand": ["data.payment.payment_intent"],
        }
        payments = self.client.v1.invoice_payments.list(params).data
        intent = payments[0].payment.payment_intent if payments else None
        return intent if isinstance(intent, stripe.PaymentIntent) else None


def _subscription(
    held: stripe.Subscription,
    *,
    invoices: list[stripe.Invoice] | None = None,
    payment: stripe.PaymentIntent | None = None,
) -> Subscription:
    item = _item(held)
    schedule = held.schedule if isinstance(held.schedule, stripe.SubscriptionSchedule) else None
    action = payment.next_action if payment else None
    return Subscription(
        id=held.id,
        status=_STATUS[held.status],
        item_id=item.id,
        price_id=item.price.id,
        period_starts_at=_moment(item.current_period_start),
        period_ends_at=_moment(item.current_period_end),
        ends_at=_moment(held.cancel_at) if held.cancel_at else None,
        ended_at=_moment(held.ended_at) if held.ended_at else None,
        next_price_id=_next_price(schedule, after=item.current_period_end),
        schedule_id=name_of(held.schedule),
        card_id=name_of(held.default_payment_method),
        client_secret=told(payment, "client_secret"),
        next_action=action.to_dict() if action else None,
        metadata=metadata_of(held),
        invoices=tuple(sorted(map(_invoice, invoices or []), key=lambda one: one.issued_at)),
    )


def _invoice(invoice: stripe.Invoice) -> ProviderInvoice:
    # What is given back of the old price is a line below zero; the last one above is what is new.
    line = max(invoice.lines.data, key=lambda line: (line.amount > 0, line.period.end))
    paid_at = invoice.status_transitions.paid_at
    pricing = line.pricing.price_details if line.pricing else None
    return ProviderInvoice(
        id=invoice.id or "",
        status=InvoiceStatus(invoice.status or "draft"),
        number=invoice.number or "",
        description=line.description or "",
        amount_cents=invoice.amount_due,
        paid_cents=invoice.amount_paid,
        currency=invoice.currency,
        issued_at=_moment(invoice.created),
        paid_at=_moment(paid_at) if paid_at else None,
        hosted_url=invoice.hosted_invoice_url or "",
        price_id=name_of(pricing.price) if pricing else "",
        covers_from=_moment(line.period.start),
        covers_until=_moment(line.period.end),
    )


def _next_price(schedule: stripe.SubscriptionSchedule | None, *, after: int) -> str:
    """The price from the period's end on, if a schedule has another phase."""
    if schedule is None or schedule.status != "active":
        return ""
    following = [phase for phase in schedule.phases if phase.start_date >= after]
    return name_of(following[0]["items"][0].price) if following else ""


def _current_phase(schedule: stripe.SubscriptionSchedule) -> Any:
    begun = schedule.current_phase.start_date if schedule.current_phase else 0
    return next(phase for phase in schedule.phases if phase.start_date == begun)


def _item(held: stripe.Subscription) -> Any:
    return held["items"].data[0]


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
