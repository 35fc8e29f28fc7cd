import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from marketplace.models import Category
from tests.factories import CategoryFactory, ServiceFactory, TermsFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def support(client):
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name="Support"))
    client.force_login(user)
    return client


@pytest.fixture
def administrator(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def test_services_are_listed_with_their_price(support):
    ServiceFactory(title="Breathwork for sleep", category=CategoryFactory())
    ServiceFactory(title="A draft", terms=False)

    page = support.get(reverse("service:index")).content.decode()

    assert "Breathwork for sleep" in page
    assert "A draft" in page
    assert "$80.00" in page
    filtered = support.get(reverse("service:index"), {"status": "draft"}).content.decode()
    assert "Breathwork for sleep" not in filtered


def test_a_service_shows_every_version_of_its_terms(support):
    row = ServiceFactory(terms__version=1)
    TermsFactory(service=row, version=2, price_cents=9000)

    page = support.get(reverse("service:inspect", args=[row.pk])).content.decode()

    assert "2: $90.00, 60 minutes, Moderate; 1: $80.00, 60 minutes, Moderate" in page


@pytest.mark.parametrize("view", ["add", "edit", "delete"])
def test_nobody_edits_a_service_here(administrator, view):
    args = [] if view == "add" else [ServiceFactory().pk]

    assert administrator.get(reverse(f"service:{view}", args=args)).status_code == 302


@pytest.mark.parametrize("name", ["service:index", "category:index", "category:add"])
def test_others_are_turned_away(client, name):
    client.force_login(UserFactory())

    assert client.get(reverse(name)).status_code == 302


def test_an_administrator_keeps_the_categories(administrator):
    made = administrator.post(
        reverse("category:add"), {"name": "Breath", "slug": "breath", "summary": "", "position": 1}
    )
    assert made.status_code == 302
    row = Category.objects.get(slug="breath")

    administrator.post(
        reverse("category:edit", args=[row.pk]),
        {"name": "Breathing", "slug": "breath", "summary": "In and out.", "position": 2},
    )

    row.refresh_from_db()
    assert (row.name, row.position) == ("Breathing", 2)
    assert "Breathing" in administrator.get(reverse("category:index")).content.decode()
    assert administrator.get(reverse("category:inspect", args=[row.pk])).status_code == 200


def test_a_category_with_services_is_not_deleted_and_says_why(administrator):
    full = ServiceFactory(category=CategoryFactory()).category
    empty = CategoryFactory()

    refused = administrator.post(reverse("category:delete", args=[full.pk]), follow=True)
    administrator.post(reverse("category:delete", args=[empty.pk]))

    assert "move them first" in refused.content.decode()
    assert list(Category.objects.all()) == [full]


def test_support_does_not_change_categories(support):
    assert support.get(reverse("category:add")).status_code == 302
