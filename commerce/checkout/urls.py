from django.urls import include, path
from rest_framework.routers import SimpleRouter

from commerce.checkout.views import Bookings, ConfirmOrder, CreateIntent, QuoteOfService

router = SimpleRouter(use_regex_path=False)
router.register("bookings", Bookings, basename="booking")

urlpatterns = [
    path("services/<uuid:public_id>/quote/", QuoteOfService.as_view(), name="service-quote"),
    path("payments/create-intent/", CreateIntent.as_view(), name="create-intent"),
    path("payments/confirm/", ConfirmOrder.as_view(), name="confirm-payment"),
    path("", include(router.urls)),
]
