"""Puts commerce into the back office: listings, since money moves by operations only."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from commerce.bookings.viewsets import SessionViewSet, WaitlistEntryViewSet
from commerce.checkout.viewsets import (
    OrderViewSet,
    SoldBookingViewSet,
    SoldEntitlementViewSet,
)
from commerce.credits.viewsets import (
    CreditLotViewSet,
    CreditTransferViewSet,
    CreditUseViewSet,
    register_giving,
)
from commerce.disputes.viewsets import DisputeViewSet
from commerce.earnings.viewsets import (
    AgreedCommissionViewSet,
    CommissionScheduleViewSet,
    EarningViewSet,
)
from commerce.ledger.viewsets import EntryViewSet, PostingViewSet
from commerce.memberships.viewsets import (
    MembershipChangeViewSet,
    MembershipInvoiceViewSet,
    MembershipViewSet,
    PlanVersionViewSet,
    PlanViewSet,
)
from commerce.payments.viewsets import PaymentViewSet, RefundViewSet, WebhookReceiptViewSet
from commerce.payouts.viewsets import (
    ConnectAccountViewSet,
    PayoutRunViewSet,
    PayoutViewSet,
)
from commerce.promotions.viewsets import PromotionViewSet
from commerce.receipts.viewsets import ReceiptViewSet
from commerce.reconciliation.checks import ChecksViewSet
from commerce.reconciliation.viewsets import MovementViewSet, ReconciliationViewSet
from estuary.kernel.backoffice import KeepingPolicy, ReadOnlyPolicy
from estuary.kernel.steps import SteppedViewSet, register_steps

LISTINGS = (
    SoldBookingViewSet,
    SessionViewSet,
    WaitlistEntryViewSet,
    OrderViewSet,
    SoldEntitlementViewSet,
    EarningViewSet,
    PaymentViewSet,
    RefundViewSet,
    DisputeViewSet,
    CreditLotViewSet,
    CreditUseViewSet,
    CreditTransferViewSet,
    ReceiptViewSet,
    MembershipViewSet,
    MembershipChangeViewSet,
    MembershipInvoiceViewSet,
    PlanViewSet,
    PlanVersionViewSet,
    ConnectAccountViewSet,
    PayoutViewSet,
    PayoutRunViewSet,
    EntryViewSet,
    PostingViewSet,
    WebhookReceiptViewSet,
    MovementViewSet,
    ReconciliationViewSet,
)

for listing in LISTINGS:
    if issubclass(listing, SteppedViewSet):
        register_steps(listing)
    elif listing is not CreditLotViewSet:
        register_permission_policy(listing.model, ReadOnlyPolicy(listing.model))
register_giving()
KEPT = (PromotionViewSet, CommissionScheduleViewSet, AgreedCommissionViewSet)
for kept in KEPT:
    register_permission_policy(kept.model, KeepingPolicy(kept.model))


class CommerceGroup(ViewSetGroup):
    menu_label = "Commerce"
    menu_icon = "calendar-check"
    menu_order = 600
    items = (ChecksViewSet, *LISTINGS, *KEPT)


@hooks.register("register_admin_viewset")
def register_listings() -> CommerceGroup:
    return CommerceGroup()
