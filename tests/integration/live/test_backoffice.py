import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, ReferenceIndex

from live.notifications.models import Delivery
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


def look_at(browser, letter):
    return browser.get(reverse("letters:inspect", args=[letter.pk]))


def offered(browser, letter):
    """The steps that the letter's page has a button for."""
    return [button.label for button in look_at(browser, letter).context["header_buttons"]]


def send_again(browser, letter):
    return browser.post(reverse("letters:send-again", args=[letter.pk]), follow=True)


def is_due(letter):
    return Delivery.objects.due(timezone.now()).filter(pk=letter.pk).exists()


@pytest.mark.parametrize(
    "query", [{}, {"q": "clara"}, {"status": "parked"}, {"export": "csv"}, {"export": "xlsx"}]
)
def test_letters_are_listed_searched_and_exported(admin, query):
    DeliveryFactory(address="clara@example.test", status=DeliveryStatus.PARKED)

    assert index(admin, **query).status_code == 200


def test_the_list_leads_to_each_letter_and_the_menu_to_the_list(admin):
    letter = DeliveryFactory()

    page = index(admin).content.decode()

    assert reverse("letters:inspect", args=[letter.pk]) in page
    home = admin.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("letters:index") in home


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_however_many(admin, count, django_assert_num_queries):
    DeliveryFactory.create_batch(count)
    index(admin)

    with django_assert_num_queries(8):
        assert index(admin).status_code == 200


def test_a_letter_given_up_tells_why(admin):
    letter = DeliveryFactory(status=DeliveryStatus.PARKED, last_error="ConnectionRefusedError: no")

    assert "ConnectionRefusedError: no" in look_at(admin, letter).content.decode()


def test_only_a_letter_given_up_is_offered_to_be_sent_again(admin):
    assert offered(admin, DeliveryFactory(status=DeliveryStatus.PARKED)) == ["Send again"]
    assert offered(admin, DeliveryFactory(status=DeliveryStatus.WAITING)) == []
    assert offered(admin, DeliveryFactory(status=DeliveryStatus.SENT)) == []


def test_a_letter_sent_again_is_due_with_all_its_attempts(admin):
    letter = DeliveryFactory(status=DeliveryStatus.PARKED, attempts=8)
    assert admin.get(reverse("letters:send-again", args=[letter.pk])).status_code == 200
    assert not is_due(letter)

    send_again(admin, letter)

    letter.refresh_from_db()
    assert is_due(letter)
    assert letter.attempts == 0
    entry = ModelLogEntry.objects.for_instance(letter).get()
    assert (entry.action, entry.message) == ("live.delivery.send-again", "Send again")


def test_a_letter_that_went_out_meanwhile_is_told_in_words(admin):
    letter = DeliveryFactory(status=DeliveryStatus.SENT)

    told = send_again(admin, letter).content.decode()

    assert "Only a letter that was given up can be sent again." in told
    assert not ModelLogEntry.objects.for_instance(letter).exists()


def test_who_may_only_look_sends_nothing_again(client):
    letter = DeliveryFactory(status=DeliveryStatus.PARKED)
    person = UserFactory()
    allowed = Permission.objects.filter(codename__in=["access_admin", "view_delivery"])
    person.user_permissions.set(allowed)
    client.force_login(person)

    assert offered(client, letter) == []
    send_again(client, letter)

    assert not is_due(letter)


def test_nobody_changes_or_deletes_a_letter(admin):
    letter = DeliveryFactory()

    for view in ("edit", "delete"):
        assert admin.post(reverse(f"letters:{view}", args=[letter.pk])).status_code == 302
    letter.refresh_from_db()


@pytest.mark.parametrize("group", ["Editors", "Moderators", "Practitioners"])
def test_editorial_people_read_no_letters_and_send_none_again(client, group):
    letter = DeliveryFactory(status=DeliveryStatus.PARKED)
    person = UserFactory()
    person.groups.add(Group.objects.get(name=group))
    client.force_login(person)

    assert index(client).status_code == 302
    assert look_at(client, letter).status_code == 302
    send_again(client, letter)

    assert not is_due(letter)


def test_a_letter_is_not_indexed_for_references():
    letter = DeliveryFactory()

    assert not ReferenceIndex.get_references_for_object(letter).exists()
