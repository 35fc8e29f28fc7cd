"""The page for who looks after the money."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commerce.models import Movement, Order
from estuary.kernel.models import OutboxDelivery
from tests.factories import RefundFactory, UserFactory
from tests.factories.payouts import PayoutFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page_of(client):
    def look(group):
        person = UserFactory()
        person.groups.add(Group.objects.get(name=group))
        client.force_login(person)
        return client.get(reverse("checks:index"))

    return look


def test_a_house_in_order_says_so(page_of):
    content = page_of("Finance").content.decode()

    assert "rules hold" in content
    assert "Not true" not in content


def test_what_is_broken_and_what_waits_is_named_with_the_way_to_it(page_of):
    RefundFactory(status="failed", completed_at=None, failure="The account is closed.")
    Order.objects.update(status="open", paid_at=None)

    content = page_of("Finance").content.decode()

    assert "Not true: a firm seat is paid for" in content
    assert f"{reverse('refund:index')}?status=failed" in content


def test_a_payout_that_only_staff_can_bring_on_is_named(page_of):
    PayoutFactory(status="sending", review_since=timezone.now(), review_reason="Nothing was heard.")

    content = page_of("Finance").content.decode()

    assert "Payouts that need review" in content
    assert f"{reverse('payout:index')}?needs_review=true" in content


def test_each_that_waits_has_a_button_for_each_way_out(page_of):
    refund = RefundFactory(status="failed", completed_at=None, failure="The account is closed.")
    payout = PayoutFactory(
        status="sending", review_since=timezone.now(), review_reason="Nothing was heard."
    )

    content = page_of("Finance").content.decode()

    assert reverse("refund:try-again", args=[refund.pk]) in content
    assert reverse("payout:try-again", args=[payout.pk]) in content
    assert reverse("payout:inspect", args=[payout.pk]) in content


def test_who_may_only_look_has_no_buttons(client):
    refund = RefundFactory(status="failed", completed_at=None, failure="The account is closed.")
    looking = UserFactory()
    for codename in ("access_admin", "view_movement", "view_refund"):
        looking.user_permissions.add(Permission.objects.get(codename=codename))
    client.force_login(looking)

    content = client.get(reverse("checks:index")).content.decode()

    assert reverse("refund:inspect", args=[refund.pk]) in content
    assert reverse("refund:try-again", args=[refund.pk]) not in content


def test_it_asks_the_database_no_more_for_three_that_wait_than_for_one(page_of):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            page_of("Finance")
        return len(asked)

    def waits():
        RefundFactory(status="failed", completed_at=None, failure="The account is closed.")
        PayoutFactory(status="sending", review_since=timezone.now(), review_reason="Unknown.")
        Movement.objects.create(
            provider_id=f"txn_{Movement.objects.count()}",
            kind="adjustment",
            amount_cents=-250,
            net_cents=-250,
            currency="usd",
            moved_at=timezone.now() - timedelta(days=3),
        )

    waits()
    page_of("Finance")
    with_one = queries()
    waits()
    waits()

    assert queries() == with_one


@pytest.mark.parametrize("group", ["Editors", "Moderators", "Support", "Practitioners"])
def test_it_is_for_those_who_look_after_the_money(page_of, group):
    assert page_of(group).status_code == 302


def test_every_way_leads_to_a_page(page_of, client):
    assert not OutboxDelivery.objects.exclude(parked_at=None).exists()
    found = page_of("Finance").context["waiting"]

    client.force_login(UserFactory(is_superuser=True))
    assert {client.get(one["url"]).status_code for one in found} == {200}


@pytest.mark.parametrize(("group", "is_there"), [("Finance", True), ("Editors", False)])
def test_the_menu_leads_there_whoever_may_look(page_of, client, group, is_there):
    page_of(group)

    menu = client.get(reverse("wagtailadmin_home")).content.decode()

    assert (reverse("checks:index") in menu) is is_there
