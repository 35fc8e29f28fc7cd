"""Puts the marketplace into the back office."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from estuary.kernel.backoffice import ReadOnlyPolicy
from estuary.kernel.steps import register_steps
from marketplace.catalogue.models import Category, Service
from marketplace.catalogue.viewsets import CategoryViewSet, ServiceViewSet
from marketplace.packages.models import Package
from marketplace.packages.viewsets import PackageViewSet
from marketplace.practitioners.viewsets import PractitionerViewSet

register_steps(PractitionerViewSet)
register_permission_policy(Service, ReadOnlyPolicy(Service))
register_permission_policy(Package, ReadOnlyPolicy(Package))
register_permission_policy(Category)


class MarketplaceGroup(ViewSetGroup):
    menu_label = "Marketplace"
    menu_icon = "group"
    menu_order = 200
    items = (PractitionerViewSet, ServiceViewSet, PackageViewSet, CategoryViewSet)


@hooks.register("register_admin_viewset")
def register_listings() -> MarketplaceGroup:
    return MarketplaceGroup()
