"""Puts the letters into the back office."""

from wagtail import hooks

from estuary.kernel.steps import register_steps
from live.notifications.viewsets import DeliveryViewSet

register_steps(DeliveryViewSet)


@hooks.register("register_admin_viewset")
def register_letters() -> DeliveryViewSet:
    return DeliveryViewSet()
