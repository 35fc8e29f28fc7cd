from django.urls import path

from commerce.payments.views import PaymentHistory, StripeWebhook

urlpatterns = [
    path("payments/history/", PaymentHistory.as_view(), name="payment-history"),
    path("webhooks/stripe/", StripeWebhook.as_view(), name="stripe-webhook"),
]
