from datetime import timedelta

import factory

from commerce.models import Dispute
from tests.factories.bookings import NOON
from tests.factories.orders import OrderFactory


class DisputeFactory(factory.django.DjangoModelFactory):
    """$80 of an order, to be answered within nine days; without its entries in the books."""

    class Meta:
        model = Dispute

    provider_id = factory.Sequence(lambda n: f"du_made_up_{n}")
    order = factory.SubFactory(OrderFactory)
    payment = factory.LazyAttribute(lambda made: made.order.payment if made.order else None)
    status = "needs_response"
    reason = "fraudulent"
    amount_cents = 8000
    currency = "usd"
    opened_at = NOON
    evidence_due_at = NOON + timedelta(days=9)
