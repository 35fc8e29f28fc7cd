"""A rule of tax chosen by the setting reaches the order, the card and the receipt."""

import pytest
from django.utils import timezone

from commerce.checkout import audit, tax
from commerce.models import Receipt
from commerce.receipts import operations as receipts
from tests.factories import PlaceFactory, UserFactory
from tests.integration.commerce.checkout import steps

pytestmark = pytest.mark.django_db


class PortugueseTax:
    """23 % on what takes place in Portugal."""

    def tax_cents(self, sale: tax.Sale) -> int:
        return sale.amount_cents * 23 // 100 if sale.country == "PT" else 0


@pytest.fixture
def portuguese(settings):
    settings.TAX_RULE = f"{__name__}.PortugueseTax"
    tax.rule.cache_clear()
    yield
    tax.rule.cache_clear()


def test_tax_by_the_chosen_rule_is_paid_and_receipted(portuguese, service, stripe_sandbox, relay):
    service.place = PlaceFactory(practitioner=service.practitioner)
    service.save()

    order = steps.paid(steps.booked(service, UserFactory()))
    relay()

    receipt = Receipt.objects.get()
    assert (order.tax_cents, order.total_cents, order.payment.amount_cents) == (1840, 9840, 9840)
    assert (receipt.tax_cents, receipt.total_cents, receipt.paid_cents) == (1840, 9840, 9840)
    assert audit.findings(now=timezone.now()) == []


def test_what_the_rule_does_not_touch_bears_none(portuguese, service, stripe_sandbox):
    order = steps.paid(steps.booked(service, UserFactory()))

    assert (order.tax_cents, order.total_cents) == (0, 8000)
    assert receipts.issue_receipt(order_id=order.pk, now=timezone.now()).tax_cents == 0
