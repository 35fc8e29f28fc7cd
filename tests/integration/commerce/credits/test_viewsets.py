from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from commerce.ledger.states import AccountKind
from commerce.models import CreditLot
from tests.factories import UserFactory, granted
from tests.integration.commerce.credits import steps

pytestmark = pytest.mark.django_db

GIVE = "creditlot:give"


@pytest.fixture
def signed_in(client):
    def sign_in(group=None, **user):
        person = UserFactory(**user)
        if group:
            person.groups.add(Group.objects.get(name=group))
        client.force_login(person)
        return client

    return sign_in


def said(owner, **changes):
    tomorrow = timezone.now().date() + timedelta(days=1)
    return {
        "key": str(uuid4()),
        "email": owner.email,
        "amount": "20.50",
        "source": "promotion",
        "last_day": tomorrow.isoformat(),
        "reason": "Welcome",
    } | changes


@pytest.mark.parametrize("who", [{"group": "Finance"}, {"is_superuser": True}])
def test_credits_are_given_and_the_log_says_by_whom(signed_in, owner, who):
    browser = signed_in(**who)
    page = browser.get(reverse(GIVE))
    assert page.status_code == 200
    asked = said(owner, key=str(page.context["form"]["key"].value()))

    answer = browser.post(reverse(GIVE), asked)

    lot = CreditLot.objects.get()
    assert answer.url == reverse("creditlot:inspect", args=[lot.pk])
    assert (lot.user, lot.source, lot.amount_cents, lot.reason) == (
        owner,
        "promotion",
        2050,
        "Welcome",
    )
    last = datetime.fromisoformat(asked["last_day"]).replace(tzinfo=UTC)
    assert last < lot.expires_at < last + timedelta(days=1)
    assert steps.booked(AccountKind.PROMOTIONS) == -2050
    logged = ModelLogEntry.objects.get(action="commerce.creditlot.give")
    assert (logged.object_id, logged.user) == (str(lot.pk), answer.wsgi_request.user)
    assert browser.get(answer.url).status_code == 200


def test_a_gift_needs_no_date(signed_in, owner):
    signed_in("Finance").post(reverse(GIVE), said(owner, source="gift", last_day=""))

    assert CreditLot.objects.get().expires_at is None


def test_the_same_page_sent_twice_gives_once(signed_in, owner):
    browser, asked = signed_in("Finance"), said(owner)

    for _ in range(2):
        assert browser.post(reverse(GIVE), asked).status_code == 302

    assert steps.booked(AccountKind.CLIENT_CREDITS, owner) == 2050
    assert ModelLogEntry.objects.filter(action="commerce.creditlot.give").count() == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"email": "nobody@example.test"}, "no account with this address"),
        ({"amount": "0"}, "at least a cent"),
        ({"amount": "-5"}, "greater than or equal to 0"),
        ({"amount": "10000.01"}, "less than or equal to 10000"),
        ({"last_day": ""}, "A promotion must have one"),
        ({"last_day": "2020-01-01"}, "date that lies ahead"),
        ({"source": "purchase"}, "Select a valid choice"),
        ({"reason": ""}, "required"),
    ],
)
def test_what_cannot_be_given_is_told_in_words(signed_in, owner, changes, told):
    answer = signed_in("Finance").post(reverse(GIVE), said(owner, **changes))

    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert not CreditLot.objects.exists()


@pytest.mark.parametrize("group", ["Support", "Moderators", "Editors", None])
def test_nobody_else_gives(signed_in, owner, group):
    browser = signed_in(group)

    assert browser.get(reverse(GIVE)).status_code == 302
    assert browser.post(reverse(GIVE), said(owner)).status_code == 302
    assert not CreditLot.objects.exists()


@pytest.mark.parametrize(("group", "offered"), [("Finance", True), ("Support", False)])
def test_the_listing_offers_it_to_those_who_may(signed_in, owner, group, offered):
    granted(owner, 1234)

    page = signed_in(group).get(reverse("creditlot:index")).content.decode()

    assert "$12.34" in page
    assert (reverse(GIVE) in page) is offered


@pytest.mark.parametrize("name", ["creditlot", "credituse"])
@pytest.mark.parametrize("count", [1, 3])
def test_a_listing_costs_the_same_queries_however_many(
    signed_in, owner, name, count, django_assert_max_num_queries
):
    for n in range(count):
        granted(owner)
        steps.hold(owner, 10, reference=f"order:{n}")
    browser = signed_in("Finance")
    browser.get(reverse(f"{name}:index"))

    with django_assert_max_num_queries(15):
        assert browser.get(reverse(f"{name}:index")).status_code == 200
