from django.urls import path

from commerce.credits.views import CreditBalance, CreditHistory, TransferAcceptance, Transfers

urlpatterns = [
    path("balance/", CreditBalance.as_view(), name="credit-balance"),
    path("history/", CreditHistory.as_view(), name="credit-history"),
    path("transfer/", Transfers.as_view(), name="credit-transfers"),
    path(
        "transfer/<uuid:public_id>/accept/",
        TransferAcceptance.as_view(),
        name="credit-transfer-acceptance",
    ),
]
