import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import ReferenceIndex

from live.notifications.states import DeliveryStatus
from tests.factories.accounts import UserFactory
from tests.factories.notifications import DeliveryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    """A browser signed in as one who may do everything."""
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    return client


def index(browser, **query):
    return browser.get(reverse("letters:index"), query)


@pytest.mark.parametrize(
    "query", [{}, {"q": "clara"}, {"status": "parked"}, {"export": "csv"}, {"export": "xlsx"}]
)
def test_letters_are_listed_searched_and_exported(admin, query):
    DeliveryFactory(address="clara@example.test", status=DeliveryStatus.PARKED)

    assert index(admin, **query).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_however_many(admin, count, django_assert_num_queries):
    DeliveryFactory.create_batch(count)
    index(admin)

    with django_assert_num_queries(8):
        assert index(admin).status_code == 200


def test_a_letter_given_up_tells_why(admin):
    letter = DeliveryFactory(status=DeliveryStatus.PARKED, last_error="ConnectionRefusedError: no")

    shown = admin.get(reverse("letters:inspect", args=[letter.pk]))

    assert "ConnectionRefusedError: no" in shown.content.decode()


def test_nobody_changes_or_deletes_a_letter(admin):
    letter = DeliveryFactory()

    for view in ("edit", "delete"):
        assert admin.post(reverse(f"letters:{view}", args=[letter.pk])).status_code == 302
    letter.refresh_from_db()


@pytest.mark.parametrize("group", ["Editors", "Moderators", "Practitioners"])
def test_editorial_people_read_no_letters(client, group):
    person = UserFactory()
    person.groups.add(Group.objects.get(name=group))
    client.force_login(person)

    assert index(client).status_code == 302


def test_a_letter_is_not_indexed_for_references():
    letter = DeliveryFactory()

    assert not ReferenceIndex.get_references_for_object(letter).exists()
