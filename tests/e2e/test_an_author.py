"""A practitioner uploads a portrait, writes their page and a service, and is published."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from cms.models import PractitionerPage, ServicePage
from tests.factories import PractitionerFactory, UserFactory
from tests.factories.pages import jpeg

pytestmark = pytest.mark.django_db
API = "/api/v1"
STORY = f"<p>I did not sleep for a year, {'and breathed, ' * 8}and then I slept.</p>"


@pytest.fixture
def moderator(client):
    """A browser signed in to the back office."""
    somebody = UserFactory()
    somebody.groups.add(Group.objects.get(name="Moderators"))
    client.force_login(somebody)
    return client


def data(answer, status=200):
    assert answer.status_code == status, answer.json()
    return answer.json()["data"]


def test_from_a_portrait_to_a_public_service(api, moderator):
    ana = PractitionerFactory(is_listed=False, display_name="Ana Reis")
    mine, me = api(ana.user), f"{API}/practitioners/{ana.public_id}/"

    # a portrait
    content = jpeg()
    begun = data(
        mine.post(
            f"{API}/media/",
            {
                "purpose": "portrait",
                "file_name": "ana.jpg",
                "content_type": "image/jpeg",
                "size_bytes": len(content),
            },
            format="json",
        ),
        201,
    )
    upload = begun["upload"]
    sent = moderator.put(
        upload["url"].removeprefix("http://testserver"), content, content_type="image/jpeg"
    )
    assert sent.status_code == 200
    data(mine.post(f"{API}/media/{begun['id']}/finish/"))

    # a page and a service
    data(
        mine.put(
            me,
            {
                "display_name": "Ana Reis",
                "professional_title": "Breathwork facilitator",
                "summary": "Slow breath, deep rest.",
                "story": STORY,
                "picture": {"asset": begun["id"], "alt": "Ana by the sea"},
                "languages": ["English"],
            },
            format="json",
        )
    )
    service = data(
        mine.post(
            f"{API}/services/",
            {
                "title": "Breathwork for sleep",
                "summary": "An hour that slows down.",
                "description": f"<p>{'We breathe out longer than we breathe in. ' * 3}</p>",
                "terms": {"price_cents": 8000, "duration_minutes": 60},
            },
            format="json",
        ),
        201,
    )
    offer = f"{API}/services/{service['id']}/"
    assert api().get(me).status_code == 404
    assert api().get(offer).status_code == 404

    # reviewed in the back office
    assert data(mine.post(f"{me}submit/"))["status"] == "in_review"
    assert data(mine.post(f"{offer}submit/"))["status"] == "in_review"
    for page in (
        PractitionerPage.objects.get(practitioner=ana),
        ServicePage.objects.get(service__public_id=service["id"]),
    ):
        waiting = page.current_workflow_task_state
        judged = moderator.post(
            reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", waiting.pk])
        )
        assert judged["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert data(mine.get(f"{me}review/"))["status"] == "live"
    data(mine.post(f"{offer}activate/"))

    # seen by everybody
    shown = data(api().get(me))
    assert shown["words"]["story"] == STORY
    assert shown["picture"]["alt"] == "Ana by the sea"
    assert [one["title"] for one in shown["services"]] == ["Breathwork for sleep"]
    assert data(api().get(offer))["price"]["amount_cents"] == 8000
    found = data(api().get(f"{API}/services/", {"search": "sleep"}))
    assert [one["title"] for one in found["results"]] == ["Breathwork for sleep"]
