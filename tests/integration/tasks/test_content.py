"""From a publication to the frontends: numbered once, told, sent; whatever is lost on the way."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.utils import timezone
from standardwebhooks.webhooks import Webhook
from wagtail import signals

from estuary.kernel.models import OutboxEvent
from live.models import FeedEntry, WebhookDelivery
from live.webhooks import operations
from live.webhooks.states import DeliveryStatus
from marketplace.catalogue import operations as catalogue
from marketplace.practitioners import operations as practitioners
from tasks import content, notifications
from tests.factories import (
    ModalityFactory,
    PractitionerPageFactory,
    ServicePageFactory,
    StandardPageFactory,
    UserFactory,
)
from tests.factories.webhooks import SECRET, WebhookEndpointFactory
from tests.integration.live.webhooks.conftest import frontend as frontend

pytestmark = pytest.mark.django_db


def test_a_publication_is_numbered_and_told_to_a_frontend(frontend, relay):
    page = StandardPageFactory(slug="about")
    WebhookEndpointFactory(address=frontend.address)

    relay()

    entry = FeedEntry.objects.get()
    assert (entry.feed, entry.seq, entry.type) == ("content", 1, "content.changed")
    [(_, headers, body)] = frontend.got
    told = Webhook(SECRET).verify(body, headers)["data"]
    assert told == {"seq": 1, **entry.data}
    assert (told["kind"], told["object"], told["id"]) == (
        "published",
        "cms.StandardPage",
        str(page.pk),
    )
    assert told["path"] == "/about/"
    assert f"page-{page.pk}" in told["tags"]
    assert WebhookDelivery.objects.get().status == DeliveryStatus.DELIVERED


def test_a_fact_that_is_told_twice_is_one_entry_and_one_webhook(frontend):
    WebhookEndpointFactory(address=frontend.address)
    fact = {
        "event_id": "one", "kind": "published", "object": "cms.StandardPage", "object_id": "1",
        "locale": "en", "path": "/about/", "tags": "page-1", "at": "2027-02-01T09:00:00Z",
    }  # fmt: skip

    content.tell_frontends(**fact)
    content.tell_frontends(**fact)

    assert FeedEntry.objects.count() == WebhookDelivery.objects.count() == 1
    assert len(frontend.got) == 1


def test_a_webhook_whose_hint_was_lost_is_found_by_the_clock(frontend, relay, monkeypatch):
    """Guards: killed between the commit and the hint, or an emptied Redis."""
    WebhookEndpointFactory(address=frontend.address)
    StandardPageFactory()
    with monkeypatch.context() as patch:
        patch.setattr(content, "send_webhook", lambda **_: None)
        relay()
    assert frontend.got == []

    content.sweep_webhooks.call_local()

    assert len(frontend.got) == 1


def test_several_to_one_endpoint_follow_one_another(frontend, relay, monkeypatch):
    WebhookEndpointFactory(address=frontend.address)
    StandardPageFactory.create_batch(3)
    with monkeypatch.context() as patch:
        patch.setattr(content, "send_webhook", lambda **_: None)
        relay()
    first = WebhookDelivery.objects.order_by("pk").first()
    asked = []
    monkeypatch.setattr(
        type(content.send_webhook), "schedule", lambda _, *, kwargs, delay: asked.append(kwargs)
    )

    content.send_webhook.call_local(delivery_id=first.pk)

    following = WebhookDelivery.objects.order_by("pk")[1]
    assert asked == [{"delivery_id": following.pk}]
    assert [json.loads(body)["data"]["seq"] for _, _, body in frontend.got] == [first.entry.seq]


def test_whoever_shows_a_practitioner_hears_when_they_are_suspended(relay):
    page = PractitionerPageFactory()
    practitioners.suspend(practitioner_id=page.practitioner_id, reason="Papers ran out.")

    relay()

    last = FeedEntry.objects.of("content").last()
    assert last.data["kind"] == "saved"
    assert f"practitioner-{page.practitioner.public_id}" in last.data["tags"]


def test_whoever_shows_a_service_hears_of_another_price(relay):
    page = ServicePageFactory()
    relay()
    catalogue.pause(service_id=page.service_id)

    relay()

    last = FeedEntry.objects.of("content").last()
    assert (last.data["kind"], last.data["object"]) == ("saved", "cms.ServicePage")


@pytest.fixture
def ten_minutes_ago(time_machine):
    """Begins in the past, so that what is done now has been done for a while when it is over."""
    time_machine.move_to(timezone.now() - timedelta(minutes=10), tick=True)
    return lambda: time_machine.move_to(timezone.now() + timedelta(minutes=10), tick=True)


def test_what_was_published_just_before_a_kill_is_told_by_the_clock(
    relay, monkeypatch, ten_minutes_ago
):
    """Guards: an editor's publication is not one transaction; we come after Wagtail's save."""
    page, modality = PractitionerPageFactory(published=False), ModalityFactory(live=False)
    told = StandardPageFactory()
    with monkeypatch.context() as patch:
        for signal in (signals.page_published, signals.published):
            patch.setattr(signal, "send", lambda **_: [])
        page.get_latest_revision().publish()
        modality.save_revision().publish()
    page.practitioner.refresh_from_db()
    assert not page.practitioner.is_listed
    ten_minutes_ago()

    content.tell_what_nobody_told.call_local()
    content.tell_what_nobody_told.call_local()
    relay()

    page.practitioner.refresh_from_db()
    assert page.practitioner.is_listed
    ids = [entry.data["id"] for entry in FeedEntry.objects.of("content")]
    assert sorted(ids) == sorted([str(told.pk), str(page.pk), str(modality.public_id)])


def test_what_is_being_published_is_left_alone(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(signals.page_published, "send", lambda **_: [])
        StandardPageFactory()

    content.tell_what_nobody_told.call_local()

    assert not OutboxEvent.objects.filter(name="cms.content.changed").exists()


def test_who_looks_after_endpoints_is_told_that_one_is_off(relay, frontend):
    frontend.status = 410
    developer, editor = UserFactory(), UserFactory()
    developer.groups.add(Group.objects.get(name="Developers"))
    editor.groups.add(Group.objects.get(name="Editors"))
    endpoint = WebhookEndpointFactory(address=frontend.address, description="The shop")
    StandardPageFactory()

    relay()
    notifications.sweep_notifications.call_local()

    assert [letter.to for letter in mail.outbox] == [[developer.email]]
    assert "The shop" in mail.outbox[0].body
    assert f"/webhookendpoint/inspect/{endpoint.pk}/" in mail.outbox[0].body


def test_nobody_is_told_of_one_that_is_on_again(relay, frontend):
    frontend.status = 410
    UserFactory().groups.add(Group.objects.get(name="Developers"))
    endpoint = WebhookEndpointFactory(address=frontend.address)
    delivery = operations.send_test(endpoint_id=endpoint.pk, now=endpoint.created_at)
    content.send_webhook.call_local(delivery_id=delivery.pk)
    operations.switch_on(endpoint_id=endpoint.pk)

    relay()

    assert mail.outbox == []
