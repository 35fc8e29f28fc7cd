from django.urls import path

from commerce.receipts.views import OneReceipt, ReceiptPage, Receipts

urlpatterns = [
    path("payments/receipts/", Receipts.as_view(), name="receipts"),
    path("payments/receipts/<str:key>/", OneReceipt.as_view(), name="receipt"),
    path("payments/receipts/<str:key>/html/", ReceiptPage.as_view(), name="receipt-page"),
]
