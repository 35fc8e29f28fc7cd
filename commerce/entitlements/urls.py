from django.urls import path
from rest_framework.routers import SimpleRouter

from commerce.entitlements.views import EntitlementAvailability, Entitlements, Schedule

router = SimpleRouter(use_regex_path=False)
router.register("entitlements", Entitlements, basename="entitlement")

urlpatterns = [
    *router.urls,
    path(
        "entitlements/<uuid:key>/availability/",
        EntitlementAvailability.as_view(),
        name="entitlement-availability",
    ),
    path("bookings/<uuid:public_id>/schedule/", Schedule.as_view(), name="schedule-seat"),
]
