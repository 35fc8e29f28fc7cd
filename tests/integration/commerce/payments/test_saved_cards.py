"""Cards that are kept: whose they are, paying with them, and what the provider says of them."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from commerce.models import Payment, SavedCard
from commerce.payments import cards, setups
from commerce.payments.events import CardDetached, CardSaved
from commerce.payments.gateway import gateway
from estuary.kernel.models import OutboxEvent
from tests.factories import ServiceFactory, UserFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps as buying
from tests.integration.commerce.payments import steps
from tests.loopback import http

pytestmark = pytest.mark.django_db

METHODS = "/api/v1/payments/methods/"


def listed(api, user):
    return api(user).get(METHODS).json()["data"]["results"]


def default(api, user, card, **headers):
    return api(user).post(f"{METHODS}{card.public_id}/default/", headers=headers)


def take_away(api, user, card):
    return api(user).delete(f"{METHODS}{card.public_id}/")


def detached_behind_our_back(card):
    gateway().detach_card(card_id=card.provider_id, key=f"behind-our-back:{card.pk}")


def facts(kind):
    return OutboxEvent.objects.filter(name=kind.name).count()


@pytest.fixture
def order(owner, stripe_sandbox):
    service = ServiceFactory()
    open_all_week(service.practitioner)
    return buying.booked(service, owner)


def pay(api, user, order, method, **headers):
    said = {"order": str(order.public_id), "payment_method": str(method)}
    return api(user).post("/api/v1/payments/confirm/", said, headers=headers)


# --- paying ---


@pytest.mark.parametrize("name", ["public_id", "provider_id"])
def test_one_pays_with_one_s_own_saved_card(api, owner, order, saved, name):
    card = saved(owner, "pm_card_mastercard")

    paid = pay(api, owner, order, getattr(card, name))

    assert paid.status_code == 200, paid.json()
    data = paid.json()["data"]
    assert data["status"] == "paid"
    assert data["payments"][0]["method"] == {"brand": "mastercard", "last4": "4444"}


def test_a_card_that_was_set_up_pays_without_its_bank_asking_again(api, owner, order, saved):
    begun = setups.begin(user=owner, claim=None)
    asked = setups.settle(
        user=owner,
        setup_id=begun.public_id,
        payment_method="pm_card_authenticationRequiredOnSetup",
        return_url="https://frontend.test/return",
        claim=None,
        now=timezone.now(),
    )
    steps.answer_bank({"next_action": asked.next_action}, "complete")
    card = setups.refresh(setup_id=begun.pk).card

    assert pay(api, owner, order, card.public_id).json()["data"]["status"] == "paid"


@pytest.mark.parametrize("name", ["public_id", "provider_id"])
def test_another_s_card_is_refused_before_the_provider_is_asked(
    api, owner, order, saved, stripe_sandbox, name
):
    card = saved(UserFactory())
    before = len(stripe_sandbox.journal.entries())

    refused = pay(api, owner, order, getattr(card, name))

    assert (refused.status_code, refused.json()["code"]) == (404, "card_not_found")
    assert len(stripe_sandbox.journal.entries()) == before
    assert Payment.objects.get().status == "open"


def test_another_s_card_that_we_have_not_heard_of_is_refused_by_the_provider(
    api, owner, order, saved
):
    card = saved(UserFactory())
    SavedCard.objects.update(provider_id="pm_something_else")

    refused = pay(api, owner, order, card.provider_id)

    assert (refused.status_code, refused.json()["code"]) == (402, "payment_refused")
    assert Payment.objects.get().status == "open"


@pytest.mark.parametrize("name", ["public_id", "provider_id"])
def test_a_card_that_was_taken_away_does_not_pay(api, owner, order, saved, name):
    card = saved(owner)
    take_away(api, owner, card)

    refused = pay(api, owner, order, getattr(card, name))

    assert (refused.status_code, refused.json()["code"]) == (404, "card_not_found")


def test_an_id_that_is_nobody_s_does_not_pay(api, owner, order):
    refused = pay(api, owner, order, "6f6b3f4e-0000-4000-8000-000000000000")

    assert (refused.status_code, refused.json()["code"]) == (404, "card_not_found")


def test_a_card_detached_behind_our_back_does_not_pay_and_the_order_stays_open(
    api, owner, order, saved
):
    card = saved(owner)
    detached_behind_our_back(card)

    refused = pay(api, owner, order, card.public_id)

    assert (refused.status_code, refused.json()["code"]) == (402, "payment_refused")
    assert pay(api, owner, order, "pm_card_visa").json()["data"]["status"] == "paid"


def test_a_payment_whose_bank_said_no_says_why(api, owner, order):
    asked = pay(api, owner, order, "pm_card_threeDSecure2Required").json()["data"]
    steps.answer_bank(asked["payments"][0], "fail")

    said = {"order": str(order.public_id)}
    seen = api(owner).post("/api/v1/payments/confirm/", said).json()["data"]

    [payment] = seen["payments"]
    assert payment["status"] == "open"
    assert payment["failure_code"] == "payment_intent_authentication_failure"


# --- whose ---


def test_one_sees_one_s_own_cards_only(api, owner, saved):
    card = saved(owner)
    saved(UserFactory())

    assert [row["id"] for row in listed(api, owner)] == [str(card.public_id)]


def test_another_s_card_is_neither_chosen_nor_taken_away(api, owner, saved, stripe_sandbox):
    card = saved(UserFactory())
    before = len(stripe_sandbox.journal.entries())

    answers = [default(api, owner, card), take_away(api, owner, card)]

    assert [(a.status_code, a.json()["code"]) for a in answers] == [(404, "card_not_found")] * 2
    assert len(stripe_sandbox.journal.entries()) == before
    assert SavedCard.objects.standing().get() == card


def test_nobody_signed_in_touches_a_card(api, owner, saved):
    card = saved(owner)

    assert [default(api, None, card).status_code, take_away(api, None, card).status_code] == [
        401,
        401,
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_however_many(
    api, owner, saved, count, django_assert_num_queries
):
    for _ in range(count):
        saved(owner)
    client = api(owner)
    client.get(METHODS)

    with django_assert_num_queries(3):
        assert client.get(METHODS).json()["data"]["count"] == count


# --- the default ---


def test_another_card_is_made_the_default(api, owner, saved):
    first, second = saved(owner), saved(owner)

    chosen = default(api, owner, second)

    assert (chosen.status_code, chosen.json()["data"]["is_default"]) == (200, True)
    assert {row["id"]: row["is_default"] for row in listed(api, owner)} == {
        str(first.public_id): False,
        str(second.public_id): True,
    }


def test_choosing_under_the_same_key_chooses_once(api, owner, saved):
    first, second = saved(owner), saved(owner)
    default(api, owner, second, **{"Idempotency-Key": "one"})
    default(api, owner, first)

    again = default(api, owner, second, **{"Idempotency-Key": "one"})

    assert again.headers["Idempotency-Replayed"] == "true"
    assert SavedCard.objects.get(is_default=True) == first


def test_nothing_else_can_be_said_when_choosing(api, owner, saved):
    path = f"{METHODS}{saved(owner).public_id}/default/"

    assert api(owner).post(path, {"last4": "1111"}).status_code == 400


def test_a_card_of_one_s_own_that_is_gone_is_not_chosen(api, owner, saved):
    card = saved(owner)
    take_away(api, owner, card)

    assert default(api, owner, card).json()["code"] == "card_not_found"


def test_everybody_has_a_default_of_their_own(owner, saved):
    both = saved(owner), saved(UserFactory())

    assert [card.is_default for card in both] == [True, True]


def test_the_database_itself_refuses_two_defaults(owner, saved):
    saved(owner)

    with pytest.raises(IntegrityError, match="saved_card_one_default_per_user"):
        SavedCard.objects.filter(pk=saved(owner).pk).update(is_default=True)


def test_the_database_itself_refuses_a_default_that_is_gone(owner, saved):
    card = saved(owner)

    with pytest.raises(IntegrityError, match="saved_card_is_no_default_once_detached"):
        SavedCard.objects.filter(pk=card.pk).update(detached_at=timezone.now())


# --- taking away ---


def test_a_card_is_taken_away_here_and_at_the_provider(api, owner, saved):
    card = saved(owner)

    gone = take_away(api, owner, card)

    assert gone.status_code == 204
    assert listed(api, owner) == []
    assert gateway().fetch_card(card_id=card.provider_id).customer == ""
    assert take_away(api, owner, card).json()["code"] == "card_not_found"


def test_after_the_default_is_gone_the_next_card_saved_is_it(api, owner, saved):
    first, second = saved(owner), saved(owner)

    take_away(api, owner, first)
    assert [row["is_default"] for row in listed(api, owner)] == [False]
    third = saved(owner)

    assert SavedCard.objects.get(is_default=True) == third
    assert second in SavedCard.objects.standing()


@pytest.mark.parametrize(
    "kind", ["error_500", "error_500_after", "timeout_before", "timeout_after"]
)
def test_while_the_provider_is_down_a_card_stands_and_then_it_goes(
    api, owner, saved, stripe_sandbox, kind
):
    card = saved(owner)
    operation = "POST /v1/payment_methods/{payment_method}/detach"
    stripe_sandbox.faults.plan({"operation": operation, "kind": kind, "times": 2})

    down = take_away(api, owner, card)

    assert (down.status_code, down.json()["code"]) == (503, "payments_unavailable")
    assert len(listed(api, owner)) == 1
    stripe_sandbox.faults.clear()
    assert take_away(api, owner, card).status_code == 204
    assert listed(api, owner) == []


def test_a_card_that_is_gone_at_the_provider_already_is_taken_away(api, owner, saved):
    card = saved(owner)
    detached_behind_our_back(card)

    assert take_away(api, owner, card).status_code == 204


# --- what the provider tells ---


def test_a_card_saved_in_a_browser_that_was_closed_is_kept(api, owner, stripe_sandbox, relay):
    begun = setups.begin(user=owner, claim=None)
    gateway().confirm_setup(
        setup_id=begun.provider_id, payment_method="pm_card_visa", return_url="", key="browser"
    )

    steps.told(api, stripe_sandbox, "setup_intent.succeeded")
    relay()

    begun.refresh_from_db()
    assert (begun.status, begun.card) == ("succeeded", SavedCard.objects.get(user=owner))


def test_a_card_detached_behind_our_back_is_gone_once_told(
    api, owner, saved, stripe_sandbox, relay
):
    card = saved(owner)
    detached_behind_our_back(card)

    steps.told(api, stripe_sandbox, "payment_method.detached")
    relay()

    card.refresh_from_db()
    assert card.detached_at is not None
    assert card.is_default is False
    assert listed(api, owner) == []


def test_a_card_that_its_bank_replaced_shows_the_new_one(api, owner, saved, stripe_sandbox, relay):
    card = saved(owner)
    http.post(
        f"{stripe_sandbox.url}/sandbox/payment_methods/{card.provider_id}/renew",
        json={"last4": "1111", "exp_month": 6, "exp_year": 2041},
    ).raise_for_status()

    steps.told(api, stripe_sandbox, "payment_method.automatically_updated")
    relay()

    [row] = listed(api, owner)
    assert (row["last4"], row["exp_month"], row["exp_year"]) == ("1111", 6, 2041)


def test_a_card_attached_behind_our_back_is_its_customer_s(
    api, owner, saved, stripe_sandbox, relay
):
    customer = gateway().fetch_card(card_id=saved(owner).provider_id).customer
    method = gateway().client.v1.payment_methods.attach(
        "pm_card_amex", {"customer": customer}, {"idempotency_key": "estuary:support"}
    )

    steps.told(api, stripe_sandbox, "payment_method.attached")
    relay()

    assert SavedCard.objects.get(provider_id=method.id).user == owner


def test_a_card_of_somebody_we_do_not_know_is_not_kept(api, owner, stripe_sandbox, relay):
    stripe = gateway().client.v1
    customer = gateway().create_customer(email="x@y.test", name="", user_id="", key="stranger")
    stripe.payment_methods.attach(
        "pm_card_visa", {"customer": customer}, {"idempotency_key": "estuary:attach"}
    )

    steps.told(api, stripe_sandbox, "payment_method.attached")
    relay()

    assert not SavedCard.objects.exists()


def test_the_end_is_the_same_in_every_order(api, owner, saved, stripe_sandbox, relay):
    stays, goes = saved(owner), saved(owner)
    detached_behind_our_back(goes)
    bodies = [
        body
        for body in steps.events(stripe_sandbox)
        if b'"payment_method.' in body or b'"setup_intent.succeeded"' in body
    ]
    SavedCard.objects.update(last4="0000")
    assert len(bodies) == 5

    for shuffled in itertools.islice(itertools.permutations(bodies), 0, None, 12):
        for body in (*shuffled, shuffled[0]):
            steps.post(api, body, steps.signed(body))
        relay()

    assert {card.pk: card.detached_at is None for card in SavedCard.objects.all()} == {
        stays.pk: True,
        goes.pk: False,
    }
    assert (facts(CardSaved), facts(CardDetached)) == (2, 1)


def test_what_is_detached_stays_so_whatever_older_news_says(owner, saved):
    card = saved(owner)
    old = gateway().fetch_card(card_id=card.provider_id)
    cards.detach(user=owner, card_id=card.public_id, now=timezone.now())

    cards.apply(card=old, asked_at=timezone.now())

    card.refresh_from_db()
    assert card.detached_at is not None


def test_older_news_does_not_replace_newer(owner, saved):
    card = saved(owner)
    news = gateway().fetch_card(card_id=card.provider_id)
    now = timezone.now()

    cards.apply(card=replace(news, exp_year=2050), asked_at=now)
    cards.apply(card=replace(news, exp_year=2040), asked_at=now - timedelta(seconds=1))

    card.refresh_from_db()
    assert card.exp_year == 2050


def test_a_card_detached_while_its_row_was_being_written_is_gone(owner, saved, monkeypatch):
    """News of it found no row; so it is asked about again once the row is there."""
    card = saved(owner)
    customer_s = gateway().fetch_card(card_id=card.provider_id)
    detached_behind_our_back(card)
    card.setups.update(card=None)
    card.delete()
    answers = iter([customer_s])
    fetch = gateway().fetch_card
    monkeypatch.setattr(
        gateway(), "fetch_card", lambda *, card_id: next(answers, None) or fetch(card_id=card_id)
    )

    cards.refresh(provider_id=card.provider_id)

    assert not SavedCard.objects.standing().exists()


def test_a_card_detached_before_we_heard_that_it_was_saved_is_gone(owner, saved, monkeypatch):
    """The same for one that comes with its set-up."""
    setup = setups.begin(user=owner, claim=None)
    gateway().confirm_setup(
        setup_id=setup.provider_id, payment_method="pm_card_visa", return_url="", key="browser"
    )
    old = gateway().fetch_setup(setup_id=setup.provider_id)
    gateway().detach_card(card_id=old.card.id, key="behind-our-back")
    monkeypatch.setattr(gateway(), "fetch_setup", lambda *, setup_id: old)

    setups.refresh(setup_id=setup.pk)

    assert SavedCard.objects.get().detached_at is not None


def test_a_card_whose_customer_was_deleted_is_gone(api, owner, saved):
    card = saved(owner)
    SavedCard.objects.update(provider_id="pm_deleted")

    cards.refresh(provider_id="pm_deleted")

    card.refresh_from_db()
    assert card.detached_at is not None
