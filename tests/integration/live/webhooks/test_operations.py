import pytest

from live.models import WebhookDelivery, WebhookEndpoint
from live.webhooks import operations, sending
from tests.factories.webhooks import FeedEntryFactory, WebhookEndpointFactory

pytestmark = pytest.mark.django_db


def test_a_new_endpoint_has_a_secret_of_its_own():
    first = operations.add(address="https://one.example/hook")
    second = operations.add(address="https://two.example/hook")

    assert first.secret.startswith("whsec_")
    assert first.secret != second.secret


@pytest.mark.parametrize("address", ["http://frontend.example/", "ftp://x.example/", "nonsense"])
def test_an_address_that_cannot_be_is_refused(address):
    with pytest.raises(operations.WebhookAddressRefused):
        operations.add(address=address)
    endpoint = WebhookEndpointFactory()
    with pytest.raises(operations.WebhookAddressRefused):
        operations.change(
            endpoint_id=endpoint.pk, address=address, description="", kinds=[], tags=[]
        )


def test_our_own_network_is_refused_in_production(settings):
    settings.WEBHOOKS_TO_PRIVATE_NETWORKS = False

    with pytest.raises(operations.WebhookAddressRefused, match="own network"):
        operations.add(address="https://169.254.169.254/latest/")


def test_an_entry_is_planned_once_for_each_endpoint_that_wants_it():
    everything = WebhookEndpointFactory()
    WebhookEndpointFactory(kinds=["deleted"])
    WebhookEndpointFactory(tags=["page-2"])
    chosen = WebhookEndpointFactory(kinds=["published"], tags=["page-1"])
    WebhookEndpointFactory(is_enabled=False, off_reason="By staff.")
    entry = FeedEntryFactory()

    first = operations.plan(entry_id=entry.pk, now=entry.created_at)
    again = operations.plan(entry_id=entry.pk, now=entry.created_at)

    assert first == again
    assert set(WebhookDelivery.objects.values_list("endpoint", flat=True)) == {
        everything.pk,
        chosen.pk,
    }


def test_an_endpoint_is_switched_only_from_where_it_stands():
    endpoint = WebhookEndpointFactory()
    with pytest.raises(operations.WebhookEndpointOn):
        operations.switch_on(endpoint_id=endpoint.pk)

    operations.switch_off(endpoint_id=endpoint.pk)

    for refused in (operations.switch_off, lambda **one: operations.send_test(**one, now=None)):
        with pytest.raises(operations.WebhookEndpointOff):
            refused(endpoint_id=endpoint.pk)


def test_switched_on_again_what_failed_before_counts_no_more(frontend):
    frontend.status = 410
    entry = FeedEntryFactory()
    endpoint = WebhookEndpointFactory(address=frontend.address)
    [delivery] = operations.plan(entry_id=entry.pk, now=entry.created_at)
    sending.send(delivery_id=delivery, now=entry.created_at)

    operations.switch_on(endpoint_id=endpoint.pk)

    endpoint.refresh_from_db()
    assert (endpoint.is_enabled, endpoint.off_reason, endpoint.failures) == (True, "", 0)
    assert endpoint.rests_until is None


def test_what_waits_is_sent_to_the_new_address(frontend):
    entry = FeedEntryFactory()
    endpoint = WebhookEndpointFactory()
    [delivery] = operations.plan(entry_id=entry.pk, now=entry.created_at)

    operations.change(
        endpoint_id=endpoint.pk, address=frontend.address, description="x", kinds=[], tags=[]
    )
    sending.send(delivery_id=delivery, now=entry.created_at)

    assert len(frontend.got) == 1
    assert WebhookEndpoint.objects.get().description == "x"
