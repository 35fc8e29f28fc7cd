"""The letters as they arrive: written by the task's handlers, sent, and read as a reader would."""

import re
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.core import mail
from django.utils import timezone

from commerce.bookings.states import BookingStatus, CancelledBy
from commerce.models import Payment, PayoutRun, Refund
from commerce.receipts.operations import issue_receipt
from live.models import Delivery, Notification
from live.notifications import operations
from live.notifications.kinds import KINDS
from marketplace.accounts import operations as accounts
from tests.factories.accounts import UserFactory
from tests.factories.bookings import BookingFactory, RescheduleFactory, WaitlistEntryFactory
from tests.factories.catalogue import ServiceFactory
from tests.factories.credits import CREDITS_NOW, CreditTransferFactory, granted
from tests.factories.disputes import DisputeFactory
from tests.factories.memberships import MembershipFactory, MembershipInvoiceFactory
from tests.factories.orders import OrderFactory
from tests.factories.packages import PackageFactory, sold
from tests.factories.pages import (
    LISTING_WORDS,
    PROFILE_WORDS,
    PractitionerPageFactory,
    ServicePageFactory,
    sent_back,
)
from tests.factories.payouts import PayoutAccountFactory, PayoutFactory
from tests.factories.practitioners import PlaceFactory, PractitionerFactory
from tests.factories.webhooks import WebhookEndpointFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)


def letter(kind, *, to, now=NOW, **context):
    """The letter of one kind to one person."""
    notification = operations.tell(kind=kind, to=to.pk, key="test", context=context, now=now)
    assert operations.deliver(delivery_id=notification.deliveries.get().pk, now=now)
    return mail.outbox[-1]


def html(sent):
    [(content, kind)] = sent.alternatives
    assert kind == "text/html"
    return content


def cancelled(by, **fields):
    return BookingFactory(
        status=BookingStatus.CANCELLED,
        cancelled_by=by,
        cancelled_at=NOW,
        **{"refund_cents": 8000} | fields,
    )


@pytest.mark.parametrize(
    ("zone", "when", "until"),
    [
        (
            "Europe/Lisbon",
            "Monday 1 March 2027, 12:00 to 13:00 (Europe/Lisbon)",
            "Sunday 28 February 2027, 12:00 (Europe/Lisbon)",
        ),
        (
            "Pacific/Auckland",
            "Tuesday 2 March 2027, 01:00 to 02:00 (Pacific/Auckland)",
            "Monday 1 March 2027, 01:00 (Pacific/Auckland)",
        ),
    ],
)
def test_a_confirmation_tells_time_price_and_rule_in_the_readers_zone(zone, when, until):
    booking = BookingFactory(client__profile__timezone=zone)

    sent = letter("booking_confirmed", to=booking.client, booking_id=booking.pk)

    assert sent.to == [booking.client.email]
    assert sent.subject == "Confirmed: Breathwork for sleep with Inês Duarte"
    for content in (sent.body, html(sent)):
        assert when in content
        assert "Inês Duarte" in content
        assert "$80.00" in content
        assert f"Cancel by {until} and $80.00 (100%) comes back." in content
        assert "After that, nothing comes back." in content
        assert f"http://frontend.test/bookings/{booking.public_id}" in content


def test_a_meeting_in_person_tells_the_time_at_the_place_too():
    booking = BookingFactory(
        client__profile__timezone="America/New_York", session__service__location_type="in_person"
    )

    sent = letter("booking_confirmed", to=booking.client, booking_id=booking.pk)

    assert "When: Monday 1 March 2027, 07:00 to 08:00 (America/New_York)\n" in sent.body
    assert "There: Monday 1 March 2027, 12:00 to 13:00 (Europe/Lisbon)\n" in sent.body


def test_a_meeting_in_person_tells_where():
    booking = BookingFactory(session__service__location_type="in_person")
    booking.service.place = PlaceFactory(
        practitioner=booking.service.practitioner, name="Casa Clara", address="Rua das Flores 12"
    )
    booking.service.save()

    sent = letter("booking_confirmed", to=booking.client, booking_id=booking.pk)

    assert "Where: In person: Casa Clara, Rua das Flores 12, Lisbon\n" in sent.body


def test_what_cost_nothing_has_no_rule_for_cancelling():
    booking = BookingFactory(price_cents=0)

    sent = letter("booking_confirmed", to=booking.client, booking_id=booking.pk)

    assert "If you cannot come" not in sent.body + html(sent)


def test_a_new_time_is_told_beside_the_old_one():
    booking = BookingFactory()
    moved = RescheduleFactory(booking=booking)

    sent = letter(
        "booking_rescheduled", to=booking.client, booking_id=booking.pk, reschedule_id=moved.pk
    )

    assert "Now: Monday 1 March 2027, 12:00 to 13:00 (UTC)\n" in sent.body
    assert "Before: Sunday 28 February 2027, 12:00 to 13:00 (UTC)\n" in sent.body


def test_a_seat_without_a_time_says_so():
    booking = cancelled(CancelledBy.CLIENT, session=None, service=ServiceFactory())

    sent = letter("booking_cancelled", to=booking.client, booking_id=booking.pk)

    assert "When: A time still to be chosen\n" in sent.body


def test_a_practitioner_reads_their_own_zone_and_no_address_of_the_client():
    booking = BookingFactory(
        client__first_name="", client__last_name="", notes="I sleep <b>badly</b>."
    )

    sent = letter(
        "practice_booking_confirmed",
        to=booking.service.practitioner.user,
        booking_id=booking.pk,
    )

    assert sent.subject == "New booking: Breathwork for sleep, A client"
    assert "12:00 to 13:00 (Europe/Lisbon)" in sent.body
    assert "I sleep <b>badly</b>." in sent.body
    assert "I sleep &lt;b&gt;badly&lt;/b&gt;." in html(sent)
    assert booking.client.email not in sent.body + html(sent)


@pytest.mark.parametrize(
    ("by", "refund_cents", "said"),
    [
        (CancelledBy.CLIENT, 4000, "you cancelled your booking"),
        (CancelledBy.CLIENT, 4000, "We are sending $40.00 back to the card you paid with."),
        (CancelledBy.CLIENT, 0, "Under the terms you booked on, nothing comes back."),
        (CancelledBy.PRACTITIONER, 8000, "Inês Duarte had to cancel your booking"),
        (CancelledBy.PLATFORM, 8000, "we had to cancel your booking"),
    ],
)
def test_a_cancellation_says_whose_doing_it_was_and_what_comes_back(by, refund_cents, said):
    booking = cancelled(by, refund_cents=refund_cents)

    sent = letter("booking_cancelled", to=booking.client, booking_id=booking.pk)

    assert sent.subject == "Cancelled: Breathwork for sleep with Inês Duarte"
    assert said in sent.body
    assert said in html(sent)


def test_a_cancellation_before_payment_has_nothing_to_return():
    booking = cancelled(CancelledBy.CLIENT, refund_cents=0, confirmed_at=None)

    sent = letter("booking_cancelled", to=booking.client, booking_id=booking.pk)

    assert "You had not paid yet, so there is nothing to return." in sent.body


def test_the_other_sides_reason_is_passed_on():
    booking = cancelled(CancelledBy.PRACTITIONER, cancellation_reason="I am ill & sorry.")

    to_client = letter("booking_cancelled", to=booking.client, booking_id=booking.pk)

    assert "I am ill & sorry." in to_client.body
    assert "I am ill &amp; sorry." in html(to_client)


def test_a_practitioner_is_told_that_a_client_cancelled():
    booking = cancelled(CancelledBy.CLIENT)

    sent = letter(
        "practice_booking_cancelled", to=booking.service.practitioner.user, booking_id=booking.pk
    )

    assert sent.subject == "Booking cancelled: Breathwork for sleep, Clara Client"
    assert "Clara Client cancelled the booking" in sent.body


def payment(**fields):
    user = UserFactory()
    return Payment.objects.create(
        user=user,
        reference="order:1",
        description="Breathwork for sleep, order E-1",
        amount_cents=8000,
        currency="usd",
        status="succeeded",
        intent_id="pi_1",
        settled_at=NOW,
        method={"brand": "visa", "last4": "4242"},
        **fields,
    )


def test_a_refund_names_amount_card_and_what_it_was_for():
    paid = payment()
    refund = Refund.objects.create(payment=paid, reference="booking:1", amount_cents=4000)

    sent = letter("payment_refunded", to=paid.user, refund_id=refund.pk)

    assert sent.subject == "$40.00 is on its way back to you"
    for content in (sent.body, html(sent)):
        assert "Visa ending in 4242" in content
        assert "Breathwork for sleep, order E-1" in content


def test_a_payment_that_came_too_late_comes_back_in_full():
    paid = payment()

    sent = letter("payment_returned", to=paid.user, payment_id=paid.pk)

    assert "Nothing was bought. We are sending the whole amount back." in sent.body
    assert "$80.00" in html(sent)


def test_a_payment_too_late_for_its_time_says_that_nothing_is_booked():
    paid = OrderFactory().payment

    sent = letter("payment_returned", to=paid.user, payment_id=paid.pk)

    assert "You are not booked. We are sending the whole amount back." in sent.body


def test_a_confirmation_names_the_receipt_once_it_is_issued():
    order = OrderFactory()
    booking = order.lines.get().booking

    before = letter("booking_confirmed", to=booking.client, booking_id=booking.pk)
    receipt = issue_receipt(order_id=order.pk, now=NOW)
    Notification.objects.all().delete()
    after = letter("booking_confirmed", to=booking.client, booking_id=booking.pk)

    assert "receipt" not in before.body + html(before)
    assert f"Your receipt {receipt.number}: http://frontend.test/receipts/{receipt.number}\n" in (
        after.body
    )
    assert f'href="http://frontend.test/receipts/{receipt.number}"' in html(after)


def link(sent, path):
    """The token of the link, which text and HTML share."""
    [token] = re.findall(rf"http://frontend\.test/{path}\?token=([\w.-]+)\n", sent.body)
    assert f'href="http://frontend.test/{path}?token={token}"' in html(sent)
    return token


def test_the_verification_letter_verifies():
    user = UserFactory(is_verified=False)

    sent = letter("verify_email", to=user)

    accounts.verify_email(token=link(sent, "verify-email"), now=NOW)
    user.refresh_from_db()
    assert user.is_verified


def test_the_reset_letter_resets():
    user = UserFactory()

    sent = letter("password_reset", to=user)

    token = link(sent, "reset-password")
    accounts.reset_password(token=token, password="another-good-one", now=NOW)
    assert accounts.sign_in(email=user.email, password="another-good-one") == user


def test_no_row_keeps_a_token():
    user = UserFactory(is_verified=False)

    token = link(letter("verify_email", to=user), "verify-email")

    rows = [*Notification.objects.values(), *Delivery.objects.values()]
    assert token not in repr(rows)


@pytest.mark.parametrize("kind", ["verify_email", "password_reset"])
def test_letters_anybody_can_cause_repeat_nothing_a_stranger_wrote(kind):
    user = UserFactory(first_name="Buy at spam.test", is_verified=False)

    sent = letter(kind, to=user)

    assert "spam.test" not in sent.subject + sent.body + html(sent)


def test_a_title_with_line_breaks_adds_no_header():
    booking = BookingFactory(session__service__title="Sleep\r\nBcc: all@example.test")

    sent = letter("booking_confirmed", to=booking.client, booking_id=booking.pk)

    assert sent.subject == "Confirmed: Sleep Bcc: all@example.test with Inês Duarte"
    assert sent.message()["Bcc"] is None


def test_a_title_with_markup_stays_text():
    booking = BookingFactory(session__service__title="<script>alert(1)</script> & rest")

    sent = letter("booking_confirmed", to=booking.client, booking_id=booking.pk)

    assert "<script>" not in html(sent)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; rest" in html(sent)
    assert "<script>alert(1)</script> & rest" in sent.body


def test_a_letter_sent_twice_can_be_told_for_one():
    user = UserFactory(is_verified=False)
    first = letter("verify_email", to=user)
    Delivery.objects.update(status="waiting", sent_at=None)

    operations.deliver(delivery_id=Delivery.objects.get().pk, now=NOW + timedelta(days=1))

    again = mail.outbox[-1]
    assert again is not first
    assert again.message()["Message-ID"] == first.message()["Message-ID"]


def test_a_practitioner_is_told_why_money_was_given_back():
    booking = BookingFactory()

    sent = letter(
        "practice_booking_given_back",
        to=booking.service.practitioner.user,
        booking_id=booking.pk,
        amount_cents=2_050,
        why="The room was cold.",
    )

    assert sent.subject == f"$20.50 was given back: {booking.service.title}"
    for content in (sent.body, html(sent)):
        assert "The room was cold." in content
        assert "taken from your earnings" in content


def past_due():
    return MembershipFactory(
        status="past_due", unpaid_since=NOW, grace_until=NOW + timedelta(days=7)
    )


def test_a_plan_that_was_not_paid_is_told_with_its_deadline():
    membership = past_due()

    sent = letter(
        "membership_past_due", to=membership.practitioner.user, membership_id=membership.pk
    )

    assert sent.subject == (
        "Professional could not be renewed: pay by Monday 8 February 2027, 09:00 (UTC)"
    )
    for content in (sent.body, html(sent)):
        assert "You keep the plan until Monday 8 February 2027, 09:00 (UTC)." in content
        assert "$29.00 a month" in content
        assert "http://frontend.test/practice/membership" in content


@pytest.mark.parametrize(("is_unpaid", "said"), [(True, "not paid in time"), (False, "has ended.")])
def test_the_end_of_a_plan_is_told_with_its_reason(is_unpaid, said):
    membership = MembershipFactory(lapsed_at=NOW if is_unpaid else None)

    sent = letter("membership_ended", to=membership.practitioner.user, membership_id=membership.pk)

    assert f"Professional {'was ' if is_unpaid else ''}{said}" in sent.body


def test_a_paid_fee_has_its_receipt():
    invoice = MembershipInvoiceFactory(hosted_url="https://provider.test/invoice/1")

    sent = letter("membership_paid", to=invoice.membership.practitioner.user, invoice_id=invoice.pk)

    assert sent.subject == "Paid: $29.00 for your plan"
    assert f"Invoice: {invoice.number}\n" in sent.body
    assert "https://provider.test/invoice/1" in sent.body


def test_an_author_reads_why_their_words_were_sent_back():
    page = PractitionerPageFactory(published=False, title="Inês <Duarte>", **PROFILE_WORDS)
    review = sent_back(page, reason="Name the school.\nAnd the year.")

    sent = letter("content_rejected", to=page.practitioner.user, review_id=review.pk)

    assert sent.subject == "Please change: Inês <Duarte>"
    assert "Name the school.\nAnd the year.\n" in sent.body
    assert "Change it: http://frontend.test/practice" in sent.body
    assert "Inês &lt;Duarte&gt;" in html(sent)
    assert "And the year." in html(sent)


def test_an_approval_says_what_it_is_about():
    page = ServicePageFactory(published=False, title="Breathwork", **LISTING_WORDS)
    review = sent_back(page)

    sent = letter("content_approved", to=page.person.user, review_id=review.pk)

    assert sent.subject == "Approved: Breathwork"
    assert "It is public now, or will be at the time that is set for it." in sent.body


def test_a_moderator_is_led_into_the_back_office():
    page = PractitionerPageFactory(published=False, **PROFILE_WORDS)
    review = sent_back(page)
    moderator = review.finished_by

    sent = letter("content_submitted", to=moderator, review_id=review.pk)

    assert sent.subject == "Waits for you: Inês Duarte"
    assert f"Look at it: http://testserver/admin/pages/{page.pk}/edit/" in sent.body
    assert f"From: {page.practitioner.user}\n" in sent.body


def paid_out(practitioner, **fields):
    """The ids of a payout, with the account and the run it belongs to."""
    account = PayoutAccountFactory(practitioner=practitioner)
    payout = PayoutFactory(account=account, **fields)
    run = PayoutRun.objects.create(due_at=NOW)
    return {"payout_id": payout.pk, "account_id": account.pk, "run_id": run.pk}


def test_every_kind_has_its_three_templates():
    user, booking, paid = UserFactory(), cancelled(CancelledBy.PLATFORM), payment()
    refund = Refund.objects.create(payment=paid, reference="booking:1", amount_cents=4000)
    ids = {
        "booking_id": booking.pk,
        "payment_id": paid.pk,
        "refund_id": refund.pk,
        "reschedule_id": RescheduleFactory(booking=booking).pk,
        "entitlement_id": sold(PackageFactory()).pk,
        "lot_id": granted(user, expires_at=CREDITS_NOW + timedelta(days=9)).pk,
        "transfer_id": CreditTransferFactory().pk,
        "practitioner_id": booking.service.practitioner.pk,
        "entry_id": WaitlistEntryFactory().pk,
        "dispute_id": DisputeFactory().pk,
        "endpoint_id": WebhookEndpointFactory(is_enabled=False, off_reason="Gone.").pk,
        "invoice_id": MembershipInvoiceFactory().pk,
        "membership_id": past_due().pk,
        "review_id": sent_back(PractitionerPageFactory(published=False, **PROFILE_WORDS)).pk,
        "amount_cents": 100,
        "why": "The room was cold.",
        **paid_out(booking.service.practitioner),
    }

    sent = [letter(kind, to=user, now=timezone.now(), **ids) for kind in KINDS]

    assert all(one.subject and one.body and html(one) for one in sent)
    assert not any("{{" in one.body or "{%" in one.body for one in sent)


def event(sent):
    """The letter's part for calendars: its method, and the one event in it."""
    [part] = [p for p in sent.message().walk() if p.get_content_type() == "text/calendar"]
    assert part.get_filename() == "invite.ics"
    content = part.get_payload(decode=True)
    assert content.count(b"\n") == content.count(b"\r\n")
    [found] = icalendar.Calendar.from_ical(content).events
    return part.get_param("method"), found


def test_both_sides_get_the_same_event_for_their_calendars():
    booking = BookingFactory()
    practitioner = booking.service.practitioner.user

    client_s = event(letter("booking_confirmed", to=booking.client, booking_id=booking.pk))
    other_s = event(letter("practice_booking_confirmed", to=practitioner, booking_id=booking.pk))

    for (method, found), reader in ((client_s, booking.client), (other_s, practitioner)):
        assert (method, found["UID"], found["SEQUENCE"], found["STATUS"]) == (
            "REQUEST",
            str(booking.public_id),
            0,
            "CONFIRMED",
        )
        assert found["ATTENDEE"] == f"mailto:{reader.email}"
        assert found["ORGANIZER"] == "mailto:hello@estuary.test"


def test_a_cancellation_takes_the_event_back_from_both():
    booking = cancelled(CancelledBy.CLIENT, calendar_sequence=1)
    practitioner = booking.service.practitioner.user

    for kind, reader in (
        ("booking_cancelled", booking.client),
        ("practice_booking_cancelled", practitioner),
    ):
        method, found = event(letter(kind, to=reader, booking_id=booking.pk))
        assert (method, found["UID"], found["SEQUENCE"], found["STATUS"]) == (
            "CANCEL",
            str(booking.public_id),
            1,
            "CANCELLED",
        )


def test_a_confirmation_sent_after_the_cancellation_does_not_ask_for_the_time():
    booking = cancelled(CancelledBy.CLIENT, calendar_sequence=1)

    method, _ = event(letter("booking_confirmed", to=booking.client, booking_id=booking.pk))

    assert method == "CANCEL"


@pytest.mark.parametrize("lacks", ["confirmed_at", "session"])
def test_what_was_never_in_a_calendar_is_not_taken_back(lacks):
    booking = cancelled(CancelledBy.CLIENT, service=ServiceFactory(), **{lacks: None})

    sent = letter("booking_cancelled", to=booking.client, booking_id=booking.pk)

    assert sent.attachments == []


def test_a_title_with_line_breaks_adds_nothing_to_the_event():
    booking = BookingFactory(session__service__title="Sleep\r\nATTENDEE:mailto:all@example.test")

    _, found = event(letter("booking_confirmed", to=booking.client, booking_id=booking.pk))

    assert found["SUMMARY"] == "Sleep ATTENDEE:mailto:all@example.test with Inês Duarte"
    assert found["ATTENDEE"] == f"mailto:{booking.client.email}"


def practice():
    return PractitionerFactory(user__profile__timezone="Europe/Lisbon")


def test_a_payout_on_its_way_says_what_was_kept():
    practitioner = practice()
    ids = paid_out(practitioner, netted_cents=3_800, status="sent", transfer_id="tr_1")

    sent = letter("payout_sent", to=practitioner.user, **ids)

    assert sent.subject == "$57.00 is on its way to you"
    for content in (sent.body, html(sent)):
        assert "$57.00 is on its way to your bank." in content
        assert "$38.00 for refunds of earlier sessions" in content


def test_an_arrival_says_when():
    practitioner = practice()
    arrived = {"status": "paid", "transfer_id": "tr_1", "completed_at": NOW}

    sent = letter("payout_paid", to=practitioner.user, **paid_out(practitioner, **arrived))

    assert sent.subject == "$95.00 has arrived"
    assert "Arrived: Monday 1 February 2027, 09:00 (Europe/Lisbon)" in sent.body


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        ({}, "we could not send you $95.00"),
        ({"transfer_id": "tr_1", "returned_at": NOW}, "your bank has sent $95.00 back to us"),
    ],
)
def test_a_failed_payout_says_why_and_that_nothing_is_lost(returned, said):
    practitioner = practice()
    why = "The bank account has been closed."
    failed = {"status": "failed", "completed_at": NOW, "failure": why}

    sent = letter(
        "payout_failed", to=practitioner.user, **paid_out(practitioner, **failed, **returned)
    )

    assert sent.subject == "Your payout of $95.00 failed"
    for content in (sent.body, html(sent)):
        assert said in content
        assert why in content
        assert "what you earned waits for you" in content


def test_who_could_not_be_paid_is_told_why_and_when_it_is_tried_again():
    practitioner = practice()
    run = PayoutRun.objects.create(due_at=NOW.replace(hour=10))

    sent = letter(
        "payout_withheld", to=practitioner.user, practitioner_id=practitioner.pk, run_id=run.pk
    )

    assert "You have not set up a payout account yet." in sent.body
    assert "in the next run, on Monday 8 February 2027, 10:00 (Europe/Lisbon)" in sent.body


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": "details_needed", "due_at": NOW}, "by Monday 1 February 2027, 09:00"),
        ({"state": "restricted", "is_payable": False}, "cannot pay you until it knows more"),
        (
            {"state": "rejected", "is_payable": False},
            "does not pay to your payout account any more",
        ),
    ],
)
def test_what_the_provider_wants_is_told_with_its_deadline(fields, said):
    wanted = [{"name": "identity.individual.address", "is_owners": True}]
    account = PayoutAccountFactory(practitioner=practice(), requirements=wanted, **fields)

    sent = letter("connect_needs_action", to=account.practitioner.user, account_id=account.pk)

    for content in (sent.body, html(sent)):
        assert said in content
        assert "your address" in content


@pytest.mark.parametrize("kind", ["payout_delayed", "payout_needs_review"])
def test_staff_are_led_to_the_payout(kind):
    practitioner = practice()
    ids = paid_out(practitioner, review_since=NOW, review_reason="Two transfers.")

    sent = letter(kind, to=UserFactory(is_staff=True), **ids)

    assert "$95.00 to" in sent.body
    assert f"/payout/inspect/{ids['payout_id']}/" in sent.body
