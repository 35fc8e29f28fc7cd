from datetime import UTC, datetime, timedelta
from uuid import uuid4

import factory
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F

from commerce.bookings.states import BookingStatus
from commerce.models import Booking, Reschedule, Session, WaitlistEntry
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ServiceFactory

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


class SessionFactory(factory.django.DjangoModelFactory):
    """An hour from noon, with a quarter of an hour after it."""

    class Meta:
        model = Session

    class Params:
        starts_at = NOON
        lasts = timedelta(hours=1)
        buffer = timedelta(minutes=15)

    service = factory.SubFactory(ServiceFactory)
    practitioner = factory.SelfAttribute("service.practitioner")
    timezone = "Europe/Lisbon"
    period = factory.LazyAttribute(lambda o: DateTimeTZRange(o.starts_at, o.starts_at + o.lasts))
    blocked = factory.LazyAttribute(
        lambda o: DateTimeTZRange(o.starts_at, o.starts_at + o.lasts + o.buffer)
    )


class PlannedSessionFactory(SessionFactory):
    """A workshop of an hour with 20 seats, from noon."""

    service = factory.SubFactory(
        ServiceFactory, service_type="workshop", terms__capacity=20, title="Breathing together"
    )
    is_planned = True
    series = factory.LazyFunction(uuid4)
    capacity = 20


class BookingFactory(factory.django.DjangoModelFactory):
    """A confirmed booking, without an order behind it."""

    class Meta:
        model = Booking
        skip_postgeneration_save = True

    client = factory.SubFactory(UserFactory)
    session = factory.SubFactory(SessionFactory)
    service = factory.SelfAttribute("session.service")
    terms = factory.SelfAttribute("service.terms")
    status = BookingStatus.CONFIRMED
    confirmed_at = factory.LazyAttribute(lambda o: NOON - timedelta(days=30))
    price_cents = factory.LazyAttribute(lambda o: o.terms.price_cents * o.seats)
    currency = "usd"
    seats = 1

    @factory.post_generation
    def counted(self, create, extracted, **given):
        """The session knows how many sit in it."""
        if create and self.session and self.status in ("pending", "confirmed", "completed"):
            Session.objects.filter(pk=self.session.pk).update(
                seats_taken=F("seats_taken") + self.seats
            )
            self.session.refresh_from_db()


class RescheduleFactory(factory.django.DjangoModelFactory):
    """Moved by its client, from a day earlier."""

    class Meta:
        model = Reschedule

    booking = factory.SubFactory(BookingFactory)
    by = factory.SelfAttribute("booking.client")
    period_after = factory.SelfAttribute("booking.session.period")
    period_before = factory.LazyAttribute(
        lambda o: DateTimeTZRange(
            o.period_after.lower - timedelta(days=1), o.period_after.upper - timedelta(days=1)
        )
    )


class WaitlistEntryFactory(factory.django.DjangoModelFactory):
    """In line for one seat of a workshop; with `day` (and a `service`), for a time on it."""

    class Meta:
        model = WaitlistEntry

    client = factory.SubFactory(UserFactory)
    session = factory.Maybe("day", None, factory.SubFactory(PlannedSessionFactory))
    service = factory.SelfAttribute("session.service")
    terms = factory.SelfAttribute("service.terms")
    day = None
