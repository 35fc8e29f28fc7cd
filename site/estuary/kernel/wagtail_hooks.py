"""Puts into the back office what runs by itself, for those who look after it."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from estuary.kernel.backoffice import OPERATIONS
from estuary.kernel.steps import register_steps
from estuary.kernel.viewsets import OutboxDeliveryViewSet

register_steps(OutboxDeliveryViewSet)


class OperationsGroup(ViewSetGroup):
    menu_label = "Operations"
    menu_icon = "cogs"
    menu_order = 700
    submenu_hook = OPERATIONS
    items = (OutboxDeliveryViewSet,)


@hooks.register("register_admin_viewset")
def register_operations() -> OperationsGroup:
    return OperationsGroup()
