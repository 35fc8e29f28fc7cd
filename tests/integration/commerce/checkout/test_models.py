"""What the database refuses; each of these fails when the constraint it names is dropped."""

import pytest

from commerce.models import Order, OrderLine
from tests.factories import OrderFactory
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def one(model):
    return model.objects.order_by("pk")[0]


REFUSED = {
    "order_adds_up": lambda: Order.objects.update(subtotal_cents=7999),
    "order_gives_back_no_more_than_it_took": lambda: Order.objects.update(refunded_cents=8001),
    "order_paid_at_some_time": lambda: Order.objects.update(paid_at=None),
    "order_with_money_due_has_a_payment": lambda: Order.objects.update(payment=None),
    "commerce_order.number": lambda: Order.objects.update(number="E-SAME"),
    "commerce_order.payment_id": lambda: Order.objects.update(payment=one(Order).payment),
    "order_line_is_of_one_thing": lambda: OrderLine.objects.update(kind="package"),
    "order_line_adds_up": lambda: OrderLine.objects.update(quantity=2),
    "order_line_gives_back_no_more_than_its_total": lambda: OrderLine.objects.update(
        refunded_cents=8001
    ),
    "commerce_orderline.booking_id": lambda: OrderLine.objects.update(
        booking=one(OrderLine).booking
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    OrderFactory.create_batch(2)

    with refused(name):
        REFUSED[name]()


@pytest.mark.parametrize("kind", ["package", "bundle", "credits"])
def test_a_line_of_a_service_is_of_no_other_kind(kind):
    OrderFactory()

    with refused("order_line_is_of_one_thing"):
        OrderLine.objects.update(kind=kind)
