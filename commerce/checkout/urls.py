from django.urls import include, path
from rest_framework.routers import SimpleRouter

from commerce.checkout.views import (
    Bookings,
    ConfirmOrder,
    CreateIntent,
    PurchaseOfCredits,
    PurchaseOfPackage,
    QuoteOfService,
)

router = SimpleRouter(use_regex_path=False)
router.register("bookings", Bookings, basename="booking")

urlpatterns = [
    path("services/<uuid:public_id>/quote/", QuoteOfService.as_view(), name="service-quote"),
    path("packages/<uuid:public_id>/purchase/", PurchaseOfPackage.as_view(), name="buy-package"),
    path("bundles/<uuid:public_id>/purchase/", PurchaseOfPackage.as_view(), name="buy-bundle"),
    path("credits/purchase/", PurchaseOfCredits.as_view(), name="buy-credits"),
    path("payments/create-intent/", CreateIntent.as_view(), name="create-intent"),
    path("payments/confirm/", ConfirmOrder.as_view(), name="confirm-payment"),
    path("", include(router.urls)),
]
