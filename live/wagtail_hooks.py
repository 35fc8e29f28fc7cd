"""Puts live into the back office: a listing only."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from estuary.kernel.backoffice import ReadOnlyPolicy
from live.notifications.viewsets import DeliveryViewSet

register_permission_policy(DeliveryViewSet.model, ReadOnlyPolicy(DeliveryViewSet.model))


@hooks.register("register_admin_viewset")
def register_letters() -> DeliveryViewSet:
    return DeliveryViewSet("letters", menu_order=700)
