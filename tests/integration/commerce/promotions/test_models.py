"""What the database refuses; each of these fails when the constraint it names is dropped."""

import pytest

from commerce.models import Promotion, PromotionUse
from tests.factories import UserFactory
from tests.factories.bookings import NOON
from tests.factories.promotions import PromotionFactory
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def used_twice():
    for promotion in Promotion.objects.all():
        PromotionUse.objects.create(
            promotion=promotion, user=UserFactory(), reference="order:1", discount_cents=1
        )


REFUSED = {
    "promotion_is_not_used_beyond_its_limit": lambda: Promotion.objects.update(
        total_limit=1, used_count=2
    ),
    "promotion_ends_after_it_starts": lambda: Promotion.objects.update(
        starts_at=NOON, ends_at=NOON
    ),
    "commerce_promotion.code": lambda: Promotion.objects.update(code="SAME"),
    "commerce_promotionuse.reference": used_twice,
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    PromotionFactory.create_batch(2)

    with refused(name):
        REFUSED[name]()
