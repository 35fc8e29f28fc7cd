from datetime import timedelta

import factory

from commerce.checkout.states import OrderStatus
from commerce.models import Order, OrderLine, Payment, Refund
from commerce.payments.states import PaymentStatus, RefundStatus
from tests.factories.accounts import UserFactory
from tests.factories.bookings import NOON, BookingFactory


class PaymentFactory(factory.django.DjangoModelFactory):
    """$80 that a card has paid; without its entries in the books."""

    class Meta:
        model = Payment

    user = factory.SubFactory(UserFactory)
    reference = factory.Sequence(lambda n: f"order:made-up-{n}")
    amount_cents = 8000
    currency = "usd"
    status = PaymentStatus.SUCCEEDED
    intent_id = factory.Sequence(lambda n: f"pi_made_up_{n}")
    method = factory.LazyFunction(lambda: {"brand": "visa", "last4": "4242"})
    settled_at = NOON


class OrderFactory(factory.django.DjangoModelFactory):
    """A paid order of one booking for $80."""

    class Meta:
        model = Order
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: f"E-MADE-{n:05d}")
    user = factory.SubFactory(UserFactory)
    status = OrderStatus.PAID
    currency = "usd"
    subtotal_cents = 8000
    total_cents = factory.LazyAttribute(lambda o: o.subtotal_cents - o.discount_cents + o.tax_cents)
    discount_cents = 0
    tax_cents = 0
    credits_applied_cents = 0
    amount_due_cents = factory.LazyAttribute(lambda o: o.total_cents - o.credits_applied_cents)
    payment = factory.SubFactory(
        PaymentFactory,
        user=factory.SelfAttribute("..user"),
        amount_cents=factory.SelfAttribute("..amount_due_cents"),
    )
    expires_at = NOON + timedelta(minutes=15)
    paid_at = NOON

    @factory.post_generation
    def line(self, create, extracted, **given):
        booking = BookingFactory(client=self.user, **given)
        OrderLine.objects.create(
            order=self,
            service=booking.service,
            terms=booking.terms,
            booking=booking,
            kind="session",
            title=booking.service.title,
            unit_price_cents=self.subtotal_cents,
            discount_cents=self.discount_cents,
            total_cents=self.subtotal_cents - self.discount_cents,
        )


class RefundFactory(factory.django.DjangoModelFactory):
    """Half of a payment, given back."""

    class Meta:
        model = Refund

    payment = factory.SelfAttribute("order.payment")
    reference = factory.Sequence(lambda n: f"booking:made-up-{n}:cancelled")
    amount_cents = 4000
    status = RefundStatus.SUCCEEDED
    completed_at = NOON

    class Params:
        order = factory.SubFactory(OrderFactory)
