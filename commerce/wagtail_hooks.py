"""Puts commerce into the back office: listings only, since money moves by operations."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from commerce.bookings.viewsets import BookingViewSet
from commerce.checkout.viewsets import OrderViewSet
from commerce.entitlements.viewsets import EntitlementViewSet
from commerce.ledger.viewsets import EntryViewSet, PostingViewSet
from commerce.payments.viewsets import PaymentViewSet, RefundViewSet, WebhookReceiptViewSet
from estuary.kernel.backoffice import ReadOnlyPolicy

LISTINGS = (
    BookingViewSet,
    OrderViewSet,
    EntitlementViewSet,
    PaymentViewSet,
    RefundViewSet,
    EntryViewSet,
    PostingViewSet,
    WebhookReceiptViewSet,
)

for listing in LISTINGS:
    register_permission_policy(listing.model, ReadOnlyPolicy(listing.model))


class CommerceGroup(ViewSetGroup):
    menu_label = "Commerce"
    menu_icon = "calendar-check"
    menu_order = 600
    items = LISTINGS


@hooks.register("register_admin_viewset")
def register_listings() -> CommerceGroup:
    return CommerceGroup()
