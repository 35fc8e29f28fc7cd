import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from commerce.models import ConnectAccount, Payout
from commerce.payouts import operations, sending
from tests.factories import UserFactory
from tests.integration.commerce.payouts import steps
from tests.integration.commerce.payouts.steps import earned, requested

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client):
    def sign_in(group):
        person = UserFactory(is_staff=True)
        person.groups.add(Group.objects.get(name=group))
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def payout(practitioner, account):
    earned(practitioner)
    return requested(practitioner)


def buttons(browser, row, kind="payout"):
    page = browser.get(reverse(f"{kind}:inspect", args=[row.pk]))
    return [button.label for button in page.context["header_buttons"]]


def take(browser, row, step, kind="payout"):
    return browser.post(reverse(f"{kind}:{step}", args=[row.pk]), follow=True).content.decode()


def test_finance_holds_a_payout_back_and_releases_it(signed_in, payout):
    browser = signed_in("Finance")
    assert buttons(browser, payout) == ["Hold back"]

    assert "done." in take(browser, payout, "hold")
    assert buttons(browser, payout) == ["Release"]
    assert "done." in take(browser, payout, "release")

    payout.refresh_from_db()
    assert payout.status == "requested"
    logged = set(ModelLogEntry.objects.values_list("action", flat=True))
    assert logged == {"commerce.payout.hold", "commerce.payout.release"}


def test_a_second_click_is_told_why_not(signed_in, payout):
    browser = signed_in("Finance")
    take(browser, payout, "hold")

    assert operations.PayoutOnItsWay.message in take(browser, payout, "hold")


def test_what_needs_review_is_listed_and_tried_again(signed_in, payout):
    Payout.objects.update(
        status="sending", attempted_at=timezone.now(), review_since=timezone.now()
    )
    browser = signed_in("Finance")
    for wanted, number in (("true", 1), ("false", 0)):
        page = browser.get(reverse("payout:index"), {"needs_review": wanted})
        assert len(page.context["object_list"]) == number
    assert buttons(browser, payout) == ["Try again"]

    assert "done." in take(browser, payout, "try-again")

    payout.refresh_from_db()
    assert payout.review_since is None
    assert sending.PayoutNotWaiting.message in take(browser, payout, "try-again")


def test_what_arrived_after_all_is_said(signed_in, payout):
    Payout.objects.update(status="returning", transfer_id="tr_1", review_since=timezone.now())
    browser = signed_in("Finance")
    assert buttons(browser, payout) == ["Try again", "It arrived after all"]

    assert "done." in take(browser, payout, "arrived")

    payout.refresh_from_db()
    assert payout.status == "paid"


def test_finance_asks_about_an_account_pays_and_lets_payouts_go_on(
    signed_in, practitioner, account, stripe_sandbox
):
    earned(practitioner)
    ConnectAccount.objects.update(stopped_at=timezone.now(), stopped_why="Closed.")
    browser = signed_in("Finance")
    assert buttons(browser, account, "connectaccount") == ["Ask the provider", "Let payouts go on"]
    take(browser, account, "let-go-on", "connectaccount")
    assert buttons(browser, account, "connectaccount") == ["Ask the provider", "Pay out now"]

    assert "done." in take(browser, account, "pay-now", "connectaccount")
    steps.lever(stripe_sandbox, f"accounts/{account.provider_id}/restrict")
    take(browser, account, "ask-provider", "connectaccount")

    account.refresh_from_db()
    assert (Payout.objects.get().requested_by, account.state) == ("staff", "restricted")


@pytest.mark.parametrize("group", ["Support", "Editors", "Moderators", "Practitioners"])
def test_nobody_else_moves_payouts(signed_in, payout, group):
    signed_in(group).post(reverse("payout:hold", args=[payout.pk]))

    payout.refresh_from_db()
    assert payout.status == "requested"
