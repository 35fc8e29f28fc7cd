import factory

from commerce.models import ConnectAccount, Payout
from tests.factories.bookings import NOON
from tests.factories.practitioners import PractitionerFactory


class PayoutAccountFactory(factory.django.DjangoModelFactory):
    """An account that can be paid to; the provider knows nothing of it."""

    class Meta:
        model = ConnectAccount

    practitioner = factory.SubFactory(PractitionerFactory)
    country = "US"
    provider_id = factory.Sequence(lambda n: f"acct_made_up_{n}")
    state = "active"
    is_payable = True
    activated_at = NOON
    asked_at = NOON


class PayoutFactory(factory.django.DjangoModelFactory):
    """$95 asked for; without its earnings, and without its entries in the books."""

    class Meta:
        model = Payout

    account = factory.SubFactory(PayoutAccountFactory)
    practitioner = factory.SelfAttribute("account.practitioner")
    requested_by = "practitioner"
    earned_cents = 9_500
    netted_cents = 0
    amount_cents = factory.LazyAttribute(lambda o: o.earned_cents - o.netted_cents)
    currency = "usd"
    due_at = NOON
