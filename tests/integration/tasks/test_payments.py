"""What the clock asks the provider, so that a lost answer and a lost webhook leave nothing open."""

import pytest
from django.utils import timezone

from commerce.ledger.states import AccountKind
from commerce.models import CardSetup, Refund, SavedCard
from commerce.payments import setups
from commerce.payments.gateway import gateway
from tasks import payments
from tests.factories import ServiceFactory, UserFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps as buying

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(db):
    return UserFactory()


@pytest.fixture
def cancelled(stripe_sandbox):
    """A booking paid with a card and given up in time: $80 are to go back."""

    def cancel(method="pm_card_visa"):
        service = ServiceFactory()
        open_all_week(service.practitioner)
        order = buying.paid(buying.booked(service, UserFactory()), method=method)
        buying.cancelled(buying.booking_of(order), by=order.user, now=timezone.now())
        return Refund.objects.get()

    return cancel


def long_ago(rows, by, *columns):
    moment = timezone.now() - by
    rows.objects.update(**dict.fromkeys(columns or ["updated_at"], moment))


def asked(sandbox, method, path):
    return len(sandbox.journal.entries(method=method, path=path))


@pytest.mark.parametrize("kind", ["timeout_after", "error_500_after", "error_500"])
def test_a_refund_whose_answer_was_lost_is_found_and_paid_once(
    cancelled, stripe_sandbox, kind, relay
):
    refund = cancelled()
    stripe_sandbox.faults.plan({"operation": "POST /v1/refunds", "kind": kind, "times": 2})
    relay()
    refund.refresh_from_db()
    assert (refund.status, refund.provider_id) == ("planned", None)
    stripe_sandbox.faults.clear()

    for _ in range(2):
        long_ago(Refund, payments.ASK_AFTER)
        payments.ask_about_refunds()

    refund.refresh_from_db()
    assert refund.status == "succeeded"
    assert len(gateway().client.v1.refunds.list().data) == 1
    assert buying.balance(AccountKind.REFUNDS_DUE) == 0


def test_a_refund_on_its_way_is_asked_about_each_hour_until_it_has_arrived(
    cancelled, stripe_sandbox, relay
):
    refund = cancelled("pm_card_pendingRefund")
    relay()
    refund.refresh_from_db()
    assert refund.status == "pending"
    stripe_sandbox.sandbox.do_jobs()

    payments.ask_about_refunds()
    assert asked(stripe_sandbox, "GET", "/v1/refunds/*") == 0
    long_ago(Refund, payments.ASK_AGAIN_AFTER)
    payments.ask_about_refunds()

    refund.refresh_from_db()
    assert refund.status == "succeeded"
    assert buying.balance(AccountKind.REFUNDS_DUE) == 0


def test_a_refund_returned_days_later_is_found_without_being_told(cancelled, stripe_sandbox, relay):
    refund = cancelled("pm_card_refundFail")
    relay()
    stripe_sandbox.sandbox.do_jobs()

    payments.ask_about_refunds()
    refund.refresh_from_db()
    assert refund.status == "succeeded"
    payments.ask_about_refunds_paid_back()

    refund.refresh_from_db()
    assert (refund.status, refund.may_be_retried) == ("failed", True)
    assert buying.balance(AccountKind.REFUNDS_DUE) == -8000


def test_a_refund_that_banks_do_not_return_any_more_is_not_asked_about(
    cancelled, stripe_sandbox, relay
):
    cancelled()
    relay()
    long_ago(Refund, payments.BANKS_RETURN_WITHIN, "completed_at")

    payments.ask_about_refunds_paid_back()

    assert asked(stripe_sandbox, "GET", "/v1/refunds/*") == 0


def test_asking_again_about_a_refund_changes_nothing(cancelled, stripe_sandbox, relay):
    cancelled()
    relay()

    for _ in range(2):
        payments.ask_about_refunds_paid_back()

    assert Refund.objects.get().status == "succeeded"
    assert buying.balance(AccountKind.REFUNDS_DUE) == 0


# --- cards ---


def saved_in_the_browser(setup):
    gateway().confirm_setup(
        setup_id=setup.provider_id, payment_method="pm_card_visa", return_url="", key="browser"
    )


def test_a_card_saved_in_a_browser_that_was_closed_is_found(owner, stripe_sandbox):
    setup = setups.begin(user=owner, claim=None)
    saved_in_the_browser(setup)

    payments.ask_about_card_setups()
    assert not SavedCard.objects.exists()
    long_ago(CardSetup, payments.ASK_AFTER)
    payments.ask_about_card_setups()

    assert SavedCard.objects.get().user == owner


def test_a_form_left_open_is_ended_here_and_at_the_provider(owner, stripe_sandbox):
    setup = setups.begin(user=owner, claim=None)
    long_ago(CardSetup, setups.SETUP_LIVES_FOR, "created_at", "updated_at")

    payments.ask_about_card_setups()

    setup.refresh_from_db()
    assert setup.status == "cancelled"
    assert gateway().fetch_setup(setup_id=setup.provider_id).status == "cancelled"


@pytest.mark.parametrize(("kind", "at_provider"), [("timeout_after", 1), ("timeout_before", 0)])
def test_one_the_provider_never_answered_for_is_ended(owner, stripe_sandbox, kind, at_provider):
    stripe_sandbox.faults.plan({"operation": "POST /v1/setup_intents", "kind": kind, "times": 2})
    with pytest.raises(setups.PaymentsUnavailable):
        setups.begin(user=owner, claim=None)
    stripe_sandbox.faults.clear()
    long_ago(CardSetup, setups.SETUP_LIVES_FOR, "created_at", "updated_at")

    payments.ask_about_card_setups()

    assert CardSetup.objects.get().status == "cancelled"
    left = gateway().client.v1.setup_intents.list().data
    assert [intent.status for intent in left] == ["canceled"] * at_provider


def test_a_card_is_asked_about_once_a_day(owner, stripe_sandbox):
    setup = setups.begin(user=owner, claim=None)
    saved_in_the_browser(setup)
    card = setups.refresh(setup_id=setup.pk).card
    gateway().detach_card(card_id=card.provider_id, key="behind-our-back")

    payments.ask_about_cards()
    assert SavedCard.objects.standing().exists()
    long_ago(SavedCard, payments.ASK_ABOUT_CARDS, "asked_at")
    payments.ask_about_cards()

    assert not SavedCard.objects.standing().exists()
