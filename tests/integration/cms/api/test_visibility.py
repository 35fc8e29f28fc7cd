"""What is not public is in no answer: not as a page, not as a card, not by its number."""

import json

import pytest
from wagtail.models import PageViewRestriction

from cms.models import PostPage
from tests import factories
from tests.factories import (
    FaqFactory,
    PostFactory,
    PostPageFactory,
    PractitionerFactory,
    PractitionerPageFactory,
    ServiceFactory,
    ServicePageFactory,
    StandardPageFactory,
    UserFactory,
)
from tests.factories.media import MediaAssetFactory

pytestmark = pytest.mark.django_db

PAGES = "/api/v1/content/pages/"


def body_of(api, blocks, *, user=None, depth=1):
    """The values of the body of a page with these blocks, by type."""
    page = StandardPageFactory(
        body=[{"type": kind, "value": value} for kind, value in blocks.items()]
    )
    shown = api(user).get(f"{PAGES}{page.pk}/", {"depth": depth}).json()["body"]
    return {block["type"]: block["value"] for block in shown}


def private(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    return page


def action(page):
    return {"title": "", "text": "", "button": "Go", "page": page.pk, "address": ""}


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_cards_of_rows_that_are_not_public_are_null(api, depth):
    hidden = PractitionerFactory(is_listed=False)
    archived = ServiceFactory(is_listed=False)
    unlisted = PostPageFactory(post=PostFactory(practitioner=PractitionerFactory()))
    type(unlisted.post).objects.update(is_listed=False)

    shown = body_of(
        api,
        {
            "practitioner": {"practitioner": hidden.pk, "note": ""},
            "service": {"service": archived.pk, "note": ""},
            "post": {"post": unlisted.pk, "note": ""},
        },
        depth=depth,
    )

    assert shown == {
        "practitioner": {"practitioner": None, "note": ""},
        "service": {"service": None, "note": ""},
        "post": {"post": None, "note": ""},
    }


def test_a_post_that_is_not_listed_is_in_no_stream_s_body(api):
    unlisted = PostPageFactory()
    listed = PostPageFactory(body=[("post", {"post": unlisted, "note": ""})])
    type(unlisted.post).objects.filter(pk=unlisted.post_id).update(is_listed=False)

    [block] = api().get(f"/api/v1/streams/{listed.post.slug}/").json()["data"]["body"]

    assert block["value"] == {"post": None, "note": ""}


def test_nor_does_a_stream_lead_to_a_page_of_somebody_suspended(api):
    hidden = PractitionerPageFactory(title="Ana")
    stream = PostPageFactory(body=[{"type": "call_to_action", "value": action(hidden)}])
    type(hidden.practitioner).objects.filter(pk=hidden.practitioner_id).update(status="suspended")

    [button] = api().get(f"/api/v1/streams/{stream.post.slug}/").json()["data"]["body"]

    assert button["value"]["page"] is None


def test_a_service_of_a_practitioner_who_is_not_public_is_not_shown(api):
    service = ServiceFactory(practitioner=PractitionerFactory(is_listed=False))

    assert body_of(api, {"service": {"service": service.pk, "note": ""}})["service"] == {
        "service": None,
        "note": "",
    }


@pytest.mark.parametrize("depth", [0, 1])
def test_a_draft_is_not_named_by_what_leads_to_it(api, depth):
    draft = StandardPageFactory(title="Secret plans", slug="secret-plans", published=False)
    text = f'<p><a linktype="page" id="{draft.pk}">soon</a></p>'

    shown = body_of(api, {"words": text, "call_to_action": action(draft)}, depth=depth)

    assert shown["words"] == "<p><a>soon</a></p>"
    assert (shown["call_to_action"]["page"], shown["call_to_action"]["url"]) == (None, None)
    assert "ecret" not in json.dumps(shown)


def test_a_page_of_somebody_suspended_is_not_shown_by_what_leads_to_it(api):
    page = PractitionerPageFactory(title="Ana")
    type(page.practitioner).objects.update(status="suspended")

    shown = body_of(api, {"call_to_action": action(page)})

    assert shown["call_to_action"]["page"] is None


def test_a_private_page_is_linked_to_and_not_shown(api):
    """The frontend asks who comes; its title is for those who may read it."""
    members = private(StandardPageFactory(title="For members", slug="members"))
    blocks = {"call_to_action": action(members)}

    nobody = body_of(api, blocks)["call_to_action"]
    somebody = body_of(api, blocks, user=UserFactory())["call_to_action"]

    assert (nobody["page"], nobody["url"]) == (None, "http://frontend.test/members/")
    assert somebody["page"]["title"] == "For members"


def test_what_lies_below_a_private_page_is_not_listed(api):
    members = private(StandardPageFactory())
    below = StandardPageFactory(parent=members)

    listed = api().get(PAGES, {"type": "cms.StandardPage"}).json()["items"]

    assert listed == []
    assert api().get(f"{PAGES}{below.pk}/").status_code == 404


def test_snippets_that_are_not_published_are_left_out(api):
    shown = body_of(
        api,
        {
            "faqs": {"title": "", "items": [FaqFactory(live=False).pk, FaqFactory().pk]},
            "testimonials": {"title": "", "items": [factories.TestimonialFactory(live=False).pk]},
        },
    )

    assert len(shown["faqs"]["items"]) == 1
    assert shown["testimonials"]["items"] == []


def test_an_upload_is_not_got_at_by_its_number(api):
    theirs = MediaAssetFactory(video=True)
    ours = MediaAssetFactory(video=True, owner__is_staff=True)
    portrait = MediaAssetFactory(owner__is_staff=True)
    values = {"captions": None, "poster": None, "caption": ""}

    shown = [
        body_of(api, {"video": {"media": one.pk, **values}})["video"]["media"]
        for one in (theirs, portrait, ours)
    ]

    assert shown[:2] == [None, None]
    assert shown[2]["id"] == str(ours.public_id)
    assert shown[2]["url"].startswith("http")


def post_for(access):
    page = PostPageFactory(
        access=access,
        teaser="Ten minutes for the night",
        body=[{"type": "words", "value": "<p>Lie down.</p>"}],
    )
    page.media = MediaAssetFactory(video=True, owner=page.post.practitioner.user)
    page.kind = "video"
    page.save_revision().publish()
    return PostPage.objects.get(pk=page.pk)


@pytest.mark.parametrize("access", ["followers", "purchasers"])
def test_a_post_that_is_not_for_everybody_shows_its_teaser(api, access):
    page = post_for(access)

    shown = api().get(f"{PAGES}{page.pk}/").json()
    [listed] = api().get(PAGES, {"type": "cms.PostPage", "fields": "*"}).json()["items"]

    for answer in (shown, listed):
        assert answer["teaser"] == "Ten minutes for the night"
        assert (answer["body"], answer["media"]) == ([], [])
        assert "Lie down" not in json.dumps(answer)


@pytest.mark.parametrize("access", ["free", "followers", "purchasers"])
def test_an_author_reads_the_whole_of_it(api, access):
    page = post_for(access)

    shown = api(page.post.practitioner.user).get(f"{PAGES}{page.pk}/").json()

    assert shown["body"][0]["value"] == "<p>Lie down.</p>"
    assert shown["media"][0]["kind"] == "video"


def test_a_post_for_everybody_is_shown_whole(api):
    page = post_for("free")

    assert api().get(f"{PAGES}{page.pk}/").json()["body"][0]["type"] == "words"


@pytest.mark.parametrize("query", [{}, {"search": "breathing"}], ids=["listed", "searched"])
def test_pages_about_what_is_not_public_stay_published_and_are_not_shown(api, query):
    """A suspended practitioner's, and those of services that are not sold."""
    post = PostPageFactory(title="Breathing")
    channel = post.get_parent()
    service = ServicePageFactory(service__practitioner=post.post.practitioner, title="Breathing")
    PractitionerFactory._meta.model.objects.filter(pk=post.post.practitioner_id).update(
        status="suspended"
    )
    paused = ServicePageFactory(title="Breathing")
    type(paused.service).objects.filter(pk=paused.service_id).update(status="paused")

    listed = api().get(PAGES, {"limit": 50, **query}).json()["items"]

    hidden = {page.pk for page in (post, channel, channel.get_parent(), service, paused)}
    assert {one["id"] for one in listed} & hidden == set()
    for page in hidden:
        assert api().get(f"{PAGES}{page}/").status_code == 404
        assert api().get(f"{PAGES}find/", {"id": page}).status_code == 404
