from django.urls import path

from commerce.bookings.calendar_views import (
    BookingCalendar,
    CalendarAddress,
    SubscribedCalendar,
)
from commerce.bookings.schedule_views import OnePlannedSession, ServiceSchedule
from commerce.bookings.views import PractitionerAvailability
from commerce.bookings.waitlist_views import PlaceInLine, ServiceWaitlist, Waitlist

urlpatterns = [
    path(
        "practitioners/<str:key>/availability/",
        PractitionerAvailability.as_view(),
        name="availability",
    ),
    path("services/<slug:name>/schedule/", ServiceSchedule.as_view(), name="service-schedule"),
    path(
        "services/<slug:name>/schedule/<uuid:session>/",
        OnePlannedSession.as_view(),
        name="planned-session",
    ),
    path("services/<slug:name>/waitlist/", ServiceWaitlist.as_view(), name="service-waitlist"),
    path(
        "services/<slug:name>/waitlist/<uuid:entry>/",
        PlaceInLine.as_view(),
        name="place-in-line",
    ),
    path("waitlist/", Waitlist.as_view(), name="waitlist"),
    # Files: their names end the address, without a slash.
    path(
        "bookings/<uuid:public_id>/calendar.ics",
        BookingCalendar.as_view(),
        name="booking-calendar",
    ),
    path("calendar/<str:token>.ics", SubscribedCalendar.as_view(), name="calendar"),
    path("calendar/feed/", CalendarAddress.as_view(), name="calendar-feed"),
]
