"""Every model of this app, so that Django and readers find them in one place."""

from live.notifications.models import Delivery as Delivery
from live.notifications.models import Notification as Notification
from live.realtime.models import FeedEntry as FeedEntry
from live.webhooks.models import WebhookAttempt as WebhookAttempt
from live.webhooks.models import WebhookDelivery as WebhookDelivery
from live.webhooks.models import WebhookEndpoint as WebhookEndpoint
