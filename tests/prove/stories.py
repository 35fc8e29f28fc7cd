"""The stories of W: what a client, we and the provider do, in turn.

At each `yield` the provider's events would arrive. Wherever a browser may close or an answer get
lost, it does: what became of it can then only be heard of, or asked about.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from commerce.checkout import operations as checkout
from commerce.memberships.plans import lay_plans
from commerce.models import Order, Payment, Payout, Refund
from commerce.payments import operations as payments
from commerce.payments import setups
from commerce.payments.gateway import PaymentsUnavailable, gateway
from commerce.payments.models import CardSetup, SavedCard
from commerce.payments.stripe_calls import client
from commerce.payouts import accounts, sending
from commerce.payouts.models import ConnectAccount
from sandbox.stripe.server import Running
from tests.factories import PractitionerFactory, ServiceFactory, UserFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps
from tests.integration.commerce.memberships.steps import DAY, HALF, HOUR, MONTH_LATER, Member, key
from tests.integration.commerce.payments.steps import answer_bank
from tests.integration.commerce.payouts import steps as paying
from tests.loopback import http

RETURN = "https://frontend.test/return"
GOOD_BANK = "000123456789"


@dataclass(frozen=True)
class Place:
    """Where a story happens: a provider, and what carries our facts."""

    sandbox: Running
    relay: Callable[[], None]

    def order(self) -> Order:
        """An hour held for somebody, not yet paid."""
        service = ServiceFactory(practitioner__timezone="UTC", minimum_notice_hours=1)
        open_all_week(service.practitioner)
        return steps.booked(service, UserFactory())

    def loses_its_answer(self, operation: str) -> None:
        """The provider does the next such thing, and nobody hears it."""
        lost = {"operation": operation, "kind": "timeout_after", "times": 2}
        self.sandbox.faults.plan(lost)

    def answers_again(self) -> None:
        self.sandbox.faults.clear()

    def lever(self, path: str, **said: object) -> None:
        paying.lever(self.sandbox, path, **said)


Story = Callable[[Place], Iterator[None]]


# --- payments ---


def paid_in_a_closed_browser(place: Place) -> Iterator[None]:
    steps.charged_behind_our_back(place.order())
    yield


def paid_with_3d_secure(place: Place) -> Iterator[None]:
    order = steps.paid(place.order(), method="pm_card_threeDSecure2Required")
    yield
    assert order.payment
    answer_bank({"next_action": order.payment.next_action}, "complete")
    yield


def declined_then_paid(place: Place) -> Iterator[None]:
    order = place.order()
    assert order.payment
    _confirmed(order.payment.pk, "pm_card_visa_chargeDeclined")
    yield
    _confirmed(order.payment.pk, "pm_card_visa")
    yield


def paid_late_and_honoured(place: Place) -> Iterator[None]:
    order = place.order()
    steps.charged_behind_our_back(order)
    checkout._lapse(order_id=order.pk, now=order.expires_at + timedelta(seconds=1))
    yield


def paid_late_for_what_is_gone(place: Place) -> Iterator[None]:
    """Nobody could be told to end the payment; another has the hour when it comes."""
    order = place.order()
    booking = steps.booking_of(order)
    assert order.payment
    payments.open_intent(payment_id=order.payment.pk)
    late = order.expires_at + timedelta(seconds=1)
    cancelling = "POST /v1/payment_intents/{intent}/cancel"
    place.sandbox.faults.plan({"operation": cancelling, "kind": "timeout_before", "times": 2})
    other = steps.booked(
        booking.service, UserFactory(), starts_at=booking.session.starts_at, now=late
    )
    place.relay()
    place.answers_again()
    steps.paid(other)
    _confirmed(order.payment.pk, "pm_card_visa")
    yield


# --- refunds ---


def refunded(place: Place) -> Iterator[None]:
    """The answer is lost; the bank takes its time."""
    order = steps.paid(place.order(), method="pm_card_pendingRefund")
    yield
    place.loses_its_answer("POST /v1/refunds")
    _given_up(order)
    place.relay()
    place.answers_again()
    yield
    place.sandbox.sandbox.do_jobs()
    yield


def refunded_and_returned_by_the_bank(place: Place) -> Iterator[None]:
    order = steps.paid(place.order(), method="pm_card_refundFail")
    yield
    _given_up(order)
    place.relay()
    yield
    place.sandbox.sandbox.do_jobs()
    assert Refund.objects.get().provider_id
    yield


# --- saved cards ---


def a_card_saved_in_a_closed_browser(place: Place) -> Iterator[None]:
    setup = setups.begin(user=UserFactory(), claim=None)
    gateway().confirm_setup(
        setup_id=CardSetup.objects.get(pk=setup.pk).provider_id or "",
        payment_method="pm_card_visa",
        return_url=RETURN,
        key=f"closed-browser:{setup.public_id}",
    )
    yield


def a_saved_card_replaced_by_its_bank(place: Place) -> Iterator[None]:
    setup = setups.begin(user=UserFactory(), claim=None)
    setups.settle(
        user=setup.user,
        setup_id=setup.public_id,
        payment_method="pm_card_visa",
        return_url=RETURN,
        claim=None,
        now=timezone.now(),
    )
    yield
    renewed = {"exp_month": 6, "exp_year": 2041, "last4": "1234"}
    card = SavedCard.objects.get().provider_id
    address = f"{place.sandbox.url}/sandbox/payment_methods/{card}/renew"
    http.post(address, json=renewed).raise_for_status()
    yield


# --- memberships ---


def a_membership_begun(place: Place) -> Iterator[None]:
    ana = _member(place)
    place.loses_its_answer("POST /v1/subscriptions")
    with pytest.raises(PaymentsUnavailable):
        ana.goes_to("professional")
    place.answers_again()
    yield


def a_membership_upgraded(place: Place) -> Iterator[None]:
    ana = _member(place)
    ana.goes_to("professional")
    yield
    ana.waits_until(HALF)
    place.loses_its_answer("POST /v1/subscriptions/{subscription_exposed_id}")
    with pytest.raises(PaymentsUnavailable):
        ana.goes_to("premium")
    place.answers_again()
    yield


def a_membership_past_due_and_resumed(place: Place) -> Iterator[None]:
    ana = _member(place)
    ana.goes_to("professional")
    yield
    _choose(ana, ana.save("pm_card_chargeCustomerFail").provider_id)
    ana.waits_until(MONTH_LATER + 2 * HOUR)
    yield
    ana.waits_until(MONTH_LATER + 9 * DAY)
    yield
    invoices = ana.client.v1.invoices.list({"customer": ana.customer}).data
    [owed] = [one for one in invoices if one.status == "open"]
    good = ana.save("pm_card_visa").provider_id
    _choose(ana, good)
    ana.client.v1.invoices.pay(owed.id, {"payment_method": good}, key())
    yield


def a_membership_cancelled_by_the_provider(place: Place) -> Iterator[None]:
    ana = _member(place)
    ana.goes_to("professional")
    yield
    ana.client.v1.subscriptions.cancel(ana.membership.subscription_id or "", {}, key())
    yield


# --- accounts and payouts ---


def an_account_onboarded_in_a_closed_browser(place: Place) -> Iterator[None]:
    accounts.start(user=PractitionerFactory().user, country="US")
    account = ConnectAccount.objects.get()
    yield
    place.lever(f"accounts/{account.provider_id}/activate")
    yield


def an_account_onboarded_and_restricted(place: Place) -> Iterator[None]:
    practitioner = PractitionerFactory()
    accounts.start(user=practitioner.user, country="US")
    account = ConnectAccount.objects.get()
    place.lever(f"accounts/{account.provider_id}/activate")
    accounts.come_back(user=practitioner.user)
    yield
    place.lever(f"accounts/{account.provider_id}/restrict")
    yield


def a_payout_paid(place: Place) -> Iterator[None]:
    _sent(place)
    yield
    paying.banks_answer(place.sandbox)
    yield


def a_payout_returned_by_the_bank(place: Place) -> Iterator[None]:
    yield from _paid_and_returned(place)


def a_payout_returned_and_another_bank_given(place: Place) -> Iterator[None]:
    """The owner is at the provider, and closes the browser before they are back with us."""
    yield from _paid_and_returned(place)
    account = ConnectAccount.objects.select_related("practitioner__user").get()
    link = accounts.start(user=account.practitioner.user, country="")
    session = http.get(link.url).text.split('name="session" value="')[1].split('"')[0]
    told = {"session": session, "outcome": "complete", "bank": GOOD_BANK}
    http.post(link.url, data=told)
    yield


STORIES: tuple[Story, ...] = (
    paid_in_a_closed_browser,
    paid_with_3d_secure,
    declined_then_paid,
    paid_late_and_honoured,
    paid_late_for_what_is_gone,
    refunded,
    refunded_and_returned_by_the_bank,
    a_card_saved_in_a_closed_browser,
    a_saved_card_replaced_by_its_bank,
    a_membership_begun,
    a_membership_upgraded,
    a_membership_past_due_and_resumed,
    a_membership_cancelled_by_the_provider,
    an_account_onboarded_in_a_closed_browser,
    an_account_onboarded_and_restricted,
    a_payout_paid,
    a_payout_returned_by_the_bank,
    a_payout_returned_and_another_bank_given,
)


# --- steps they share ---


def _confirmed(payment_id: int, method: str) -> None:
    """A browser gives the card to the provider, and is closed."""
    payment = payments.open_intent(payment_id=payment_id)
    gateway().confirm_intent(
        intent_id=payment.intent_id or "",
        payment_method=method,
        return_url=RETURN,
        key=f"closed-browser:{Payment.objects.get(pk=payment_id).public_id}:{method}",
    )


def _given_up(order: Order) -> None:
    booking = steps.booking_of(order)
    steps.cancelled(booking, by=order.user, now=timezone.now())


def _member(place: Place) -> Member:
    lay_plans()
    return Member(place.sandbox, "pm_card_visa")


def _choose(ana: Member, card: str) -> None:
    """Another card, chosen on the provider's own pages."""
    [held] = ana.subscriptions
    ana.client.v1.subscriptions.update(held.id, {"default_payment_method": card}, key())


def _sent(place: Place) -> Payout:
    paying.top_up(place.sandbox)
    practitioner = PractitionerFactory()
    paying.onboarded(practitioner, place.sandbox)
    paying.earned(practitioner)
    return sending.send(payout_id=paying.requested(practitioner).pk)


def _paid_and_returned(place: Place) -> Iterator[None]:
    payout = _sent(place)
    yield
    paying.banks_answer(place.sandbox)
    yield
    account = payout.account
    # Or what the bank sent back would be on its way again at a moment of the provider's choice.
    by_hand: Any = {"payments": {"payouts": {"schedule": {"interval": "manual"}}}}
    client().v1.balance_settings.update(by_hand, {"stripe_account": account.provider_id, **key()})
    [bank] = _bank_payouts(place, account.provider_id or "")
    place.lever(f"payouts/{bank}/fail", code="account_closed")
    yield


def _bank_payouts(place: Place, account_id: str) -> list[str]:
    listed = http.get(
        f"{place.sandbox.url}/v1/payouts", auth=paying.KEY, headers={"Stripe-Account": account_id}
    )
    return [one["id"] for one in listed.raise_for_status().json()["data"]]
