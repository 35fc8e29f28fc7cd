"""Endpoints and webhooks in the back office: who may, what is shown, and what is shown once."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import ModelLogEntry

from live.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from live.webhooks.states import DeliveryStatus
from tests.factories.accounts import UserFactory
from tests.factories.webhooks import SECRET, WebhookDeliveryFactory, WebhookEndpointFactory

pytestmark = pytest.mark.django_db
ADDRESS = "https://frontend.example/hook"


@pytest.fixture
def developer(client):
    """A browser of somebody who builds frontends."""
    person = UserFactory()
    person.groups.add(Group.objects.get(name="Developers"))
    client.force_login(person)
    return client


def page(browser, name, *args, **query):
    return browser.get(reverse(name, args=args), query)


def said(response):
    return [str(message) for message in response.context["messages"]]


def add(browser, **fields):
    form = {"address": ADDRESS, "kinds": ["published"], "tags": "page-1\npage-2", **fields}
    return browser.post(reverse("webhookendpoint:new"), form, follow=True)


def step(browser, row, name, **form):
    return browser.post(reverse(f"{row._meta.model_name}:{name}", args=[row.pk]), form, follow=True)


def offered(browser, row):
    inspect = page(browser, f"{row._meta.model_name}:inspect", row.pk)
    return [button.label for button in inspect.context["header_buttons"]]


def test_an_endpoint_is_added_and_its_secret_shown_once(developer):
    answer = add(developer)

    endpoint = WebhookEndpoint.objects.get()
    assert (endpoint.address, endpoint.kinds) == (ADDRESS, ["published"])
    assert endpoint.tags == ["page-1", "page-2"]
    assert any(endpoint.secret in message for message in said(answer))
    again = page(developer, "webhookendpoint:inspect", endpoint.pk).content.decode()
    assert endpoint.secret not in again
    entry = ModelLogEntry.objects.get(action="live.webhookendpoint.add")
    assert endpoint.secret not in str(entry.data)


def test_an_address_that_cannot_be_is_refused_beside_its_field(developer):
    answer = add(developer, address="http://frontend.example/")

    assert "must begin with https" in answer.content.decode()
    assert not WebhookEndpoint.objects.exists()


def test_an_endpoint_is_changed_rotated_tested_and_switched(developer):
    endpoint = WebhookEndpointFactory()
    assert offered(developer, endpoint) == ["Change", "Send a test", "New secret", "Switch off"]

    step(developer, endpoint, "change", address=ADDRESS, description="Shop", kinds=[], tags="")
    rotated = step(developer, endpoint, "rotate-secret")
    step(developer, endpoint, "send-test")
    step(developer, endpoint, "switch-off")

    endpoint.refresh_from_db()
    assert (endpoint.address, endpoint.description) == (ADDRESS, "Shop")
    assert endpoint.previous_secret == SECRET
    assert any(endpoint.secret in message for message in said(rotated))
    assert WebhookDelivery.objects.get().entry is None
    assert not endpoint.is_enabled
    assert offered(developer, endpoint) == ["Change", "New secret", "Switch on"]
    step(developer, endpoint, "switch-on")
    endpoint.refresh_from_db()
    assert endpoint.is_enabled


def test_a_webhook_tells_what_was_answered_and_is_sent_again(developer):
    webhook = WebhookDeliveryFactory(status=DeliveryStatus.GIVEN_UP, attempts=1)
    WebhookAttempt.objects.create(
        delivery=webhook, number=1, at=webhook.created_at, status_code=500, answer="oops",
        milliseconds=12,
    )  # fmt: skip

    shown = page(developer, "webhookdelivery:inspect", webhook.pk).content.decode()
    assert "500 oops" in shown
    assert offered(developer, webhook) == ["Send again"]
    step(developer, webhook, "send-again")

    webhook.refresh_from_db()
    assert webhook.status == DeliveryStatus.WAITING
    assert offered(developer, webhook) == []


@pytest.mark.parametrize("name", ["webhookendpoint", "webhookdelivery"])
@pytest.mark.parametrize("query", [{}, {"q": "frontend"}, {"export": "csv"}, {"export": "xlsx"}])
def test_they_are_listed_searched_and_exported(developer, name, query):
    delivery = WebhookDeliveryFactory()

    answer = page(developer, f"{name}:index", **query)

    assert answer.status_code == 200
    if "export" in query:
        exported = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert delivery.endpoint.secret.encode() not in exported


def test_they_are_filtered(developer):
    WebhookDeliveryFactory(status=DeliveryStatus.GIVEN_UP)

    given_up = page(developer, "webhookdelivery:index", status="given_up")
    waiting = page(developer, "webhookdelivery:index", status="waiting")
    off = page(developer, "webhookendpoint:index", is_enabled="false")

    assert len(given_up.context["object_list"]) == 1
    assert len(waiting.context["object_list"]) == len(off.context["object_list"]) == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_cost_the_same_queries_however_many(developer, count, django_assert_num_queries):
    WebhookDeliveryFactory.create_batch(count)
    for name, queries in (("webhookendpoint:index", 12), ("webhookdelivery:index", 13)):
        page(developer, name)
        with django_assert_num_queries(queries):
            assert page(developer, name).status_code == 200


@pytest.mark.parametrize("group", ["Editors", "Moderators", "Support", "Finance"])
def test_others_see_and_do_nothing(client, group):
    endpoint = WebhookEndpointFactory()
    person = UserFactory()
    person.groups.add(Group.objects.get(name=group))
    client.force_login(person)

    assert page(client, "webhookendpoint:index").status_code == 302
    assert page(client, "webhookendpoint:inspect", endpoint.pk).status_code == 302
    assert page(client, "webhookdelivery:index").status_code == 302
    add(client)
    step(client, endpoint, "rotate-secret")

    endpoint.refresh_from_db()
    assert endpoint.secret == SECRET
    assert WebhookEndpoint.objects.count() == 1


def test_nobody_edits_or_deletes_them_by_hand(client):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    endpoint = WebhookEndpointFactory()

    for view in ("edit", "delete"):
        answer = client.post(reverse(f"webhookendpoint:{view}", args=[endpoint.pk]))
        assert answer.status_code == 302
    assert WebhookEndpoint.objects.filter(pk=endpoint.pk).exists()
