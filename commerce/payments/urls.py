from django.urls import path

from commerce.payments.views import (
    DefaultCard,
    PaymentHistory,
    SavedCards,
    SettleCard,
    StripeWebhook,
    TheCard,
)

urlpatterns = [
    path("payments/history/", PaymentHistory.as_view(), name="payment-history"),
    path("payments/methods/", SavedCards.as_view(), name="saved-cards"),
    path("payments/methods/<uuid:public_id>/", TheCard.as_view(), name="saved-card"),
    path("payments/methods/<uuid:public_id>/confirm/", SettleCard.as_view(), name="settle-card"),
    path("payments/methods/<uuid:public_id>/default/", DefaultCard.as_view(), name="default-card"),
    path("webhooks/stripe/", StripeWebhook.as_view(), name="stripe-webhook"),
]
