"""What staff do about a movement that our books do not have."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from commerce.checkout import audit as money
from commerce.ledger.states import AccountKind
from commerce.models import Entry, MatchedEntry, Movement
from commerce.reconciliation import audit, operations
from tests.factories import UserFactory
from tests.integration.commerce.checkout import steps
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def movement(db):
    """A correction of the provider's, of a kind that nothing of ours explains."""
    return Movement.objects.create(
        provider_id="txn_correction",
        kind="adjustment",
        amount_cents=-250,
        net_cents=-250,
        currency="usd",
        moved_at=timezone.now(),
    )


@pytest.fixture
def signed_in(client):
    def sign_in(group):
        person = UserFactory()
        person.groups.add(Group.objects.get(name=group))
        client.force_login(person)
        return client

    return sign_in


def take(browser, movement, step, **said):
    return browser.post(reverse(f"movement:{step}", args=[movement.pk]), said, follow=True)


def test_finance_says_what_it_was_and_the_books_have_it(signed_in, movement):
    browser = signed_in("Finance")
    page = browser.get(reverse("movement:inspect", args=[movement.pk]))
    assert [button.label for button in page.context["header_buttons"]] == [
        "Look for it again",
        "Book it",
    ]

    said = {"account": "provider_fees", "why": "A correction of October's fees"}
    assert "done." in take(browser, movement, "book", **said).content.decode()

    movement.refresh_from_db()
    assert movement.matched_at is not None
    assert steps.balance(AccountKind.PROVIDER_CLEARING) == -250
    assert steps.balance(AccountKind.PROVIDER_FEES) == 250
    assert Entry.objects.get(movement__movement=movement).description == said["why"]
    assert ModelLogEntry.objects.get().action == "commerce.movement.book"
    now = timezone.now()
    assert [*money.findings(now=now), *audit.findings(now=now)] == []


def test_it_is_booked_once_however_often_it_is_pressed(signed_in, movement):
    browser = signed_in("Finance")
    said = {"account": "bank", "why": "Paid in by hand"}
    take(browser, movement, "book", **said)

    again = take(browser, movement, "book", **said).content.decode()

    assert operations.MovementMatched.message in again
    assert steps.balance(AccountKind.BANK) == 250


@pytest.mark.django_db(transaction=True)
def test_two_who_book_it_at_once_book_it_once(movement):
    def book():
        operations.book(
            movement_id=movement.pk, account=AccountKind.BANK, why="By hand", now=timezone.now()
        )

    answers = at_once(*[book] * 4)

    assert sum(isinstance(one, operations.MovementMatched) for one in answers) == 3
    assert (Entry.objects.count(), MatchedEntry.objects.count()) == (1, 1)


def test_what_is_still_not_in_the_books_is_said_to_be_so(signed_in, movement):
    said = take(signed_in("Finance"), movement, "look-again").content.decode()

    assert operations.MovementNotInBooks.message in said


def test_what_came_into_the_books_meanwhile_is_found(signed_in, movement):
    movement.kind = "stripe_fee"
    movement.save()

    assert "done." in take(signed_in("Finance"), movement, "look-again").content.decode()

    movement.refresh_from_db()
    assert movement.matched_at is not None


def test_nobody_s_money_is_moved_by_it(movement):
    with pytest.raises(operations.BookedElsewhere):
        operations.book(
            movement_id=movement.pk,
            account=AccountKind.COMMISSION,
            why="Ours",
            now=timezone.now(),
        )

    assert not Entry.objects.exists()


@pytest.mark.parametrize("group", ["Support", "Editors"])
def test_it_is_finance_s_alone(signed_in, movement, group):
    take(signed_in(group), movement, "book", account="bank", why="By hand")

    assert not Entry.objects.exists()
