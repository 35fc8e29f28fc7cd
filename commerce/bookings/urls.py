from django.urls import path

from commerce.bookings.views import (
    BookingCalendar,
    CalendarAddress,
    OnePlannedSession,
    PractitionerAvailability,
    ServiceSchedule,
    SubscribedCalendar,
)

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
    # Files: their names end the address, without a slash.
    path(
        "bookings/<uuid:public_id>/calendar.ics",
        BookingCalendar.as_view(),
        name="booking-calendar",
    ),
    path("calendar/<str:token>.ics", SubscribedCalendar.as_view(), name="calendar"),
    path("calendar/feed/", CalendarAddress.as_view(), name="calendar-feed"),
]
