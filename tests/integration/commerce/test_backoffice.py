import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import ReferenceIndex

from commerce.wagtail_hooks import LISTINGS
from tests.factories import BookingFactory, UserFactory

pytestmark = pytest.mark.django_db

NAMES = [listing.model._meta.model_name for listing in LISTINGS]
FOR_SUPPORT = {
    *("booking", "session", "order", "entitlement", "payment", "refund", "receipt"),
    *("creditlot", "credituse", "waitlistentry", "plan", "planversion"),
    *("membership", "membershipchange", "membershipinvoice"),
}
MONEY = FOR_SUPPORT | {
    *("credittransfer", "entry", "posting", "webhookreceipt"),
    *("movement", "reconciliation", "earning", "connectaccount", "payout", "payoutrun"),
}


@pytest.fixture
def signed_in(client):
    """A browser signed in as a member of one group."""

    def sign_in(group=None, **user):
        person = UserFactory(**user)
        if group:
            person.groups.add(Group.objects.get(name=group))
        client.force_login(person)
        return client

    return sign_in


def status(browser, name, view="index", args=(), **query):
    return browser.get(reverse(f"{name}:{view}", args=args), query).status_code


def test_every_kind_of_row_has_a_listing():
    assert set(NAMES) == MONEY


@pytest.mark.parametrize("name", NAMES)
def test_finance_reads_searches_and_exports_each_listing(signed_in, name):
    browser = signed_in("Finance")

    assert status(browser, name) == 200
    assert status(browser, name, q="something") == 200
    assert status(browser, name, export="csv") == 200
    assert status(browser, name, export="xlsx") == 200


@pytest.mark.parametrize("name", NAMES)
def test_support_reads_what_concerns_clients(signed_in, name):
    assert status(signed_in("Support"), name) == (200 if name in FOR_SUPPORT else 302)


@pytest.mark.parametrize("group", ["Editors", "Moderators", "Practitioners", None])
@pytest.mark.parametrize("name", NAMES)
def test_nobody_else_reads_them(signed_in, group, name):
    assert status(signed_in(group), name) == 302


def test_a_row_is_looked_at(signed_in):
    booking = BookingFactory()

    page = signed_in("Support").get(reverse("booking:inspect", args=[booking.pk]))

    assert page.status_code == 200
    assert str(booking.public_id) in page.content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_not_even_an_administrator_adds(signed_in, name):
    assert status(signed_in(is_superuser=True), name, "add") == 302


@pytest.mark.parametrize("view", ["edit", "delete"])
def test_not_even_an_administrator_changes_or_deletes(signed_in, view):
    booking = BookingFactory()
    browser = signed_in(is_superuser=True)

    response = browser.post(reverse(f"booking:{view}", args=[booking.pk]), {"status": "cancelled"})

    assert response.status_code == 302
    assert response["Location"] == reverse("wagtailadmin_home")
    booking.refresh_from_db()
    assert booking.status == "confirmed"


@pytest.mark.parametrize("count", [1, 3])
def test_a_listing_costs_the_same_queries_however_many(
    signed_in, count, django_assert_max_num_queries
):
    BookingFactory.create_batch(count)
    browser = signed_in("Finance")
    status(browser, "booking")

    with django_assert_max_num_queries(14):
        assert status(browser, "booking") == 200


def test_rows_are_kept_out_of_the_reference_index():
    BookingFactory()

    assert not {listing.model for listing in LISTINGS} & set(ReferenceIndex.tracked_models)
