from django.urls import path

from commerce.bookings.views import PractitionerAvailability

urlpatterns = [
    path(
        "practitioners/<str:key>/availability/",
        PractitionerAvailability.as_view(),
        name="availability",
    ),
]
