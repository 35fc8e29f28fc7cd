"""Disputes in the back office: what waits first, what to say, and two buttons that are safe."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from commerce.disputes import answering
from tests.factories import DisputeFactory, UserFactory
from tests.integration.commerce.disputes import steps

pytestmark = pytest.mark.django_db

NOW = timezone.now()
QUESTIONS = 12
WON = {"status": "won", "closed_at": NOW, "settled_at": NOW}


@pytest.fixture
def signed_in(client):
    def sign_in(group):
        person = UserFactory(is_staff=True)
        person.groups.add(Group.objects.get(name=group))
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def dispute(order, stripe_sandbox):
    return steps.opened(stripe_sandbox, order)


def page(browser, dispute, view="inspect"):
    return browser.get(reverse(f"dispute:{view}", args=[dispute.pk]))


def buttons(browser, dispute):
    return [button.label for button in page(browser, dispute).context["header_buttons"]]


def take(browser, dispute, step, **said):
    address = reverse(f"dispute:{step}", args=[dispute.pk])
    return browser.post(address, said, follow=True).content.decode()


@pytest.mark.parametrize("group", ["Support", "Finance"])
def test_evidence_begins_with_what_we_know_and_is_sent_once(signed_in, dispute, group):
    browser = signed_in(group)
    assert buttons(browser, dispute) == ["Send evidence", "Accept it", "Ask the provider"]

    draft = page(browser, dispute, "send-evidence").context["form"].initial
    assert draft["customer_email_address"] == dispute.order.user.email
    assert "done." in take(browser, dispute, "send-evidence", **draft)
    assert answering.DisputeAnswered.message in take(browser, dispute, "send-evidence", **draft)

    dispute.refresh_from_db()
    assert (dispute.status, dispute.evidence) == ("under_review", draft)
    assert buttons(browser, dispute) == ["Ask the provider"]
    logged = ModelLogEntry.objects.values_list("action", flat=True)
    assert list(logged) == ["commerce.dispute.send-evidence"]


@pytest.mark.parametrize("said", ["", "x" * 20_001])
def test_what_no_bank_would_read_is_not_sent(signed_in, dispute, said):
    take(signed_in("Support"), dispute, "send-evidence", uncategorized_text=said)

    dispute.refresh_from_db()
    assert dispute.awaits_answer


def test_more_than_all_the_fields_may_hold_is_not_sent(signed_in, dispute):
    every = ("product_description", "access_activity_log", "uncategorized_text")
    more = ("cancellation_rebuttal", "refund_refusal_explanation", "service_date")
    rest = ("cancellation_policy_disclosure", "customer_name")
    said = dict.fromkeys((*every, *more, *rest), "x" * 20_000)

    content = take(signed_in("Support"), dispute, "send-evidence", **said)

    assert "more than a bank reads" in content
    dispute.refresh_from_db()
    assert dispute.awaits_answer


def test_it_is_accepted_only_by_who_is_sure(signed_in, dispute):
    browser = signed_in("Finance")

    take(browser, dispute, "accept")
    dispute.refresh_from_db()
    assert dispute.awaits_answer

    assert "done." in take(browser, dispute, "accept", is_sure="on")
    assert answering.DisputeAnswered.message in take(browser, dispute, "accept", is_sure="on")
    dispute.refresh_from_db()
    assert dispute.status == "lost"


def test_the_provider_is_asked(signed_in, dispute, stripe_sandbox):
    steps.decided(stripe_sandbox, dispute.provider_id, "win")

    assert "done." in take(signed_in("Support"), dispute, "ask-provider")

    dispute.refresh_from_db()
    assert dispute.status == "won"


def test_the_page_tells_the_story(signed_in, dispute, stripe_sandbox):
    steps.closed(stripe_sandbox, dispute, "lose")

    shown = page(signed_in("Finance"), dispute)

    told = [one.what for one in shown.context["story"]]
    assert told[0] == "Opened: fraudulent"
    assert any("Held by banks while they decide: $80.00" in what for what in told)
    assert "Lost" in told
    assert "Held by banks while they decide: $80.00" in shown.content.decode()


@pytest.mark.parametrize("group", ["Editors", "Moderators", "Practitioners"])
def test_nobody_else_answers(signed_in, dispute, group):
    address = reverse("dispute:accept", args=[dispute.pk])

    assert signed_in(group).post(address, {"is_sure": "on"}).status_code == 302
    dispute.refresh_from_db()
    assert dispute.awaits_answer


# --- the list ---


def listed(browser, **query):
    rows = browser.get(reverse("dispute:index"), query).context["object_list"]
    return [row.provider_id for row in rows]


@pytest.fixture
def several():
    DisputeFactory(provider_id="won", **WON)
    DisputeFactory(provider_id="with the bank", status="under_review")
    DisputeFactory(provider_id="later", evidence_due_at=NOW + timedelta(days=8))
    DisputeFactory(provider_id="soon", evidence_due_at=NOW + timedelta(days=1))
    DisputeFactory(
        provider_id="stuck",
        evidence_due_at=NOW + timedelta(days=3),
        answer="evidence",
        answer_planned_at=NOW - timedelta(hours=2),
    )


def test_what_waits_for_us_comes_first(signed_in, several):
    browser = signed_in("Support")

    assert listed(browser) == ["soon", "stuck", "later", "with the bank", "won"]
    assert listed(browser, ordering="provider_id")[0] == "later"


@pytest.mark.parametrize(
    ("waits", "found"),
    [
        ("answer", ["soon", "later"]),
        ("due", ["soon"]),
        ("stuck", ["stuck"]),
        ("bank", ["soon", "stuck", "later", "with the bank"]),
    ],
)
def test_it_is_filtered_by_what_it_waits_for(signed_in, several, waits, found):
    assert listed(signed_in("Support"), waits=waits) == found


def test_the_page_of_checks_names_what_is_urgent(signed_in, several):
    waiting = signed_in("Finance").get(reverse("checks:index")).context["waiting"]

    many = {one["label"]: (one["many"], one["url"]) for one in waiting}
    index = reverse("dispute:index")
    assert many["Disputes to be answered within two days"] == (1, f"{index}?waits=due")
    assert many["Answers to disputes that did not get through"] == (1, f"{index}?waits=stuck")


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_number_of_questions(signed_in, django_assert_num_queries, number):
    DisputeFactory.create_batch(number)
    browser = signed_in("Support")
    browser.get(reverse("dispute:index"))

    with django_assert_num_queries(QUESTIONS):
        browser.get(reverse("dispute:index"))
