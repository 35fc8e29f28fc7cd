from django.urls import include, path
from rest_framework.routers import SimpleRouter

from commerce.checkout.views import Bookings, ConfirmOrder, CreateIntent

router = SimpleRouter(use_regex_path=False)
router.register("bookings", Bookings, basename="booking")

urlpatterns = [
    path("payments/create-intent/", CreateIntent.as_view(), name="create-intent"),
    path("payments/confirm/", ConfirmOrder.as_view(), name="confirm-payment"),
    path("", include(router.urls)),
]
