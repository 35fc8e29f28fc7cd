import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from marketplace.practitioners.states import PractitionerStatus
from tests.factories import PlaceFactory, PractitionerFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(client):
    return signed_in(client, "Moderators")


def signed_in(client, group):
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return client


def address(view, *args):
    return reverse(f"practitioner:{view}", args=args)


def test_the_queue_lists_the_longest_waiting_first_and_filters(moderator):
    PractitionerFactory(display_name="Waits longest", status=PractitionerStatus.APPLIED)
    PractitionerFactory(display_name="Came later", status=PractitionerStatus.APPLIED)
    PractitionerFactory(display_name="Is verified")

    page = moderator.get(address("index"), {"status": "applied"}).content.decode()

    assert page.index("Waits longest") < page.index("Came later")
    assert "Is verified" not in page
    assert "Came later" in moderator.get(address("index"), {"q": "later"}).content.decode()


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("applied", {"Start review", "Decline"}),
        ("in_review", {"Verify", "Decline"}),
        ("verified", {"Suspend", "Let write in the back office"}),
        ("declined", {"Start review"}),
        ("suspended", {"Reinstate"}),
    ],
)
def test_the_record_offers_what_its_standing_allows(moderator, status, offered):
    row = PractitionerFactory(status=status, specializations=["anxiety", "<sleep>"])
    PlaceFactory(practitioner=row)

    response = moderator.get(address("inspect", row.pk))

    shown = response.content.decode()
    assert "Lisbon, PT" in shown
    assert "anxiety, &lt;sleep&gt;" in shown
    buttons = {button.label for button in response.context["header_buttons"]}
    assert buttons == offered


@pytest.mark.parametrize(
    ("step", "before", "said", "after"),
    [
        ("start-review", "applied", {}, "in_review"),
        ("verify", "in_review", {"papers_seen": "on"}, "verified"),
        ("decline", "in_review", {"reason": "No papers."}, "declined"),
        ("suspend", "verified", {"reason": "A complaint."}, "suspended"),
        ("reinstate", "suspended", {}, "verified"),
    ],
)
def test_each_step_asks_and_is_taken(moderator, step, before, said, after):
    row = PractitionerFactory(status=before)
    assert moderator.get(address(step, row.pk)).status_code == 200

    response = moderator.post(address(step, row.pk), said)

    assert response.url == address("inspect", row.pk)
    row.refresh_from_db()
    assert (row.status, row.status_note) == (after, said.get("reason", ""))


@pytest.mark.parametrize(("step", "before"), [("verify", "in_review"), ("decline", "in_review")])
def test_a_step_that_is_not_answered_is_asked_again(moderator, step, before):
    row = PractitionerFactory(status=before)

    response = moderator.post(address(step, row.pk), {})

    assert response.status_code == 200
    row.refresh_from_db()
    assert row.status == before


def test_a_step_that_came_too_late_is_told_in_words(moderator):
    row = PractitionerFactory(status=PractitionerStatus.SUSPENDED)

    response = moderator.post(address("suspend", row.pk), {"reason": "Again."}, follow=True)

    assert "standing is “suspended”" in response.content.decode()


STEPS = ["start-review", "verify", "decline", "suspend", "reinstate"]


@pytest.mark.parametrize("step", STEPS)
def test_support_reads_and_takes_no_step(client, step):
    support = signed_in(client, "Support")
    row = PractitionerFactory(status=PractitionerStatus.IN_REVIEW)

    assert support.get(address("index")).status_code == 200
    response = support.get(address("inspect", row.pk))
    assert response.context["header_buttons"] == []
    support.post(address(step, row.pk), {"reason": "x", "papers_seen": "on"})
    row.refresh_from_db()
    assert row.status == PractitionerStatus.IN_REVIEW


@pytest.mark.parametrize("view", ["index", "inspect", *STEPS])
def test_others_are_turned_away(client, view):
    row = PractitionerFactory(status=PractitionerStatus.IN_REVIEW)
    client.force_login(row.user)

    response = client.get(address(view, *([] if view == "index" else [row.pk])))

    assert response.status_code == 302
    assert "/admin/login/" in response.url or response.url == "/admin/"


@pytest.mark.parametrize("view", ["add", "edit", "delete"])
def test_nobody_edits_the_record_not_even_an_administrator(client, view):
    row = PractitionerFactory()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    response = client.get(address(view, *([] if view == "add" else [row.pk])))

    assert response.status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_queries_however_long(
    moderator, count, django_assert_max_num_queries
):
    for _ in range(count):
        PractitionerFactory()
    moderator.get(address("index"))

    with django_assert_max_num_queries(16):
        moderator.get(address("index"))
