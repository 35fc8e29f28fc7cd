from django.urls import path

from commerce.payouts.views import (
    CancelPayout,
    Connect,
    ConnectDashboard,
    ConnectReplacement,
    ConnectReturn,
    NextPayout,
    OnePayout,
    Payouts,
    RequestPayout,
)

urlpatterns = [
    path("connect/", Connect.as_view(), name="connect"),
    path("connect/dashboard/", ConnectDashboard.as_view(), name="connect-dashboard"),
    path("connect/replace/", ConnectReplacement.as_view(), name="connect-replace"),
    path("connect/return/", ConnectReturn.as_view(), name="connect-return"),
    path("payouts/", Payouts.as_view(), name="payouts"),
    path("payouts/next/", NextPayout.as_view(), name="next-payout"),
    path("payouts/request/", RequestPayout.as_view(), name="request-payout"),
    path("payouts/<uuid:public_id>/", OnePayout.as_view(), name="payout"),
    path("payouts/<uuid:public_id>/cancel/", CancelPayout.as_view(), name="cancel-payout"),
]
