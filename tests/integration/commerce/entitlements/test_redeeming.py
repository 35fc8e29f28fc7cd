from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.bookings import operations as bookings
from commerce.bookings.holds import SlotTaken
from commerce.bookings.states import CancelledBy
from commerce.earnings import operations as earnings
from commerce.entitlements import operations
from commerce.entitlements.operations import Seat
from commerce.models import Booking, Entitlement, Session
from estuary.kernel import db
from estuary.kernel.idempotency import Claim
from estuary.kernel.models import OutboxEvent
from marketplace.models import Practitioner, Service
from tests.factories import ServiceFactory, SessionFactory, TermsFactory, UserFactory
from tests.factories.packages import sold
from tests.integration.commerce.checkout.steps import first_start, word
from tests.integration.commerce.entitlements import steps

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# Of three units at $200 one was used: 5 % of it is the platform's, the odd cent of it included.
USED_ONE = {"units_owed": -13333, "earnings_pending": -6333, "commission": -334}


def named():
    return list(OutboxEvent.objects.order_by("recorded_at").values_list("name", flat=True))


def test_a_unit_becomes_a_firm_booking_at_its_share_of_the_price(package, service):
    bought = sold(package)
    starts_at = first_start(service)

    booking = steps.redeemed(bought, service, starts_at=starts_at)

    booking.refresh_from_db()
    assert (booking.status, booking.client, booking.service) == (
        "confirmed",
        bought.client,
        service,
    )
    assert (booking.price_cents, booking.terms, booking.expires_at) == (6667, service.terms, None)
    assert (booking.session.starts_at, booking.session.held_until) == (starts_at, None)
    assert steps.units(bought) == ["redeemed", "open", "open"]
    assert bought.units.first().booking == booking
    assert operations.is_redeemed(booking)
    assert named() == ["commerce.entitlement.sold", "commerce.booking.confirmed"]
    assert steps.accounts() == {"units_owed": -20000}
    assert steps.broken() == []


def test_the_last_unit_uses_it_up(package, service):
    bought = sold(package)

    for days in (3, 4, 5):
        steps.redeemed(bought, service, starts_at=first_start(service, after=days * DAY))

    bought.refresh_from_db()
    assert bought.status == "used_up"
    with pytest.raises(operations.NothingLeft):
        steps.redeemed(bought, service, starts_at=first_start(service, after=6 * DAY))
    assert Booking.objects.count() == 3


def test_what_expires_first_is_used_first(package, service, client_user):
    later, sooner = sold(package, client_user), sold(package, client_user)
    Entitlement.objects.filter(pk=sooner.pk).update(expires_at=timezone.now() + 30 * DAY)

    operations.redeem(
        by=client_user,
        seat=Seat(service_id=service.public_id),
        slot=word(service, first_start(service)),
        claim=None,
        now=timezone.now(),
    )

    assert steps.units(sooner) == ["redeemed", "open", "open"]
    assert steps.units(later) == ["open"] * 3


def test_what_expires_before_the_session_begins_is_passed_over(package, service, client_user):
    later, sooner = sold(package, client_user), sold(package, client_user)
    starts_at = first_start(service)
    Entitlement.objects.filter(pk=sooner.pk).update(expires_at=starts_at)

    operations.redeem(
        by=client_user,
        seat=Seat(service_id=service.public_id),
        slot=word(service, starts_at),
        claim=None,
        now=timezone.now(),
    )

    assert steps.units(later) == ["redeemed", "open", "open"]


def test_a_session_must_begin_before_the_expiry(package, service):
    bought = sold(package)
    starts_at = first_start(service)
    Entitlement.objects.update(expires_at=starts_at)

    with pytest.raises(operations.AfterExpiry):
        steps.redeemed(bought, service, starts_at=starts_at)

    Entitlement.objects.update(expires_at=starts_at + timedelta(seconds=1))
    assert steps.redeemed(bought, service, starts_at=starts_at)


def test_nothing_is_booked_after_the_expiry_though_nobody_wrote_it_off_yet(package, service):
    bought = sold(package)
    Entitlement.objects.update(expires_at=timezone.now())

    with pytest.raises(operations.NothingLeft):
        steps.redeemed(bought, service)
    assert not Session.objects.exists()


def test_one_unit_is_booked_by_its_own_id(package, service):
    bought = sold(package)
    third = bought.units.last()

    operations.redeem(
        by=bought.client,
        seat=Seat(unit_id=third.public_id),
        slot=word(service, first_start(service)),
        claim=None,
        now=timezone.now(),
    )

    assert steps.units(bought) == ["open", "open", "redeemed"]


def test_the_terms_that_were_bought_count(package, service):
    bought = sold(package)
    sixty = service.terms
    ninety = TermsFactory(service=service, price_cents=9900, duration_minutes=90)
    dearer = TermsFactory(service=service, price_cents=9900, duration_minutes=60)
    starts_at = first_start(service)

    service.terms = ninety
    with pytest.raises(operations.SlotNotOurs):
        steps.redeemed(bought, service, starts_at=starts_at)
    service.terms = dearer
    booking = steps.redeemed(bought, service, starts_at=starts_at)

    assert (booking.terms, booking.session.ends_at - starts_at) == (sixty, timedelta(hours=1))


def test_a_taken_slot_leaves_the_unit_open(package, service):
    bought = sold(package)
    starts_at = first_start(service)
    SessionFactory(service=service, starts_at=starts_at)

    with pytest.raises(SlotTaken) as refusal:
        steps.redeemed(bought, service, starts_at=starts_at)

    assert len(refusal.value.details["slot"]) == 5
    assert steps.units(bought) == ["open"] * 3


def test_the_slot_of_another_service_is_refused(package, service):
    bought = sold(package)
    other = ServiceFactory(practitioner=service.practitioner)
    seat = Seat(entitlement_id=bought.public_id)

    for slot in (word(other, first_start(other)), "nonsense"):
        with pytest.raises(operations.SlotNotOurs):
            operations.redeem(
                by=bought.client, seat=seat, slot=slot, claim=None, now=timezone.now()
            )


def test_what_is_anothers_does_not_exist(package, service):
    bought = sold(package)
    for seat in (
        Seat(entitlement_id=bought.public_id),
        Seat(unit_id=bought.units.first().public_id),
        Seat(service_id=service.public_id),
    ):
        with pytest.raises(operations.EntitlementNotFound):
            operations.redeem(
                by=UserFactory(),
                seat=seat,
                slot=word(service, first_start(service)),
                claim=None,
                now=timezone.now(),
            )


def test_a_suspended_practitioner_takes_no_bookings(package, service):
    bought = sold(package)
    Practitioner.objects.update(status="suspended")

    with pytest.raises(operations.PractitionerAway):
        steps.redeemed(bought, service)


def test_what_is_not_sold_any_more_is_still_given(package, service):
    bought = sold(package)
    Service.objects.update(status="archived", is_listed=False)

    assert steps.redeemed(bought, service).status == "confirmed"


def test_one_key_books_once(package, service):
    bought = sold(package)
    claim = Claim(caller=f"user:{bought.client.pk}", key="k", fingerprint="f")

    first = steps.redeemed(bought, service, claim=claim)

    assert steps.redeemed(bought, service, claim=claim) == first
    assert steps.units(bought) == ["redeemed", "open", "open"]


# --- afterwards ---


def test_a_session_that_was_held_is_earned_once(package, service, relay):
    bought = sold(package)
    booking = steps.redeemed(bought, service)

    steps.held(booking)
    assert steps.accounts() == {"units_owed": -20000}
    relay()
    for _ in range(2):
        earnings.earn_unit(booking_id=booking.pk, now=timezone.now())

    assert steps.units(bought) == ["used", "open", "open"]
    assert steps.accounts() == USED_ONE
    assert named().count("commerce.entitlement.unit_used") == 1
    assert steps.broken() == []


def test_a_booking_still_to_come_is_not_earned(package, service):
    bought = sold(package)
    booking = steps.redeemed(bought, service)

    earnings.earn_unit(booking_id=booking.pk, now=timezone.now())

    assert steps.units(bought)[0] == "redeemed"


@pytest.mark.parametrize(
    ("by", "before", "back"),
    [
        (CancelledBy.CLIENT, timedelta(hours=24), True),
        (CancelledBy.CLIENT, timedelta(hours=23), False),
        (CancelledBy.PRACTITIONER, timedelta(minutes=1), True),
        (CancelledBy.PLATFORM, timedelta(minutes=1), True),
    ],
)
def test_a_unit_comes_back_or_counts_as_used(package, service, by, before, back):
    bought = sold(package)
    booking = steps.redeemed(bought, service)
    at = booking.session.starts_at - before

    assert operations.would_come_back(booking=booking, by=by, at=at) is back
    assert steps.cancelled(booking, by=by, now=at) is back

    assert steps.units(bought)[0] == ("open" if back else "used")
    assert operations.entitlement_of(booking) == bought
    assert steps.accounts() == ({"units_owed": -20000} if back else USED_ONE)
    assert steps.broken() == []


def test_a_unit_that_came_back_is_booked_again(package, service):
    bought = sold(package)
    for days in (3, 4, 5):
        booking = steps.redeemed(bought, service, starts_at=first_start(service, after=days * DAY))
    steps.cancelled(booking, by=CancelledBy.CLIENT, now=timezone.now())
    bought.refresh_from_db()
    assert bought.status == "active"

    again = steps.redeemed(bought, service, starts_at=first_start(service, after=5 * DAY))

    assert bought.units.last().booking == again
    assert again.price_cents == 6666


def test_giving_back_twice_or_without_a_unit_does_nothing(package, service):
    bought = sold(package)
    booking = steps.redeemed(bought, service)
    late = booking.session.starts_at - timedelta(hours=1)
    steps.cancelled(booking, by=CancelledBy.CLIENT, now=late)

    with db.in_transaction():
        assert operations.give_back(booking=bookings.lock(pk=booking.pk), now=late) is False
    assert steps.accounts() == USED_ONE


def test_a_practitioner_who_cancels_near_the_expiry_leaves_time_to_choose_again(package, service):
    bought = sold(package)
    booking = steps.redeemed(bought, service)
    Entitlement.objects.update(expires_at=booking.session.starts_at + timedelta(hours=1))
    now = timezone.now()

    steps.cancelled(booking, by=CancelledBy.PRACTITIONER, now=now)

    bought.refresh_from_db()
    assert bought.expires_at == now + 30 * DAY
