import time

import pytest
from django.contrib.auth.models import Group
from django.core.signing import TimestampSigner, b62_encode
from django.urls import reverse

from tests.factories import ImageFactory, PractitionerPageFactory, StandardPageFactory, UserFactory

pytestmark = pytest.mark.django_db


class SignedEarlier(TimestampSigner):
    """Signs as it would have some minutes ago."""

    def __init__(self, minutes, **kwargs):
        super().__init__(**kwargs)
        self.minutes = minutes

    def timestamp(self):
        return b62_encode(int(time.time()) - self.minutes * 60)


def draft_of(page):
    return {
        "content_type": page.get_content_type_str(),
        "token": page.create_page_preview().token,
    }


def test_a_draft_is_shown_to_whoever_has_its_token(client):
    page = PractitionerPageFactory(published=False, picture=ImageFactory())
    page.title, page.story = "Not yet published", "<p>By the <b>sea</b>.</p>"

    response = client.get(reverse("preview"), draft_of(page))

    assert response.status_code == 200
    text = response.content.decode()
    assert "Not yet published" in text
    assert "<b>sea</b>" in text
    assert "no-store" in response["Cache-Control"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_every_block_of_a_body_is_shown(client):
    page = StandardPageFactory(
        body=[
            {"type": "heading", "value": {"text": "Welcome", "level": "h2"}},
            {
                "type": "questions",
                "value": {"title": "", "items": [{"question": "Why?", "answer": "<p>So.</p>"}]},
            },
            {
                "type": "call_to_action",
                "value": {"title": "Go", "text": "", "button": "Now", "address": "http://x.test"},
            },
        ]
    )

    text = client.get(reverse("preview"), draft_of(page)).content.decode()

    assert "<h2>Welcome</h2>" in text
    assert "<h3>Why?</h3>" in text
    assert 'href="http://x.test"' in text


@pytest.mark.parametrize(
    "wrong",
    [{"token": "id=1:x:y"}, {"content_type": "cms.homepage"}, {"content_type": "nothing"}],
    ids=str,
)
def test_without_a_true_token_there_is_nothing(client, wrong):
    query = draft_of(PractitionerPageFactory(published=False)) | wrong

    assert client.get(reverse("preview"), query).status_code == 404


@pytest.mark.parametrize(("minutes", "answer"), [(59, 200), (61, 404)])
def test_a_token_lasts_an_hour(client, minutes, answer):
    page = PractitionerPageFactory(published=False)
    page.get_preview_signer = lambda: SignedEarlier(minutes, salt="headlesspreview.token")

    assert client.get(reverse("preview"), draft_of(page)).status_code == answer


def test_a_signature_made_for_something_else_opens_nothing(client):
    page = PractitionerPageFactory(published=False)
    forged = TimestampSigner(salt="something else").sign(f"id={page.pk}")

    query = draft_of(page) | {"token": forged}

    assert client.get(reverse("preview"), query).status_code == 404


def test_the_editors_panel_leads_to_the_frontend(client):
    page = StandardPageFactory()
    editor = UserFactory()
    editor.groups.add(Group.objects.get(name="Editors"))
    client.force_login(editor)
    address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])

    response = client.get(address)

    assert response.status_code == 200
    assert "/preview/?content_type=cms.standardpage" in response.content.decode()
