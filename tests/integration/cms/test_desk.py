"""Pages that are the words of a row, made, copied, moved and deleted in the back office."""

import json

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from cms.models import HomePage, Post, PostPage, PractitionerIndexPage, ServicePage, StreamPage
from cms.workflows import moderation
from marketplace.catalogue.states import ServiceStatus
from marketplace.media.states import AssetState
from marketplace.models import Service
from marketplace.practitioners import operations as practitioners
from tests.factories import ServiceFactory, UserFactory
from tests.factories.media import MediaAssetFactory
from tests.factories.pages import (
    LONG,
    ModalityFactory,
    PostPageFactory,
    PractitionerPageFactory,
    ServicePageFactory,
    StreamPageFactory,
)
from tests.threads import at_once

pytestmark = pytest.mark.django_db
COMMENTS = {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
TEXT = LONG.removeprefix("<p>").removesuffix("</p>")
WORDS = {
    "entityMap": {},
    "blocks": [
        {
            "key": "a", "text": TEXT, "type": "unstyled", "depth": 0,
            "inlineStyleRanges": [], "entityRanges": [],
        }
    ],
}  # fmt: skip
POST = {
    "title": "Sleep better",
    "slug": "sleep-better",
    "kind": "article",
    "access": "free",
    "teaser": "Slowly, and lying down in the dark.",
    "body-count": 1,
    "body-0-deleted": "",
    "body-0-order": 0,
    "body-0-type": "words",
    "body-0-value": json.dumps(WORDS),
    **COMMENTS,
}
SERVICE = {
    "title": "An hour of breathing",
    "slug": "an-hour-of-breathing",
    "service": "",
    "service_type": "session",
    "summary": "An hour of slow breathing before bed.",
    "description": json.dumps(WORDS),
    "what_you_will_learn-count": 0,
    "included-count": 0,
    **COMMENTS,
}


@pytest.fixture
def channel():
    return StreamPageFactory()


def sign_in(client, group=None, **user):
    person = UserFactory(**user)
    if group:
        person.groups.add(Group.objects.get(name=group))
    client.force_login(person)
    return client


def at_desk(client, page):
    """A browser of the practitioner whose page it is."""
    practitioners.give_desk(practitioner_id=page.practitioner_id)
    client.force_login(page.practitioner.user)
    return client


def add(browser, below, model="postpage", **said):
    form = {"postpage": POST, "servicepage": SERVICE}.get(model, {}) | said
    return browser.post(reverse("wagtailadmin_pages:add", args=["cms", model, below.pk]), form)


def listed(client, address="/api/v1/streams/"):
    answer = client.get(address)
    assert answer.status_code == 200, answer.json()
    return answer.json()["data"]["results"]


def errors(answer):
    assert answer.status_code == 200
    return answer.context["form"].errors


def approve(page):
    moderator = UserFactory()
    moderator.groups.add(Group.objects.get(name="Moderators"))
    moderation.approve(thing=type(page).objects.get(pk=page.pk), by=moderator)


# --- posts ---


def test_an_editor_writes_a_post_for_a_practitioner(client, channel):
    answer = add(sign_in(client, "Editors"), channel)

    page = PostPage.objects.get()
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert not page.live
    assert page.get_parent().specific == channel
    row = page.post
    assert (row.practitioner, row.slug, row.title) == (
        channel.practitioner,
        "sleep-better",
        "Sleep better",
    )
    assert (row.teaser, row.is_listed) == (POST["teaser"], False)


def test_an_author_writes_a_post_and_it_is_published_by_a_moderator(api, client, channel):
    browser = at_desk(client, channel)

    add(browser, channel, **{"action-submit": "1"})

    page = PostPage.objects.get()
    assert page.owner == channel.practitioner.user
    assert page.workflow_in_progress
    assert listed(api()) == []
    approve(page)
    [stream] = listed(api())
    assert (stream["title"], stream["slug"]) == ("Sleep better", "sleep-better")
    whole = api().get(f"/api/v1/streams/{stream['id']}/").json()["data"]
    assert TEXT in whole["body"][0]["value"]


def test_what_an_author_began_in_the_back_office_goes_on_over_the_api(api, client, channel):
    add(at_desk(client, channel), channel)
    mine = api(channel.practitioner.user)

    [stream] = listed(mine, "/api/v1/streams/mine/")
    draft = mine.get(f"/api/v1/streams/{stream['id']}/", {"version": "draft"}).json()["data"]
    changed = mine.patch(
        f"/api/v1/streams/{stream['id']}/", {"title": "Sleep", "revision": draft["revision"]}
    )

    assert changed.status_code == 200, changed.json()
    assert PostPage.objects.get().get_latest_revision_as_object().title == "Sleep"


def test_a_moderator_publishes_at_once(api, client, channel):
    add(sign_in(client, "Moderators"), channel, **{"action-publish": "1"})

    assert PostPage.objects.get().live
    assert [one["slug"] for one in listed(api())] == ["sleep-better"]


def test_the_first_thing_that_is_typed_is_kept_by_itself_once(client, channel):
    browser = sign_in(client, "Editors")
    add_at = reverse("wagtailadmin_pages:add", args=["cms", "postpage", channel.pk])

    answer = browser.post(add_at, POST | {"teaser": ""}, headers={"accept": "application/json"})

    assert answer.json()["success"] is True
    page = PostPage.objects.get()
    browser.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        POST | {"title": "Sleep", "kind": "audio"},
        headers={"accept": "application/json"},
    )
    assert list(Post.objects.values_list("title", "kind")) == [("Sleep", "audio")]


@pytest.mark.django_db(transaction=True)
def test_two_posts_at_once_with_one_slug_are_both_kept(channel):
    """Guard: the lock on the slug, under which it is looked for again."""
    editors = [sign_in(Client(), is_superuser=True) for _ in range(3)]

    results = at_once(*(lambda editor=editor: add(editor, channel) for editor in editors))

    assert [one for one in results if isinstance(one, Exception)] == []
    slugs = ["sleep-better", "sleep-better-2", "sleep-better-3"]
    assert list(PostPage.objects.order_by("slug").values_list("slug", flat=True)) == slugs


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"kind": "rumour"}, "kind"),
        ({"kind": "live"}, "starts_at"),
        ({"slug": "mine"}, "slug"),
        ({"slug": "taken"}, "slug"),
    ],
)
def test_a_post_that_is_not_valid_leaves_nothing(client, channel, wrong, field):
    PostPageFactory(post__slug="taken")
    before = (Post.objects.count(), Page.objects.count())

    answer = add(sign_in(client, "Editors"), channel, **wrong, **{"action-submit": "1"})

    assert list(errors(answer)) == [field]
    assert (Post.objects.count(), Page.objects.count()) == before


def test_a_post_whose_page_cannot_be_made_has_no_row(client, channel, monkeypatch):
    def fail(*args, **kwargs):
        raise IntegrityError("as when two took one path")

    monkeypatch.setattr(PostPage, "save_revision", fail)

    with pytest.raises(IntegrityError):
        add(sign_in(client, "Editors"), channel)

    assert not Post.objects.exists()
    assert not PostPage.objects.exists()


def test_a_post_shows_files_and_services_of_its_author_alone(client, channel):
    other = MediaAssetFactory(kind="audio", purpose="stream_audio")
    browser = sign_in(client, "Editors")

    refused = add(browser, channel, media=other.pk, service=ServiceFactory().pk)

    assert sorted(errors(refused)) == ["media", "service"]
    assert not Post.objects.exists()


def test_a_file_that_a_draft_shows_is_kept(client, channel):
    browser = sign_in(client, "Editors")
    first, second = (
        MediaAssetFactory(kind="audio", purpose="stream_audio", owner=channel.practitioner.user)
        for _ in "ab"
    )

    add(browser, channel, media=first.pk)
    page = PostPage.objects.get()
    browser.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), POST | {"media": str(second.pk)}
    )

    for asset in (first, second):
        asset.refresh_from_db()
        assert asset.state == AssetState.ATTACHED


def test_a_channel_of_another_is_not_there(client, channel):
    other = StreamPageFactory()

    answer = add(at_desk(client, channel), other)

    assert answer.status_code == 404
    assert not Post.objects.exists()


def test_an_author_names_nothing_of_another(client, channel):
    answer = add(at_desk(client, channel), channel, service=ServiceFactory().pk)

    assert answer["Location"] == reverse("wagtailadmin_home")
    assert not Post.objects.exists()


def test_a_new_post_is_previewed_before_it_is_there(api, client, channel):
    browser = sign_in(client, "Editors")
    address = reverse("wagtailadmin_pages:preview_on_add", args=["cms", "postpage", channel.pk])

    assert browser.post(address, POST).json() == {"is_valid": True, "is_available": True}
    leads = browser.get(address)["Location"]
    shown = api().get("/api/v1/content/preview/?" + leads.partition("?")[2])

    assert shown.status_code == 200, shown.content
    assert shown.json()["title"] == "Sleep better"
    assert not Post.objects.exists()


# --- copies ---


def copy(browser, page, **said):
    form = {"new_title": "Sleep even better", "new_slug": "sleep-even-better"} | said
    return browser.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), form)


@pytest.mark.parametrize("who", ["editor", "author"])
def test_a_post_is_copied_with_a_row_of_its_own(client, who):
    page = PostPageFactory(
        body=[("words", LONG)], modalities=[ModalityFactory()], tags=["Sleep"], access="followers"
    )
    page.teaser = "Only in the draft"
    page.save_revision()
    channel = page.get_parent().specific
    browser = sign_in(client, "Editors") if who == "editor" else at_desk(client, channel)
    assert browser.get(reverse("wagtailadmin_pages:copy", args=[page.pk])).status_code == 200

    answer = copy(browser, page, new_parent_page=StreamPageFactory().pk)

    made = PostPage.objects.exclude(pk=page.pk).get()
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[made.pk])
    assert made.get_parent().specific == channel
    assert not made.live
    assert made.post_id != page.post_id
    assert (made.post.slug, made.post.title, made.post.access, made.post.is_listed) == (
        "sleep-even-better",
        "Sleep even better",
        "followers",
        False,
    )
    draft = made.get_latest_revision_as_object()
    assert (draft.post_id, draft.teaser, draft.tag_names) == (
        made.post_id,
        "Only in the draft",
        ["sleep"],
    )
    assert draft.modalities.count() == 1
    made.get_latest_revision().publish()
    page.refresh_from_db()
    assert page.live


@pytest.mark.parametrize("slug", ["taken", "mine", "no slug", ""])
def test_a_copy_that_is_not_valid_leaves_nothing(client, slug):
    page = PostPageFactory(post__slug="taken")

    answer = copy(sign_in(client, is_superuser=True), page, new_slug=slug)

    assert list(errors(answer)) == ["new_slug"]
    assert Post.objects.count() == 1


def test_a_post_of_another_is_not_copied(client, channel):
    page = PostPageFactory()

    assert copy(at_desk(client, channel), page).status_code == 404
    assert Post.objects.count() == 1


@pytest.mark.parametrize("make", [PractitionerPageFactory, ServicePageFactory, StreamPageFactory])
@pytest.mark.parametrize("method", ["get", "post"])
def test_other_pages_of_a_row_are_not_copied_and_it_says_why(client, make, method):
    page = make()
    before = Page.objects.count()

    browser = sign_in(client, is_superuser=True)
    answer = getattr(browser, method)(reverse("wagtailadmin_pages:copy", args=[page.pk]))

    assert answer.status_code == 409
    assert "Two pages cannot be the words of one" in answer.content.decode()
    assert Page.objects.count() == before


def test_what_pages_of_a_row_lie_below_is_not_copied_with_them(client):
    PractitionerPageFactory()
    home, before = HomePage.topmost(), Page.objects.count()
    browser = sign_in(client, is_superuser=True)

    answer = copy(browser, home, copy_subpages="on", new_parent_page=home.get_parent().pk)

    assert answer.status_code == 409
    assert "Below it lie pages of practitioners" in answer.content.decode()
    assert Page.objects.count() == before


def test_a_tree_with_pages_of_rows_in_it_is_not_copied_by_any_other_way():
    index = PractitionerIndexPage.topmost()
    home = HomePage(title="Home", slug="another")
    index.get_parent().get_parent().add_child(instance=home)
    tester = index.permissions_for_user(UserFactory(is_superuser=True))
    assert tester.can_copy_to(home, recursive=True)

    PractitionerPageFactory()

    assert tester.can_copy_to(home)
    assert not tester.can_copy_to(home, recursive=True)


@pytest.mark.parametrize("make", [PostPageFactory, ServicePageFactory])
def test_nor_are_they_through_the_api_of_the_back_office(client, make):
    page = make()
    address = reverse("wagtailadmin_api:pages:action", args=[page.pk, "copy"])

    answer = sign_in(client, is_superuser=True).post(address, {}, content_type="application/json")

    assert answer.status_code == 403
    assert type(page).objects.count() == 1


# --- moves and deletions ---


def move(browser, page, below):
    return browser.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, below.pk]))


@pytest.mark.parametrize(
    ("make", "below"),
    [
        (PostPageFactory, StreamPageFactory),
        (ServicePageFactory, PractitionerPageFactory),
        (StreamPageFactory, PractitionerPageFactory),
    ],
)
def test_a_page_stays_with_its_practitioner(client, make, below):
    page, other = make(), below()

    answer = move(sign_in(client, is_superuser=True), page, other)

    assert answer.status_code == 409
    assert "It stays with the practitioner" in answer.content.decode()
    assert not page.can_move_to(other)
    assert Page.objects.get(pk=page.pk).is_child_of(page.get_parent())


@pytest.mark.parametrize("which", ["post", "channel"])
def test_a_post_whose_page_is_deleted_is_gone_for_everybody(api, client, which):
    page = PostPageFactory()
    mine = api(page.post.practitioner.user)
    doomed = page if which == "post" else page.get_parent()

    sign_in(client, is_superuser=True).post(
        reverse("wagtailadmin_pages:delete", args=[doomed.pk]),
        {"confirm_site_name": "Estuary"},
    )

    assert not PostPage.objects.exists()
    row = Post.objects.get()
    assert not row.is_listed
    assert row.archived_at is not None
    assert listed(mine, "/api/v1/streams/mine/") == []
    assert mine.get(f"/api/v1/streams/{row.public_id}/").status_code == 404


# --- services ---


@pytest.mark.parametrize("who", ["editor", "author"])
def test_a_new_service_begins_with_its_page(client, who):
    profile = PractitionerPageFactory()
    browser = sign_in(client, "Editors") if who == "editor" else at_desk(client, profile)

    add(browser, profile, "servicepage", service_type="workshop")

    page = ServicePage.objects.get()
    service = page.service
    assert not page.live
    assert (service.practitioner, service.title, service.service_type) == (
        profile.practitioner,
        "An hour of breathing",
        "workshop",
    )
    assert (service.status, service.is_listed) == (ServiceStatus.DRAFT, False)


def test_a_service_that_is_there_gets_its_page(client):
    profile = PractitionerPageFactory()
    service = ServiceFactory(practitioner=profile.practitioner)

    add(sign_in(client, "Editors"), profile, "servicepage", service=service.pk, service_type="")

    assert ServicePage.objects.get().service == service
    assert Service.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"service_type": ""}, {"both": True}, {"service_type": "rite"}])
def test_a_service_is_either_there_or_new(client, wrong):
    profile = PractitionerPageFactory()
    if wrong.pop("both", False):
        wrong["service"] = ServiceFactory(practitioner=profile.practitioner).pk
    before = Service.objects.count()

    answer = add(sign_in(client, "Editors"), profile, "servicepage", **wrong)

    assert "service" in errors(answer)
    assert Service.objects.count() == before
    assert not ServicePage.objects.exists()


def test_a_service_that_has_a_page_asks_for_no_type(client):
    page = ServicePageFactory()
    browser = sign_in(client, "Editors")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])

    assert b"service_type" not in browser.get(address).content
    browser.post(address, SERVICE | {"service": page.service_id, "slug": page.slug})

    draft = ServicePage.objects.get().get_latest_revision_as_object()
    assert draft.title == "An hour of breathing"
    add_at = reverse("wagtailadmin_pages:add", args=["cms", "servicepage", page.get_parent().pk])
    assert b"service_type" in browser.get(add_at).content


# --- channels ---


def test_a_channel_is_that_of_the_page_it_lies_below(client):
    profile = PractitionerPageFactory()
    browser = at_desk(client, profile)
    address = reverse("wagtailadmin_pages:add", args=["cms", "streampage", profile.pk])

    form = browser.get(address).context["form"]
    assert form["practitioner"].value() == profile.practitioner_id
    add(browser, profile, "streampage", title="Notes", slug="notes",
        practitioner=profile.practitioner_id, **COMMENTS)  # fmt: skip

    assert StreamPage.objects.get().practitioner == profile.practitioner
    assert browser.get(address).status_code == 302  # there is one for each
