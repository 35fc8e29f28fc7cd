from django.urls import path

from commerce.memberships.views import (
    CancelMembership,
    ConfirmMembership,
    MembershipInvoices,
    MembershipPaymentCard,
    PreviewChange,
    ResumeMembership,
    TheMembership,
)

urlpatterns = [
    path("practitioner/membership/", TheMembership.as_view(), name="membership"),
    path("practitioner/membership/preview/", PreviewChange.as_view(), name="membership-preview"),
    path("practitioner/membership/cancel/", CancelMembership.as_view(), name="membership-cancel"),
    path("practitioner/membership/resume/", ResumeMembership.as_view(), name="membership-resume"),
    path("practitioner/membership/card/", MembershipPaymentCard.as_view(), name="membership-card"),
    path(
        "practitioner/membership/confirm/", ConfirmMembership.as_view(), name="membership-confirm"
    ),
    path(
        "practitioner/membership/invoices/",
        MembershipInvoices.as_view(),
        name="membership-invoices",
    ),
]
