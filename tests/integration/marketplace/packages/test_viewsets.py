import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from tests.factories import PackageFactory, ServiceFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client):
    """Signed in as a member of one group."""

    def sign_in(group=None, **user):
        person = UserFactory(**user)
        if group:
            person.groups.add(Group.objects.get(name=group))
        client.force_login(person)
        return client

    return sign_in


@pytest.mark.parametrize("group", ["Support", "Moderators"])
def test_packages_are_listed_with_their_price(browser, group):
    PackageFactory(title="Three breaths")
    PackageFactory(title="At rest", status="paused")

    page = browser(group).get(reverse("package:index"), {"status": "active"}).content.decode()

    assert "Three breaths" in page
    assert "$200.00" in page
    assert "At rest" not in page


def test_a_package_shows_every_version_of_its_terms(browser):
    service = ServiceFactory(title="Breathwork")
    row = PackageFactory(practitioner=service.practitioner, terms__holds=[(service, 3)])

    page = browser("Support").get(reverse("package:inspect", args=[row.pk])).content.decode()

    assert "1: $200.00 for 3 of Breathwork, valid for 365 days" in page


@pytest.mark.parametrize("view", ["add", "edit", "delete"])
def test_nobody_edits_a_package_here(browser, view):
    args = [] if view == "add" else [PackageFactory().pk]

    assert browser(is_superuser=True).get(reverse(f"package:{view}", args=args)).status_code == 302


@pytest.mark.parametrize("group", ["Editors", "Finance", "Practitioners", None])
def test_others_are_turned_away(browser, group):
    assert browser(group).get(reverse("package:index")).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_listing_costs_the_same_queries_however_many(
    browser, count, django_assert_max_num_queries
):
    PackageFactory.create_batch(count)
    signed_in = browser("Support")
    signed_in.get(reverse("package:index"))

    with django_assert_max_num_queries(14):
        assert signed_in.get(reverse("package:index")).status_code == 200
