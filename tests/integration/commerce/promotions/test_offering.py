"""Codes that practitioners make: theirs only, for their services only, and kept once used."""

import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError

from commerce.models import Promotion, PromotionUse
from commerce.promotions import offering, operations
from commerce.promotions.values import Offer
from estuary.kernel import db
from tests.factories import PractitionerFactory, ServiceFactory, UserFactory
from tests.factories.promotions import PromotionFactory
from tests.threads import at_once, until_somebody_waits

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def offer(**said):
    return Offer(**{"code": "SPRING", "percent": Decimal(25), "amount_cents": None, **said})


def made(service, **said):
    return offering.create_promotion(by=service.practitioner.user, offer=offer(**said), now=NOW)


def changed(promotion, *, by=None, **said):
    return offering.change_promotion(
        public_id=promotion.public_id,
        by=by or promotion.practitioner.user,
        offer=offer(**said),
        now=NOW,
    )


def used(promotion, times=1, *, by=None, released=False):
    for _ in range(times):
        PromotionUse.objects.create(
            promotion=promotion,
            user=by or UserFactory(),
            reference=f"order:{PromotionUse.objects.count()}",
            discount_cents=100,
            released_at=NOW if released else None,
        )
        if not released:
            promotion.used_count += 1
    promotion.save()


@pytest.fixture
def service():
    return ServiceFactory()


def test_a_code_is_kept_in_capitals_and_is_for_its_practitioners_services(service):
    promotion = made(service, code="spring-24", service_ids=[service.public_id])

    assert (promotion.code, promotion.practitioner) == ("SPRING-24", service.practitioner)
    assert list(promotion.services.all()) == [service]


def test_no_two_codes_differ_by_capitals_only(service):
    made(service)
    others = ServiceFactory()

    for code in ("SPRING", "spring"):
        with pytest.raises(offering.CodeTaken):
            made(others, code=code)
    with pytest.raises(IntegrityError, match="promotion_code_is_in_capitals"):
        PromotionFactory(code="spring")


def test_a_code_cannot_be_changed_into_one_that_is_taken(service):
    made(service)
    other = made(ServiceFactory(), code="AUTUMN")

    with pytest.raises(offering.CodeTaken):
        changed(other, code="spring")
    assert Promotion.objects.get(pk=other.pk).code == "AUTUMN"


@pytest.mark.django_db(transaction=True)
def test_of_many_who_want_a_code_at_once_one_has_it():
    services = [ServiceFactory() for _ in range(4)]

    results = at_once(*[lambda one=one: made(one) for one in services])

    lost = [result for result in results if isinstance(result, offering.CodeTaken)]
    assert (len(lost), Promotion.objects.count()) == (3, 1), results


def test_a_code_for_somebody_elses_service_is_not_made(service):
    others = ServiceFactory()

    with pytest.raises(offering.ServiceNotYours):
        made(service, service_ids=[service.public_id, others.public_id])
    assert Promotion.objects.count() == 0


def test_a_code_is_not_changed_to_be_for_somebody_elses_service(service):
    promotion, others = made(service), ServiceFactory()

    with pytest.raises(offering.ServiceNotYours):
        changed(promotion, service_ids=[others.public_id], description="Mine")
    promotion.refresh_from_db()
    assert (promotion.description, promotion.services.count()) == ("", 0)


def test_who_is_no_practitioner_makes_none():
    with pytest.raises(offering.PromotionNotFound):
        offering.create_promotion(by=UserFactory(), offer=offer(), now=NOW)


@pytest.mark.parametrize(
    "dates",
    [
        {"ends_at": NOW},
        {"starts_at": NOW + DAY, "ends_at": NOW + DAY},
    ],
)
def test_a_code_ends_in_the_future_and_after_it_starts(service, dates):
    with pytest.raises(offering.PromotionEndsTooSoon):
        made(service, **dates)
    with pytest.raises(offering.PromotionEndsTooSoon):
        changed(made(service), **dates)


def test_one_that_is_over_by_its_date_can_be_prolonged_or_described(service):
    promotion = made(service, ends_at=NOW + DAY)
    over = {"starts_at": None, "ends_at": NOW - DAY}
    Promotion.objects.update(**over)

    assert changed(promotion, description="Over", **over).description == "Over"
    assert changed(promotion, ends_at=NOW + DAY).ends_at == NOW + DAY


@pytest.mark.parametrize(
    "said", [{"percent": Decimal(30)}, {"percent": None, "amount_cents": 500}, {"code": "OTHER"}]
)
@pytest.mark.parametrize("released", [False, True])
def test_what_a_code_takes_off_stays_once_somebody_used_it(service, said, released):
    promotion, unused = made(service), made(service, code="UNUSED")
    used(promotion, released=released)

    with pytest.raises(offering.PromotionInUse):
        changed(promotion, **said)
    assert changed(unused, **{"code": "UNUSED", **said}).percent == said.get("percent", Decimal(25))


def test_the_rest_of_a_used_code_can_be_changed(service):
    promotion = made(service, total_limit=1)
    used(promotion)

    after = changed(
        promotion,
        code="spring",
        total_limit=2,
        client_limit=None,
        description="More of it",
        service_ids=[service.public_id],
        is_stackable=True,
        ends_at=NOW + DAY,
    )

    after.refresh_from_db()
    assert (after.total_limit, after.client_limit, after.used_count) == (2, None, 1)
    assert (after.is_stackable, list(after.services.all())) == (True, [service])


def test_limits_do_not_go_under_what_was_used(service):
    promotion = made(service, client_limit=None)
    used(promotion, 3, by=UserFactory())
    used(promotion, 2, by=UserFactory())

    for said in ({"total_limit": 4}, {"client_limit": 2}):
        with pytest.raises(offering.LimitUnderUse):
            changed(promotion, **{"client_limit": None, **said})
    after = changed(promotion, total_limit=5, client_limit=3)

    assert (after.total_limit, after.client_limit) == (5, 3)


def test_uses_that_were_given_back_do_not_count_against_limits(service):
    promotion = made(service, client_limit=None)
    used(promotion, 2, by=UserFactory(), released=True)

    assert changed(promotion, total_limit=1, client_limit=1).total_limit == 1


def test_ending_is_for_good_and_may_be_said_twice(service):
    promotion = made(service)

    for _ in range(2):
        offering.end_promotion(public_id=promotion.public_id, by=promotion.practitioner.user)

    with pytest.raises(offering.PromotionEnded):
        changed(promotion)
    assert not Promotion.objects.get().is_active


def test_other_peoples_and_everybodys_codes_are_not_there_to_be_changed(service):
    stranger = PractitionerFactory().user

    for promotion in (made(service), PromotionFactory()):
        with pytest.raises(offering.PromotionNotFound):
            changed(promotion, by=stranger)
        with pytest.raises(offering.PromotionNotFound):
            offering.end_promotion(public_id=promotion.public_id, by=stranger)


@pytest.mark.django_db(transaction=True)
def test_a_change_waits_for_a_claim_and_counts_it(service):
    """Guards: the lock on the row; without it the change would write back the old count."""
    promotion = made(service, total_limit=2, client_limit=None)
    used(promotion)
    client, is_claimed = UserFactory(), threading.Event()

    def claim():
        with db.in_transaction():
            operations.claim(
                promotion=promotion,
                user=client,
                reference="order:new",
                discount_cents=100,
                now=NOW,
            )
            is_claimed.set()
            until_somebody_waits()

    def change():
        is_claimed.wait(10)
        return changed(promotion, total_limit=1, client_limit=None)

    _, refused = at_once(claim, change)

    promotion.refresh_from_db()
    assert isinstance(refused, offering.LimitUnderUse), refused
    assert (promotion.used_count, promotion.total_limit) == (2, 2)
