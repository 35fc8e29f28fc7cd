"""Credits as their owners read of them."""

from datetime import timedelta

import pytest

from commerce.credits.states import CreditSource
from commerce.receipts.operations import issue_receipt
from tests.factories import OrderFactory, UserFactory
from tests.factories.credits import CREDITS_NOW as NOW
from tests.factories.credits import CreditTransferFactory, granted

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return UserFactory(profile__timezone="Europe/Lisbon")


def test_bought_credits_come_with_balance_and_receipt(letter, both):
    order = OrderFactory()
    granted(order.user, 700)
    lot = granted(order.user, 8000, key=f"order:{order.public_id}:credits-bought")
    receipt = issue_receipt(order_id=order.pk, now=NOW)

    sent = letter("credits_bought", to=order.user, lot_id=lot.pk)

    assert sent.subject == "$80.00 in credits are yours"
    for content in both(sent):
        assert "$87.00" in content
        assert f"http://frontend.test/receipts/{receipt.number}" in content
        assert "http://frontend.test/credits" in content
        assert "Good until" not in content


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (CreditSource.GIFT, "we have given you $20.00 in credits."),
        (CreditSource.PROMOTION, "you have $20.00 more in credits."),
    ],
)
def test_given_credits_say_why_and_until_when(reader, letter, both, source, said):
    lot = granted(
        reader,
        2000,
        source=source,
        reason="Welcome <back>",
        expires_at=NOW + timedelta(days=92),
    )

    sent = letter("credits_given", to=reader, lot_id=lot.pk)

    text, html = both(sent)
    assert said in text
    assert said in html
    assert "Welcome <back>" in text
    assert "Welcome &lt;back&gt;" in html
    assert "Good until: Tuesday 1 June 2027, 13:00 (Europe/Lisbon)\n" in text


def test_what_expires_soon_is_what_is_left(reader, letter, both):
    lot = granted(reader, 2000, expires_at=NOW + timedelta(days=9))
    lot.remaining_cents = 1250
    lot.save()

    sent = letter("credits_expire_soon", to=reader, lot_id=lot.pk, now=NOW)

    assert sent.subject == "$12.50 of your credits: use them by Wednesday 10 March 2027"
    for content in both(sent):
        assert "$12.50" in content
        assert "Wednesday 10 March 2027, 12:00 (Europe/Lisbon)" in content


def test_what_expired_is_told_with_what_is_left(reader, letter):
    lot = granted(reader, 2000, reason="Welcome")
    lot.remaining_cents = 0
    lot.save()
    granted(reader, 300)

    sent = letter("credits_expired", to=reader, lot_id=lot.pk, amount_cents=1250)

    assert sent.subject == "$12.50 of your credits have expired"
    assert "For: Welcome\nYou have now: $3.00\n" in sent.body


def test_an_offer_names_sender_deadline_and_where_to_accept_it(reader, letter, both):
    offer = CreditTransferFactory(receiver_email=reader.email)

    sent = letter("credits_offered", to=reader, transfer_id=offer.pk)

    assert sent.subject == "$20.00 in credits wait for you"
    for content in both(sent):
        assert "Samuel Sender" in content
        assert "Monday 15 March 2027, 12:00 (Europe/Lisbon)" in content
        assert f"http://frontend.test/credits/transfers/{offer.public_id}" in content
        assert offer.sender.email not in content


def test_an_offer_of_somebody_without_a_name_does_not_tell_their_address(reader, letter, both):
    offer = CreditTransferFactory(sender__first_name="", sender__last_name="")

    sent = letter("credits_offered", to=reader, transfer_id=offer.pk)

    for content in both(sent):
        assert "From" in content
        assert "Another client" in content
        assert offer.sender.email not in content
