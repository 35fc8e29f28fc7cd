from django.urls import path

from commerce.bookings.views import OnePlannedSession, PractitionerAvailability, ServiceSchedule

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
]
