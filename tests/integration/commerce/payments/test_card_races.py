"""Many at once. Each of these fails when the guard it names is taken away."""

import pytest
from django.utils import timezone

from commerce.models import CardSetup, PaymentProfile, SavedCard
from commerce.payments import cards, setups
from commerce.payments.events import CardSaved
from commerce.payments.gateway import gateway
from estuary.kernel.idempotency import Claim
from estuary.kernel.models import OutboxEvent
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

RACERS = 8


def settled(owner, setup, *, claim=None, method="pm_card_visa"):
    return setups.settle(
        user=owner,
        setup_id=setup.public_id,
        payment_method=method,
        return_url="https://frontend.test/return",
        claim=claim,
        now=timezone.now(),
    )


@pytest.mark.parametrize("key", [None, "one"])
def test_one_set_up_confirmed_many_times_at_once_makes_one_card(owner, stripe_sandbox, key):
    """Guards: the provider's intent succeeds once, and the cards of a person are locked."""
    setup = setups.begin(user=owner, claim=None)
    claim = Claim(caller=f"user:{owner.pk}", key=key, fingerprint="f") if key else None

    results = at_once(*[lambda: settled(owner, setup, claim=claim)] * RACERS)

    failed = [r for r in results if not isinstance(r, CardSetup | setups.PaymentsUnavailable)]
    assert failed == []
    assert settled(owner, setup).status == "succeeded"
    card = SavedCard.objects.get()
    assert card.is_default
    customer = PaymentProfile.objects.get().customer_id
    kept = gateway().client.v1.customers.payment_methods.list(customer).data
    assert [method.id for method in kept] == [card.provider_id]


def test_news_of_one_card_many_times_at_once_makes_one_row(owner, stripe_sandbox):
    """Guards: the cards of a person are locked; saved_card.provider_id is unique."""
    setup = setups.begin(user=owner, claim=None)
    gateway().confirm_setup(
        setup_id=setup.provider_id, payment_method="pm_card_visa", return_url="", key="browser"
    )
    name = gateway().fetch_setup(setup_id=setup.provider_id).card.id

    results = at_once(
        *[lambda: setups.hear(provider_id=setup.provider_id)] * (RACERS // 2),
        *[lambda: cards.refresh(provider_id=name)] * (RACERS // 2),
    )

    assert [r for r in results if isinstance(r, Exception)] == []
    assert SavedCard.objects.count() == 1
    assert OutboxEvent.objects.filter(name=CardSaved.name).count() == 1


def test_first_cards_saved_at_once_leave_one_default(owner, stripe_sandbox):
    """Guards: the cards of a person are locked; saved_card_one_default_per_user."""
    begun = [setups.begin(user=owner, claim=None) for _ in range(4)]

    results = at_once(*[lambda setup=setup: settled(owner, setup) for setup in begun])

    assert [r for r in results if isinstance(r, Exception)] == []
    assert SavedCard.objects.filter(is_default=True).count() == 1
    assert SavedCard.objects.count() == 4


def test_many_defaults_chosen_at_once_leave_one(owner, saved):
    """Guards: the cards of a person are locked; saved_card_one_default_per_user."""
    kept = [saved(owner) for _ in range(RACERS)]

    results = at_once(
        *[
            lambda card=card: cards.make_default(user=owner, card_id=card.public_id, claim=None)
            for card in kept
        ]
    )

    assert [r for r in results if isinstance(r, Exception)] == []
    assert SavedCard.objects.filter(is_default=True).count() == 1


def test_a_card_chosen_and_taken_away_at_once_is_no_default(owner, saved):
    """Guard: the lock on the card."""
    for _ in range(4):
        card = saved(owner)

        results = at_once(
            *[lambda c=card: cards.make_default(user=owner, card_id=c.public_id, claim=None)] * 4,
            *[lambda c=card: cards.detach(user=owner, card_id=c.public_id, now=timezone.now())] * 4,
        )

        unforeseen = [
            r for r in results if isinstance(r, Exception) and not isinstance(r, cards.CardNotFound)
        ]
        assert [r for r in unforeseen if not isinstance(r, cards.PaymentsUnavailable)] == []
        card.refresh_from_db()
        assert (card.detached_at is None, card.is_default) == (False, False)
