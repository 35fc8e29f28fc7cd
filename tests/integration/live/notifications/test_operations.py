import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection

from live.models import Delivery, Notification
from live.notifications import operations
from live.notifications.kinds import KINDS
from live.notifications.policies import LEASE, MOST_ATTEMPTS
from live.notifications.states import DeliveryStatus, Road
from tests.factories.accounts import UserFactory
from tests.factories.bookings import BookingFactory
from tests.factories.notifications import DeliveryFactory, NotificationFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def told(booking, **changes):
    asked = {
        "kind": "booking_confirmed",
        "to": booking.client_id,
        "key": f"booking:{booking.pk}",
        "context": {"booking_id": booking.pk},
        "now": NOW,
    }
    return operations.tell(**asked | changes)


def test_tell_numbers_the_row_and_writes_a_letter_down():
    booking = BookingFactory(client__profile__timezone="Asia/Tokyo")

    notification = told(booking)

    assert (notification.seq, notification.in_app) == (1, True)
    assert notification.title == "Confirmed: Breathwork for sleep"
    assert notification.body == (
        "Monday 1 March 2027, 21:00 to 22:00 (Asia/Tokyo), with Inês Duarte."
    )
    assert notification.link == f"/bookings/{booking.public_id}"
    assert notification.data == {"booking": str(booking.public_id)}
    letter = Delivery.objects.get()
    assert (letter.address, letter.status) == (booking.client.email, DeliveryStatus.WAITING)
    assert letter.context == {"booking_id": booking.pk}
    assert mail.outbox == []


def test_telling_twice_tells_once():
    booking = BookingFactory()

    assert told(booking) == told(booking)

    assert (Notification.objects.count(), Delivery.objects.count()) == (1, 1)


def test_another_occasion_is_told_anew():
    booking = BookingFactory()

    told(booking)
    told(booking, kind="booking_cancelled")
    told(booking, key="another occasion")

    assert list(Notification.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3]


def test_a_kind_that_is_only_a_letter_has_no_number_and_keeps_no_link():
    user = UserFactory(is_verified=False)

    notification = operations.tell(
        kind="verify_email", to=user.pk, key="event", context={}, now=NOW
    )

    assert (notification.in_app, notification.seq) == (False, None)
    assert (notification.link, notification.data) == ("", {})
    assert Delivery.objects.get().context == {}


def test_a_kind_for_the_screen_alone_writes_no_letter(monkeypatch):
    screen_only = replace(KINDS["booking_confirmed"], roads=(Road.IN_APP,))
    monkeypatch.setitem(KINDS, "booking_confirmed", screen_only)

    told(BookingFactory())

    assert (Notification.objects.count(), Delivery.objects.count()) == (1, 0)


def test_every_person_has_their_own_numbers():
    first, second = BookingFactory(), BookingFactory(session__starts_at=NOW)

    assert (told(first).seq, told(second).seq) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gaps_and_no_doubles_under_eight_threads():
    booking = BookingFactory()
    ready, failures = threading.Barrier(8), []

    def tell(worker):
        ready.wait()
        try:
            for occasion in range(5):
                told(booking, key=f"{worker}:{occasion}")
                told(booking, key=f"shared:{occasion}")
        except Exception as error:  # noqa: BLE001 - a thread's failure is the test's to see
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=tell, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    numbers = list(Notification.objects.order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, 8 * 5 + 5 + 1))


def test_deliver_sends_once():
    letter = DeliveryFactory(due_at=NOW)

    answers = [operations.deliver(delivery_id=letter.pk, now=NOW + n * LEASE) for n in range(3)]

    letter.refresh_from_db()
    assert answers == [True, False, False]
    assert [sent.to for sent in mail.outbox] == [[letter.address]]
    assert (letter.status, letter.sent_at, letter.attempts) == (DeliveryStatus.SENT, NOW, 1)


@pytest.mark.django_db(transaction=True)
def test_many_deliveries_at_once_send_once():
    letter = DeliveryFactory(due_at=NOW)
    ready, answers = threading.Barrier(6), []

    def deliver():
        ready.wait()
        try:
            answers.append(operations.deliver(delivery_id=letter.pk, now=NOW))
        finally:
            connection.close()

    threads = [threading.Thread(target=deliver) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [False] * 5 + [True]
    assert len(mail.outbox) == 1


def test_a_letter_in_somebodys_hands_is_left_to_them_until_the_lease_ends():
    letter = DeliveryFactory(due_at=NOW)
    assert operations._take(letter.pk, now=NOW)  # and then the process was killed

    early = operations.deliver(delivery_id=letter.pk, now=NOW + LEASE - timedelta(seconds=1))
    after = operations.deliver(delivery_id=letter.pk, now=NOW + LEASE)

    assert (early, after) == (False, True)
    assert len(mail.outbox) == 1


class Unreachable:
    """A mail server that does not answer."""

    def __init__(self, **_given):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError("no mail server")


@pytest.fixture
def unreachable(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Unreachable"


@pytest.mark.usefixtures("unreachable")
def test_a_failure_is_written_down_and_tried_again_later(settings):
    letter = DeliveryFactory(due_at=NOW)

    assert not operations.deliver(delivery_id=letter.pk, now=NOW)

    letter.refresh_from_db()
    assert (letter.status, letter.attempts) == (DeliveryStatus.WAITING, 1)
    assert letter.due_at == NOW + timedelta(minutes=1)
    assert letter.last_error == "ConnectionRefusedError: no mail server"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert not operations.deliver(delivery_id=letter.pk, now=NOW + timedelta(seconds=59))
    assert operations.deliver(delivery_id=letter.pk, now=NOW + timedelta(minutes=1))


@pytest.mark.usefixtures("unreachable")
def test_after_eight_failures_it_is_parked_until_staff_try_again():
    letter = DeliveryFactory(due_at=NOW)

    for day in range(MOST_ATTEMPTS + 2):
        operations.deliver(delivery_id=letter.pk, now=NOW + timedelta(days=day))

    letter.refresh_from_db()
    assert (letter.status, letter.attempts) == (DeliveryStatus.PARKED, MOST_ATTEMPTS)

    operations.try_again(delivery_id=letter.pk, now=LATER)

    letter.refresh_from_db()
    assert (letter.status, letter.attempts, letter.due_at) == (DeliveryStatus.WAITING, 0, LATER)


def test_a_letter_that_went_out_is_not_sent_again():
    letter = DeliveryFactory(due_at=NOW)
    operations.deliver(delivery_id=letter.pk, now=NOW)

    with pytest.raises(operations.NotGivenUp):
        operations.try_again(delivery_id=letter.pk, now=LATER)
    operations.deliver(delivery_id=letter.pk, now=LATER)

    assert len(mail.outbox) == 1


def test_a_letter_that_kills_every_process_is_parked_too():
    letter = DeliveryFactory(due_at=NOW, attempts=MOST_ATTEMPTS)

    assert not operations.deliver(delivery_id=letter.pk, now=NOW)

    letter.refresh_from_db()
    assert (letter.status, letter.attempts) == (DeliveryStatus.PARKED, MOST_ATTEMPTS)
    assert mail.outbox == []


def test_a_letter_that_cannot_be_written_is_a_failure_too():
    letter = DeliveryFactory(
        due_at=NOW, notification__kind="booking_confirmed", context={"booking_id": 0}
    )

    assert not operations.deliver(delivery_id=letter.pk, now=NOW)

    letter.refresh_from_db()
    assert letter.last_error.startswith("DoesNotExist")


def test_mark_read_marks_ones_own_by_id_and_keeps_the_first_time():
    mine, other, theirs = (
        NotificationFactory(seq=1),
        NotificationFactory(seq=1),
        NotificationFactory(seq=1, read_at=NOW),
    )
    read = NotificationFactory(user=mine.user, seq=2, read_at=NOW)
    left = NotificationFactory(user=mine.user, seq=3)

    ids = [row.public_id for row in (mine, other, theirs, read)]
    assert operations.mark_read(user=mine.user, now=LATER, public_ids=ids) == 1

    times = dict(Notification.objects.values_list("pk", "read_at"))
    assert times == {
        mine.pk: LATER,
        other.pk: None,
        theirs.pk: NOW,
        read.pk: NOW,
        left.pk: None,
    }


def test_mark_read_up_to_a_number_or_all():
    user = UserFactory()
    for seq in (1, 2, 3):
        NotificationFactory(user=user, seq=seq)

    assert operations.mark_read(user=user, now=NOW, up_to_seq=2) == 1
    assert operations.mark_read(user=user, now=NOW) == 0


def test_letters_without_a_screen_are_never_unread():
    letter = DeliveryFactory()

    assert operations.unread_count(user=letter.notification.user) == 0
