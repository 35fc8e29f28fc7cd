from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, ReferenceIndex

from estuary.kernel import outbox, steps
from tests.factories import UserFactory
from tests.factories.outbox import OutboxDeliveryFactory

pytestmark = pytest.mark.django_db

GROUPS = ["Editors", "Moderators", "Support", "Finance", "Practitioners"]


@pytest.fixture
def admin(client):
    """A browser signed in as one who may do everything."""
    client.force_login(UserFactory(is_superuser=True))
    return client


@pytest.fixture
def operator(client):
    """Signs a browser in as one who may do just these things with deliveries."""

    def sign_in(*actions):
        person = UserFactory()
        codenames = ["access_admin", *(f"{action}_outboxdelivery" for action in actions)]
        person.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client.force_login(person)
        return client

    return sign_in


def address(view, *args):
    return reverse(f"facts:{view}", args=args)


def listed(browser, **query):
    """The facts that the list shows, in its order."""
    response = browser.get(address("index"), query)
    assert response.status_code == 200
    return [delivery.event.name for delivery in response.context["object_list"]]


def offered(browser, delivery):
    """The steps that the delivery's page has a button for."""
    response = browser.get(address("inspect", delivery.pk))
    assert response.status_code == 200
    return [button.label for button in response.context["header_buttons"]]


def test_the_list_shows_where_each_delivery_stands_the_latest_first(admin):
    OutboxDeliveryFactory(event__name="test.first")
    OutboxDeliveryFactory(event__name="test.second", parked=True, last_error="x" * 200)

    page = admin.get(address("index")).content.decode()

    assert listed(admin) == ["test.second", "test.first"]
    assert "read the gauge" in page
    assert "x" * 79 + "…" in page


@pytest.mark.parametrize("state", ["waiting", "in_hand", "done", "parked"])
def test_the_list_is_narrowed_to_a_state(admin, state):
    now, soon, before = timezone.now(), timedelta(minutes=1), -timedelta(minutes=1)
    OutboxDeliveryFactory(event__name="waiting")
    OutboxDeliveryFactory(event__name="waiting", leased_until=now + before)
    OutboxDeliveryFactory(event__name="in_hand", leased_until=now + soon)
    OutboxDeliveryFactory(event__name="done", done_at=now)
    OutboxDeliveryFactory(event__name="parked", parked=True)

    assert set(listed(admin, state=state)) == {state}
    assert len(listed(admin)) == 5


def test_the_list_is_narrowed_to_a_subscriber(admin):
    OutboxDeliveryFactory(event__name="test.read")
    OutboxDeliveryFactory(event__name="test.told", subscriber="tell both")

    assert listed(admin, subscriber="tell") == ["test.told"]


def test_the_list_is_narrowed_to_days(admin):
    today = timezone.now()
    OutboxDeliveryFactory(event__name="test.old", event__recorded_at=today - timedelta(days=9))
    OutboxDeliveryFactory(event__name="test.new", event__recorded_at=today)

    day = (today - timedelta(days=2)).date().isoformat()

    assert listed(admin, event__recorded_at_from=day) == ["test.new"]


@pytest.mark.parametrize(
    "typed", ["weather.snowed", '"station_id": 4711', "4711", "ReadTimeout", "melt the snow"]
)
def test_a_delivery_is_found_by_fact_payload_subscriber_and_error(admin, typed):
    OutboxDeliveryFactory.create_batch(2, parked=True)
    OutboxDeliveryFactory(
        event__name="test.weather.snowed",
        event__payload={"station_id": 4711},
        subscriber="melt the snow",
        last_error="ReadTimeout: too slow",
    )

    assert listed(admin, q=typed) == ["test.weather.snowed"]


def test_a_delivery_is_found_by_the_number_of_its_fact(admin):
    OutboxDeliveryFactory(event__name="test.other")
    wanted = OutboxDeliveryFactory()

    assert listed(admin, q=str(wanted.event_id)) == [wanted.event.name]


@pytest.mark.parametrize("ordering", ["state", "-due_at", "event__recorded_at"])
def test_the_list_is_sorted_by_its_columns(admin, ordering):
    OutboxDeliveryFactory(event__name="test.first", done_at=timezone.now())
    OutboxDeliveryFactory(event__name="test.second", due_at=timezone.now() - timedelta(hours=1))

    assert listed(admin, ordering=ordering) == ["test.first", "test.second"]


def test_the_list_is_exported_as_text(admin):
    delivery = OutboxDeliveryFactory(parked=True)

    response = admin.get(address("index"), {"export": "csv"})

    [_, row] = b"".join(response.streaming_content).decode().splitlines()
    assert row.startswith(f"{delivery.event_id},test.weather.rained,")
    assert ",read the gauge,parked,12," in row


def test_the_list_is_exported_as_a_table(admin):
    OutboxDeliveryFactory(parked=True)

    response = admin.get(address("index"), {"export": "xlsx"})

    assert b"".join(response.streaming_content).startswith(b"PK")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_however_many(admin, count, django_assert_num_queries):
    OutboxDeliveryFactory.create_batch(count)
    listed(admin)

    with django_assert_num_queries(8):
        assert len(listed(admin)) == count


def test_the_page_of_a_delivery_tells_the_fact_and_the_error(admin):
    delivery = OutboxDeliveryFactory(event__payload={"millimetres": 42}, parked=True)

    page = admin.get(address("inspect", delivery.pk)).content.decode()

    for told in (
        "test.weather.rained",
        "{&quot;millimetres&quot;: 42}",
        str(delivery.event_id),
        "Parked",
        "ConnectionRefusedError: no gauge",
    ):
        assert told in page


def test_only_a_parked_delivery_is_offered_to_be_run_again(admin):
    assert offered(admin, OutboxDeliveryFactory(parked=True)) == ["Run again"]
    assert offered(admin, OutboxDeliveryFactory()) == []
    assert offered(admin, OutboxDeliveryFactory(done_at=timezone.now())) == []


def test_who_may_change_deliveries_runs_one_again(operator):
    delivery = OutboxDeliveryFactory(parked=True)
    browser = operator("view", "change")
    assert offered(browser, delivery) == ["Run again"]
    assert browser.get(address("run-again", delivery.pk)).status_code == 200
    assert outbox.overdue(now=timezone.now()) == []

    response = browser.post(address("run-again", delivery.pk))

    assert response.url == address("inspect", delivery.pk)
    assert outbox.overdue(now=timezone.now()) == [delivery.pk]
    delivery.refresh_from_db()
    assert (delivery.attempts, delivery.parked_at) == (0, None)


def test_the_page_of_a_step_says_what_it_does_to_what(admin):
    delivery = OutboxDeliveryFactory(parked=True)

    page = admin.get(address("run-again", delivery.pk)).content.decode()

    assert f"<title>Run again: {delivery} - Estuary</title>" in page


def test_the_log_says_who_ran_it_again(admin):
    delivery = OutboxDeliveryFactory(parked=True)

    admin.post(address("run-again", delivery.pk))

    entry = ModelLogEntry.objects.for_instance(delivery).get()
    assert (entry.action, entry.message) == ("kernel.outboxdelivery.run-again", "Run again")
    assert entry.user_id == int(admin.session["_auth_user_id"])


def test_a_delivery_that_was_run_again_meanwhile_is_told_in_words(admin):
    delivery = OutboxDeliveryFactory(done_at=timezone.now())

    response = admin.post(address("run-again", delivery.pk), follow=True)

    assert "Only a parked delivery can be run again." in response.content.decode()
    assert not ModelLogEntry.objects.for_instance(delivery).exists()


def test_who_may_only_look_is_offered_no_step_and_takes_none(operator):
    delivery = OutboxDeliveryFactory(parked=True)
    browser = operator("view")

    assert listed(browser) == [delivery.event.name]
    assert offered(browser, delivery) == []
    browser.post(address("run-again", delivery.pk))

    assert outbox.overdue(now=timezone.now()) == []


@pytest.mark.parametrize("group", GROUPS)
def test_no_group_reads_deliveries_or_takes_their_step(client, group):
    person = UserFactory()
    person.groups.add(Group.objects.get(name=group))
    client.force_login(person)
    delivery = OutboxDeliveryFactory(parked=True)

    for view, args in (("index", []), ("inspect", [delivery.pk]), ("run-again", [delivery.pk])):
        assert client.get(address(view, *args)).status_code == 302
    client.post(address("run-again", delivery.pk))

    assert outbox.overdue(now=timezone.now()) == []


@pytest.mark.parametrize("view", ["add", "edit", "delete"])
def test_nobody_adds_changes_or_deletes_not_even_an_administrator(admin, view):
    delivery = OutboxDeliveryFactory()

    response = admin.post(address(view, *([] if view == "add" else [delivery.pk])))

    assert response.url == reverse("wagtailadmin_home")
    delivery.refresh_from_db()


@pytest.mark.parametrize(("actions", "shown"), [(["view"], True), ([], False)])
def test_the_menu_leads_there_whoever_may_look(operator, actions, shown):
    page = operator(*actions).get(reverse("wagtailadmin_home")).content.decode()

    assert (address("index") in page) == shown


def test_a_delivery_is_not_indexed_for_references():
    delivery = OutboxDeliveryFactory()

    assert not ReferenceIndex.get_references_for_object(delivery).exists()


def test_a_step_that_asks_nothing_says_what_will_come_of_it(admin):
    silent = [
        (model.__name__, step.name)
        for model, viewset in steps._STEPPED.items()
        for step in viewset.steps
        if step.form is steps.NoQuestion and not step.means
    ]
    assert silent == []

    parked = OutboxDeliveryFactory(parked=True)
    shown = admin.get(address("run-again", parked.pk)).content.decode()
    assert "What was done already is not done twice." in shown
