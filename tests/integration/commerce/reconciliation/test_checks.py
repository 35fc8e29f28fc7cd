"""The page for who looks after the money."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from commerce.models import Order
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


@pytest.mark.parametrize("group", ["Editors", "Moderators", "Support", "Practitioners"])
def test_it_is_for_those_who_look_after_the_money(page_of, group):
    assert page_of(group).status_code == 302


def test_every_way_leads_to_a_page(page_of, client):
    assert not OutboxDelivery.objects.exclude(parked_at=None).exists()
    found = page_of("Finance").context["waiting"]

    client.force_login(UserFactory(is_superuser=True))
    assert {client.get(one["url"]).status_code for one in found} == {200}
