from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.utils import timezone

from cms.workflows import moderation
from commerce.bookings.states import BookingStatus, CancelledBy
from commerce.models import Payment, Refund
from live.models import Delivery, Notification
from live.notifications.states import DeliveryStatus
from tasks import notifications
from tests.factories import (
    BookingFactory,
    PackageFactory,
    PractitionerFactory,
    RefundFactory,
    UserFactory,
)
from tests.factories.credits import CREDITS_NOW, CreditTransferFactory, granted
from tests.factories.notifications import DeliveryFactory
from tests.factories.packages import sold
from tests.factories.pages import PROFILE_WORDS, PractitionerPageFactory, sent_back

pytestmark = pytest.mark.django_db
EVENT = "0d9f7a52-0000-4000-8000-000000000001"


def told():
    """Who was told what, in the order of telling."""
    return list(Notification.objects.order_by("pk").values_list("user_id", "kind", "key"))


def test_a_new_account_gets_the_verification_mail():
    user = UserFactory(is_verified=False)

    notifications.on_registered(user_id=user.pk, event_id=EVENT)

    assert told() == [(user.pk, "verify_email", EVENT)]
    assert [letter.to for letter in mail.outbox] == [[user.email]]


def test_asking_again_sends_another_letter():
    user = UserFactory(is_verified=False)

    notifications.on_registered(user_id=user.pk, event_id=EVENT)
    notifications.on_verification_asked(user_id=user.pk, event_id="another")

    assert len(mail.outbox) == 2


def test_a_fact_that_comes_twice_is_told_once():
    user = UserFactory(is_verified=False)

    for _ in range(2):
        notifications.on_registered(user_id=user.pk, event_id=EVENT)

    assert len(mail.outbox) == 1


def test_a_reset_is_mailed():
    user = UserFactory()

    notifications.on_reset_asked(user_id=user.pk, event_id=EVENT)

    assert [letter.subject for letter in mail.outbox] == ["Choose a new password"]


def test_a_reset_for_nobody_is_not():
    notifications.on_reset_asked(user_id=None, event_id=EVENT)

    assert (told(), mail.outbox) == ([], [])


def test_a_confirmation_goes_to_both():
    booking = BookingFactory()

    notifications.on_booking_confirmed(booking_id=booking.pk, event_id=EVENT)

    key = f"booking:{booking.pk}"
    practitioner = booking.service.practitioner.user
    assert told() == [
        (booking.client_id, "booking_confirmed", key),
        (practitioner.pk, "practice_booking_confirmed", key),
    ]
    assert [letter.to for letter in mail.outbox] == [[booking.client.email], [practitioner.email]]


def cancelled(**fields):
    return BookingFactory(
        status=BookingStatus.CANCELLED,
        cancelled_by=CancelledBy.CLIENT,
        cancelled_at=timezone.now(),
        **fields,
    )


def test_a_confirmation_that_comes_after_the_cancellation_is_not_told():
    notifications.on_booking_confirmed(booking_id=cancelled().pk, event_id=EVENT)

    assert told() == []


def test_a_cancellation_goes_to_both():
    booking = cancelled()

    notifications.on_booking_cancelled(booking_id=booking.pk, event_id=EVENT)

    assert [kind for _, kind, _ in told()] == ["booking_cancelled", "practice_booking_cancelled"]


def test_a_practitioner_is_not_told_of_a_seat_that_never_was_theirs_to_give():
    booking = cancelled(confirmed_at=None)

    notifications.on_booking_cancelled(booking_id=booking.pk, event_id=EVENT)

    assert [(user, kind) for user, kind, _ in told()] == [(booking.client_id, "booking_cancelled")]


@pytest.fixture
def paid():
    return Payment.objects.create(
        user=UserFactory(),
        reference="order:1",
        amount_cents=8000,
        currency="usd",
        status="succeeded",
        intent_id="pi_1",
        settled_at=timezone.now(),
    )


def test_a_refund_is_told_to_whoever_paid(paid):
    refund = Refund.objects.create(payment=paid, reference="booking:1", amount_cents=4000)

    notifications.on_refund_completed(refund_id=refund.pk, event_id=EVENT)

    assert told() == [(paid.user_id, "payment_refunded", f"refund:{refund.pk}")]


def test_a_late_payment_is_told_to_whoever_paid(paid):
    notifications.on_payment_returned(payment_id=paid.pk, event_id=EVENT)

    assert told() == [(paid.user_id, "payment_returned", f"payment:{paid.pk}")]


def in_group(name, **fields):
    user = UserFactory(**fields)
    user.groups.add(Group.objects.get(name=name))
    return user


def test_a_failed_refund_is_told_to_whoever_sees_refunds_in_the_back_office():
    finance, support = in_group("Finance"), in_group("Support")
    boss = UserFactory(is_superuser=True)
    in_group("Finance", is_active=False)
    in_group("Moderators")
    outside = UserFactory()
    outside.user_permissions.add(Permission.objects.get(codename="view_refund"))
    refund = RefundFactory(status="failed", completed_at=None)

    for _ in range(2):
        notifications.on_refund_failed(refund_id=refund.pk, event_id=EVENT)

    assert told() == [
        (reader.pk, "refund_failed", f"refund:{refund.pk}") for reader in (finance, support, boss)
    ]


def test_a_failed_refund_that_was_tried_again_meanwhile_is_not_told():
    in_group("Finance")
    refund = RefundFactory(status="failed", completed_at=None)
    RefundFactory(order=refund.payment.order, status="planned", completed_at=None, retry_of=refund)

    notifications.on_refund_failed(refund_id=refund.pk, event_id=EVENT)

    assert told() == []


def test_a_sale_of_a_package_goes_to_both():
    bought = sold(PackageFactory())

    notifications.on_package_sold(entitlement_id=bought.pk, event_id=EVENT)

    key = f"entitlement:{bought.pk}"
    assert told() == [
        (bought.client_id, "package_bought", key),
        (bought.terms.package.practitioner.user_id, "practice_package_sold", key),
    ]


@pytest.mark.parametrize("status", ["refunded", "expired"])
def test_a_sale_of_which_nothing_is_left_is_not_told(status):
    bought = sold(PackageFactory())
    bought.status = status
    bought.save()

    notifications.on_package_sold(entitlement_id=bought.pk, event_id=EVENT)

    assert told() == []


def test_an_expired_package_is_told_if_something_was_lost():
    lost, used_up = sold(PackageFactory()), sold(PackageFactory())
    lost.units.update(status="expired", settled_at=timezone.now())

    for bought in (lost, used_up):
        notifications.on_package_expired(
            entitlement_id=bought.pk, amount_cents=0, event_id=str(bought.public_id)
        )

    assert told() == [(lost.client_id, "package_expired", str(lost.public_id))]


def test_a_refunded_package_is_told_each_time():
    bought = sold(PackageFactory())

    for event in (EVENT, EVENT, "another"):
        notifications.on_package_refunded(
            entitlement_id=bought.pk, amount_cents=100, event_id=event
        )

    assert told() == [
        (bought.client_id, "package_refunded", EVENT),
        (bought.client_id, "package_refunded", "another"),
    ]


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("purchase", ["credits_bought"]),
        ("gift", ["credits_given"]),
        ("promotion", ["credits_given"]),
        ("refund", []),
    ],
)
def test_credits_are_told_by_their_source_but_not_those_that_came_back(source, kinds):
    lot = granted(UserFactory(), source=source, expires_at=CREDITS_NOW + timedelta(days=1))

    notifications.on_credits_granted(lot_id=lot.pk, event_id=EVENT)

    assert told() == [(lot.user_id, kind, f"lot:{lot.pk}") for kind in kinds]


def test_credits_that_somebody_passed_on_are_not_told_as_bought():
    lot = granted(UserFactory(), key="transfer:6c2e:0")

    notifications.on_credits_granted(lot_id=lot.pk, event_id=EVENT)

    assert told() == []


def test_expired_credits_are_told_to_their_owner():
    lot = granted(UserFactory())

    notifications.on_credits_expired(lot_id=lot.pk, amount_cents=100, event_id=EVENT)

    assert told() == [(lot.user_id, "credits_expired", EVENT)]


def test_an_offer_of_credits_is_told_to_whose_address_it_is():
    receiver = UserFactory()
    offer = CreditTransferFactory(receiver_email=receiver.email)

    notifications.on_credits_offered(transfer_id=offer.pk, event_id=EVENT)

    assert told() == [(receiver.pk, "credits_offered", f"transfer:{offer.pk}")]


@pytest.mark.parametrize("fields", [{"is_verified": False}, {"is_active": False}])
def test_an_offer_of_credits_is_not_told_to_who_only_says_that_it_is_theirs(fields):
    receiver = UserFactory(**fields)
    offer = CreditTransferFactory(receiver_email=receiver.email)

    notifications.on_credits_offered(transfer_id=offer.pk, event_id=EVENT)

    assert told() == []


def test_an_offer_of_credits_to_nobody_or_that_is_over_is_not_told():
    receiver = UserFactory()
    nobodys = CreditTransferFactory()
    over = CreditTransferFactory(receiver_email=receiver.email, status="lapsed")

    for offer in (nobodys, over):
        notifications.on_credits_offered(transfer_id=offer.pk, event_id=EVENT)

    assert (told(), mail.outbox) == ([], [])


def test_an_application_is_told_to_whoever_may_decide():
    moderator = in_group("Moderators")
    in_group("Support")
    in_group("Finance")
    applicant = PractitionerFactory(status="applied")

    notifications.on_practitioner_applied(practitioner_id=applicant.pk, event_id=EVENT)

    assert told() == [(moderator.pk, "practitioner_applied", f"practitioner:{applicant.pk}")]


def test_an_application_that_is_decided_already_is_not_told():
    in_group("Moderators")

    notifications.on_practitioner_applied(practitioner_id=PractitionerFactory().pk, event_id=EVENT)

    assert told() == []


def test_moderators_are_told_once_of_what_waits_and_its_author_of_how_it_went(relay):
    moderator, other = in_group("Moderators"), in_group("Moderators")
    in_group("Editors")
    page = PractitionerPageFactory(published=False, **PROFILE_WORDS)
    author = page.practitioner.user
    author.groups.add(Group.objects.get(name="Moderators"))

    moderation.submit(thing=page, user=author)
    relay()
    relay()
    waiting = page.current_workflow_task_state.pk
    moderation.approve(thing=page, by=moderator)
    relay()

    assert told() == [
        (moderator.pk, "content_submitted", f"review:{waiting}"),
        (other.pk, "content_submitted", f"review:{waiting}"),
        (author.pk, "content_approved", f"review:{waiting}"),
    ]


def test_what_was_judged_already_is_not_told_to_moderators_any_more(relay):
    page = PractitionerPageFactory(published=False, **PROFILE_WORDS)

    review = sent_back(page)
    relay()

    assert told() == [(page.practitioner.user_id, "content_rejected", f"review:{review.pk}")]


def test_what_does_not_pass_the_check_is_told_to_its_author_alone(relay):
    in_group("Moderators")
    page = PractitionerPageFactory(published=False)

    moderation.submit(thing=page, user=page.practitioner.user)
    relay()

    assert [kind for _, kind, _ in told()] == ["content_rejected"]


@pytest.mark.parametrize(
    ("kind", "standing", "other"),
    [
        ("practitioner_verified", "verified", "suspended"),
        ("practitioner_declined", "declined", "in_review"),
        ("practitioner_suspended", "suspended", "verified"),
        ("practitioner_reinstated", "verified", "suspended"),
    ],
)
def test_a_practitioner_is_told_how_they_stand_unless_it_changed_meanwhile(kind, standing, other):
    practitioner = PractitionerFactory(status=standing)
    moved_on = PractitionerFactory(status=other)

    for about in (practitioner, moved_on):
        getattr(notifications, f"on_{kind}")(practitioner_id=about.pk, event_id=EVENT)

    assert told() == [(practitioner.user_id, kind, EVENT)]


def test_the_sweep_sends_what_waits_and_leaves_the_rest():
    now = timezone.now()
    lost = DeliveryFactory(due_at=now - timedelta(minutes=1))
    later = DeliveryFactory(due_at=now + timedelta(minutes=1))
    parked = DeliveryFactory(due_at=now - timedelta(minutes=1), status=DeliveryStatus.PARKED)

    notifications.sweep_notifications.call_local()

    assert [letter.to for letter in mail.outbox] == [[lost.address]]
    assert dict(Delivery.objects.values_list("pk", "status")) == {
        lost.pk: DeliveryStatus.SENT,
        later.pk: DeliveryStatus.WAITING,
        parked.pk: DeliveryStatus.PARKED,
    }
