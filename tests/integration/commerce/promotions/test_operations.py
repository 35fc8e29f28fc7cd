"""Codes from quote to order: what they are for, how often, and that they come back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from commerce.checkout import audit, buying, operations
from commerce.models import Booking, Order, OrderLine, Promotion, PromotionUse
from commerce.promotions.operations import PromotionUsedUp
from tests.factories import ServiceFactory, UserFactory
from tests.factories.promotions import PromotionFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(db):
    """An hour for $80, any day from nine to five."""
    service = ServiceFactory()
    open_all_week(service.practitioner)
    return service


def book(api, user, service, code, **more):
    return api(user).post(
        "/api/v1/bookings/",
        {
            "service": str(service.public_id),
            "slot": steps.word(service, steps.first_start(service)),
            "promotion_code": code,
            **more,
        },
    )


def bought(service, client, code, *, starts_at=None):
    return buying.book(
        client=client,
        service_id=service.public_id,
        slot=steps.word(service, starts_at or steps.first_start(service)),
        notes="",
        means=buying.Means(promotion_code=code),
        claim=None,
        now=timezone.now(),
    )


def quoted(api, service, user=None, **params):
    return api(user).get(f"/api/v1/services/{service.public_id}/quote/", params)


def test_what_was_quoted_is_what_is_charged_and_what_comes_back(
    api, service, stripe_sandbox, relay
):
    promotion, client = PromotionFactory(), UserFactory()
    slot = steps.word(service, steps.first_start(service))

    shown = quoted(api, service, slot=slot, promotion_code=promotion.code.lower()).json()["data"]
    order = steps.paid(steps.order_of(bought(service, client, promotion.code.lower())))
    booking = steps.booking_of(order)
    given = steps.cancelled(booking, by=client, now=timezone.now())
    relay()

    assert (shown["subtotal"]["amount_cents"], shown["amount_due"]["amount_cents"]) == (8000, 6000)
    assert [step["amount"]["amount_cents"] for step in shown["refund_if_cancelled"]] == [6000, 3000]
    assert (order.amount_due_cents, order.payment.amount_cents) == (6000, 6000)
    assert OrderLine.objects.values_list("discount_cents", "total_cents").get() == (2000, 6000)
    assert (booking.price_cents, given.refund_cents) == (6000, 6000)
    assert steps.shared() == (0, 0)
    assert audit.findings(now=timezone.now() + timedelta(hours=1)) == []


def test_what_costs_nothing_after_its_code_is_confirmed_without_the_provider(service, relay):
    booking = bought(service, UserFactory(), PromotionFactory(percent=100).code)

    order = steps.order_of(booking)
    assert (booking.status, order.status, order.payment) == ("confirmed", "paid", None)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"is_active": False}, "promotion_unknown"),
        ({"starts_at": timezone.now() + timedelta(days=1)}, "promotion_unknown"),
        ({"ends_at": timezone.now() - timedelta(days=1)}, "promotion_unknown"),
        ({"minimum_cents": 8001}, "promotion_not_for_this"),
        ({"percent": None, "amount_cents": 500, "currency": "eur"}, "promotion_not_for_this"),
        ({"total_limit": 0}, "promotion_used_up"),
        ({"client_limit": 0}, "promotion_used_up"),
    ],
)
def test_a_code_that_does_not_hold_is_refused_in_quote_and_order(api, service, given, code):
    promotion, client = PromotionFactory(**given), UserFactory()

    refusals = [
        quoted(api, service, client, promotion_code=promotion.code),
        book(api, client, service, promotion.code),
    ]

    assert [refusal.json()["code"] for refusal in refusals] == [code, code]
    assert [model.objects.count() for model in (Order, Booking)] == [0, 0]


def test_an_unknown_code_is_refused(api, service):
    assert quoted(api, service, promotion_code="NOBODY").json()["code"] == "promotion_unknown"


def test_a_code_is_for_its_services_and_its_practitioner_only(api, service):
    other = ServiceFactory()
    for_other = PromotionFactory(practitioner=other.practitioner)
    for_one = PromotionFactory()
    for_one.services.add(other)

    for promotion in (for_other, for_one):
        refused = quoted(api, service, promotion_code=promotion.code)
        held = quoted(api, other, promotion_code=promotion.code)
        assert (refused.json()["code"], held.status_code) == ("promotion_not_for_this", 200)


def test_a_client_uses_a_code_once_and_again_when_the_order_came_to_nothing(
    service, stripe_sandbox, relay
):
    promotion, client = PromotionFactory(), UserFactory()
    first = bought(service, client, promotion.code)
    later = first.session.starts_at + timedelta(hours=3)

    with pytest.raises(PromotionUsedUp):
        bought(service, client, promotion.code, starts_at=later)
    steps.cancelled(first, by=client, now=timezone.now())

    promotion.refresh_from_db()
    assert promotion.used_count == 0
    assert bought(service, client, promotion.code, starts_at=later).price_cents == 6000


def test_a_hold_that_lapses_gives_its_code_back_and_a_late_payment_takes_it_again(
    service, stripe_sandbox, relay
):
    promotion = PromotionFactory(total_limit=1)
    order = steps.order_of(bought(service, UserFactory(), promotion.code))
    steps.charged_behind_our_back(order)
    Booking.objects.update(expires_at=timezone.now())
    late = order.expires_at + timedelta(seconds=1)
    operations._lapse(order_id=order.pk, now=late)
    assert Promotion.objects.get().used_count == 0

    steps.payments.refresh(payment_id=order.payment.pk)
    operations.complete(payment_id=order.payment.pk, now=late)

    assert Promotion.objects.get().used_count == 1
    assert PromotionUse.objects.standing().count() == 1


def test_a_paid_order_that_is_given_back_keeps_its_use(service, stripe_sandbox, relay):
    promotion, client = PromotionFactory(), UserFactory()
    order = steps.paid(steps.order_of(bought(service, client, promotion.code)))

    steps.cancelled(steps.booking_of(order), by=client, now=timezone.now())

    assert Promotion.objects.get().used_count == 1


def test_a_changed_price_answers_the_slot_as_it_is_sold_now(api, service):
    slot = steps.word(service, steps.first_start(service))
    steps.reprice(service, 9000)

    refused = quoted(api, service, slot=slot)

    [now_sold] = refused.json()["errors"]["slot"]
    assert (refused.status_code, refused.json()["code"]) == (409, "terms_changed")
    assert now_sold["price"] == {"amount_cents": 9000, "currency": "usd"}
    assert quoted(api, service, slot=now_sold["slot"]).status_code == 200


def test_the_quote_of_what_is_not_on_sale_does_not_exist(api, service):
    service.is_listed = False
    service.save()

    assert quoted(api, service).status_code == 404


def test_the_price_cannot_be_sent(api, service):
    refused = book(api, UserFactory(), service, "", price_cents=1)

    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["price_cents"])


@pytest.mark.parametrize(
    "given", [{"percent": 25, "amount_cents": 100}, {"percent": None}, {"percent": 101}]
)
def test_the_database_wants_a_percentage_or_an_amount(given):
    with pytest.raises(IntegrityError, match="promotion_is_a_percentage_or_an_amount"):
        PromotionFactory(**given)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same_client", [False, True])
def test_of_many_at_once_one_takes_the_last_use(service, stripe_sandbox, same_client):
    """Guards: the count in the UPDATE's condition; the row's lock, for one client's own limit."""
    limits = {"client_limit": 1} if same_client else {"total_limit": 1, "client_limit": None}
    promotion, one = PromotionFactory(**limits), UserFactory()
    first = steps.first_start(service)
    clients = [one if same_client else UserFactory() for _ in range(5)]

    results = at_once(
        *[
            lambda c=c, n=n: bought(service, c, promotion.code, starts_at=first + timedelta(days=n))
            for n, c in enumerate(clients)
        ]
    )

    lost = [result for result in results if isinstance(result, PromotionUsedUp)]
    assert len(lost) == 4, results
    assert (PromotionUse.objects.count(), Promotion.objects.get().used_count) == (1, 1)
