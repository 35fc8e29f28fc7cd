import base64

import factory

from live.models import FeedEntry, WebhookDelivery, WebhookEndpoint

SECRET = f"whsec_{base64.b64encode(b'a secret of thirty-two bytes....').decode()}"


class FeedEntryFactory(factory.django.DjangoModelFactory):
    """A page was published."""

    class Meta:
        model = FeedEntry

    feed = "content"
    seq = factory.Sequence(lambda n: n + 1)
    key = factory.Sequence(lambda n: f"occasion {n}")
    type = "content.changed"
    data = factory.LazyFunction(
        lambda: {"kind": "published", "object": "cms.StandardPage", "tags": ["page-1", "addresses"]}
    )


class WebhookEndpointFactory(factory.django.DjangoModelFactory):
    """An endpoint for everything, on this machine."""

    class Meta:
        model = WebhookEndpoint

    address = "http://127.0.0.1:9/hook"
    secret = SECRET


class WebhookDeliveryFactory(factory.django.DjangoModelFactory):
    """A webhook that waits."""

    class Meta:
        model = WebhookDelivery

    endpoint = factory.SubFactory(WebhookEndpointFactory)
    entry = factory.SubFactory(FeedEntryFactory)
    body = '{"type":"content.changed"}'
