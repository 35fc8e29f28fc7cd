"""Puts letters and webhooks into the back office."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from estuary.kernel.steps import SteppedViewSet, register_steps
from live.notifications.viewsets import DeliveryViewSet
from live.webhooks import viewsets as webhooks

register_steps(DeliveryViewSet)
register_steps(webhooks.WebhookDeliveryViewSet)
register_steps(webhooks.WebhookEndpointViewSet)
register_permission_policy(
    webhooks.WebhookEndpoint, webhooks.EndpointPolicy(webhooks.WebhookEndpoint)
)
hooks.register("register_log_actions", webhooks.name_actions)


@hooks.register("register_admin_viewset")
def register_listings() -> list[SteppedViewSet]:
    return [
        DeliveryViewSet(),
        webhooks.WebhookEndpointViewSet(),
        webhooks.WebhookDeliveryViewSet(),
    ]
