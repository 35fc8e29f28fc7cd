from django.urls import include, path
from rest_framework.routers import SimpleRouter

from commerce.checkout.prepaid_views import (
    PurchaseOfBundle,
    PurchaseOfCredits,
    PurchaseOfPackage,
    QuoteOfBundle,
    QuoteOfCredits,
    QuoteOfPackage,
    QuoteOfUnits,
    ReturnOfUnits,
)
from commerce.checkout.views import Bookings, ConfirmOrder, CreateIntent, QuoteOfService

router = SimpleRouter(use_regex_path=False)
router.register("bookings", Bookings, basename="booking")

urlpatterns = [
    path("services/<slug:name>/quote/", QuoteOfService.as_view(), name="service-quote"),
    path("packages/<slug:name>/quote/", QuoteOfPackage.as_view(), name="package-quote"),
    path("packages/<slug:name>/purchase/", PurchaseOfPackage.as_view(), name="buy-package"),
    path("bundles/<slug:name>/quote/", QuoteOfBundle.as_view(), name="bundle-quote"),
    path("bundles/<slug:name>/purchase/", PurchaseOfBundle.as_view(), name="buy-bundle"),
    path("credits/quote/", QuoteOfCredits.as_view(), name="credits-quote"),
    path("credits/purchase/", PurchaseOfCredits.as_view(), name="buy-credits"),
    path(
        "entitlements/<uuid:public_id>/refund/quote/", QuoteOfUnits.as_view(), name="refund-quote"
    ),
    path("entitlements/<uuid:public_id>/refund/", ReturnOfUnits.as_view(), name="refund-units"),
    path("payments/create-intent/", CreateIntent.as_view(), name="create-intent"),
    path("payments/confirm/", ConfirmOrder.as_view(), name="confirm-payment"),
    path("", include(router.urls)),
]
