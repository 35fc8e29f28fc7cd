"""What the database refuses; each of these fails when the constraint it names is dropped."""

import pytest
from django.db import DatabaseError

from marketplace.models import Category, Service, ServiceTerms
from tests.factories import CategoryFactory, ServiceFactory, TermsFactory
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def terms(**figures):
    return lambda: TermsFactory(service=Service.objects.first(), **figures)


REFUSED = {
    "service_on_sale_has_terms": lambda: Service.objects.update(terms=None),
    "service_rating_is_1_to_5": lambda: Service.objects.update(rating_count=1, rating_sum=6),
    "service_slot_step_is_5_to_60": lambda: Service.objects.update(slot_step_minutes=61),
    "service_terms_version_once": lambda: [terms(version=7)() for _ in range(2)],
    "service_terms_make_sense": terms(duration_minutes=4),
    "service_terms_price_is_payable": terms(price_cents=49),
    "marketplace_service.slug": lambda: Service.objects.update(slug="same"),
    "marketplace_category.name": lambda: Category.objects.update(name="Same"),
    "marketplace_category.slug": lambda: Category.objects.update(slug="same"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    ServiceFactory.create_batch(2)
    CategoryFactory.create_batch(2)

    with refused(name):
        REFUSED[name]()


@pytest.mark.parametrize(
    "change", [lambda rows: rows.update(price_cents=1), lambda rows: rows._raw_delete("default")]
)
def test_terms_never_change(change):
    ServiceFactory()

    with pytest.raises(DatabaseError, match="never changed or deleted"):
        change(ServiceTerms.objects.all())
