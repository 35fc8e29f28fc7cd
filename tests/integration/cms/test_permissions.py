"""What an author may put into a page, and who becomes one."""

import json

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.models import Page

from cms.models import EstuaryImage, PostPage, PractitionerPage
from marketplace.practitioners import operations as practitioners
from marketplace.practitioners.states import AUTHORS, PractitionerStatus
from tests.factories import PractitionerFactory, ServiceFactory, UserFactory
from tests.factories.pages import (
    PROFILE_WORDS,
    ImageFactory,
    PractitionerPageFactory,
    StandardPageFactory,
    StreamPageFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    made = PractitionerPageFactory(**PROFILE_WORDS)
    practitioners.give_desk(practitioner_id=made.practitioner_id)
    return made


@pytest.fixture
def author(client, page):
    client.force_login(page.practitioner.user)
    return client


def image_of(user):
    image = ImageFactory(title="Hush")
    EstuaryImage.objects.filter(pk=image.pk).update(uploaded_by_user=user)
    return image


def save(browser, page, **said):
    return browser.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        {
            "title": page.title,
            "slug": page.slug,
            "practitioner": page.practitioner_id,
            "summary": "New words, and enough of them.",
            "story": "null",
            "approach": "null",
            "education-count": 0,
            "questions-count": 0,
            "comments-TOTAL_FORMS": 0,
            "comments-INITIAL_FORMS": 0,
        }
        | said,
    )


def draft(text):
    """What the editor of texts sends."""
    return json.dumps({"blocks": [{"key": "a", "text": text, "type": "unstyled"}], "entityMap": {}})


def draft_of(page):
    return PractitionerPage.objects.get(pk=page.pk).get_latest_revision().as_object()


def test_an_author_saves_a_draft_and_publishes_nothing(author, page):
    save(author, page, **{"action-publish": "1"})

    page.refresh_from_db()
    assert page.summary == PROFILE_WORDS["summary"]
    assert draft_of(page).summary == "New words, and enough of them."


def test_an_author_submits_and_cannot_change_it_while_it_waits(author, page):
    save(author, page, story=draft("We breathe. " * 20), **{"action-submit": "1"})

    page = PractitionerPage.objects.get(pk=page.pk)
    assert page.workflow_in_progress
    assert page.get_lock().for_user(page.practitioner.user)


def test_an_author_uses_their_own_picture(author, page):
    own = image_of(page.practitioner.user)

    save(author, page, picture=own.pk)

    assert draft_of(page).picture == own


def test_an_author_keeps_a_picture_that_staff_chose(author):
    page = PractitionerPage.objects.get()
    page.picture = ImageFactory()
    page.save_revision().publish()

    save(author, page, picture=page.picture.pk)

    assert draft_of(page).summary == "New words, and enough of them."


@pytest.mark.parametrize("is_valid", [True, False])
def test_an_author_neither_uses_nor_sees_the_picture_of_another(author, page, is_valid):
    other = image_of(UserFactory())

    answer = save(author, page, picture=other.pk, **({} if is_valid else {"slug": "no slug"}))

    assert answer.status_code == 302
    assert b"Hush" not in answer.content
    assert draft_of(page).picture is None


@pytest.mark.parametrize("is_valid", [True, False])
def test_an_author_does_not_link_to_what_is_not_theirs(author, page, is_valid):
    other = StandardPageFactory(title="Hush")
    text = {
        "blocks": [
            {
                "key": "a", "text": "See", "type": "unstyled", "depth": 0, "inlineStyleRanges": [],
                "entityRanges": [{"key": 0, "offset": 0, "length": 3}],
            }
        ],
        "entityMap": {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"id": other.pk}}},
    }  # fmt: skip

    answer = save(author, page, story=json.dumps(text), **({} if is_valid else {"slug": "no slug"}))

    assert answer.status_code == 302
    assert "Hush" not in draft_of(page).story


FILM = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


@pytest.fixture
def film():
    """What its provider said of it, when it was asked."""
    return Embed.objects.create(
        hash=get_embed_hash(FILM),
        url=FILM,
        type="video",
        title="Ten minutes",
        html='<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>',
    )


@pytest.mark.parametrize(
    ("address", "step"), [(FILM, "embed_chosen"), ("https://evil.test/film", "chooser")]
)
def test_an_author_chooses_films_of_the_providers_that_we_know(author, film, address, step):
    assert author.get(reverse("wagtailembeds:chooser")).status_code == 200

    answer = author.post(
        reverse("wagtailembeds:chooser_upload"), {"embed-chooser-url": address}
    ).json()

    assert answer["step"] == step
    assert ("Cannot find an embed" in answer.get("html", "")) is (step == "chooser")


@pytest.mark.parametrize(
    ("address", "kept"), [(FILM, 1), ("https://evil.test/film", 0), ("javascript:alert(1)", 0)]
)
def test_an_author_shows_films_of_the_providers_that_we_know(author, page, film, address, kept):
    channel = StreamPageFactory(practitioner=page.practitioner, parent=page)
    block = {
        "body-count": 1, "body-0-deleted": "", "body-0-order": 0, "body-0-type": "embed",
        "body-0-value-address": address, "body-0-value-caption": "",
    }  # fmt: skip

    author.post(
        reverse("wagtailadmin_pages:add", args=["cms", "postpage", channel.pk]),
        {"title": "A film", "slug": "a-film", "kind": "video", "access": "free", **block}
        | {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0},
    )

    assert PostPage.objects.count() == kept


def test_an_author_finds_their_own_pages_alone_in_explorer_and_search(author, page):
    stranger = PractitionerPageFactory(title="Hush")

    for address in (
        reverse("wagtailadmin_explore", args=[page.pk]),
        reverse("wagtailadmin_pages:search") + "?q=Hush",
        reverse("wagtailadmin_choose_page"),
        reverse("wagtailadmin_choose_page_search") + "?q=Hush",
        reverse("choose_practitioner:choose_results"),
    ):
        answer = author.get(address)
        assert answer.status_code == 200
        assert stranger.practitioner.slug.encode() not in answer.content


def test_an_author_may_not_delete_their_profile(author, page):
    Page.objects.filter(pk=page.pk).update(live=False)

    author.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))

    assert PractitionerPage.objects.filter(pk=page.pk).exists()


# --- who becomes one ---


@pytest.mark.parametrize("status", sorted(set(PractitionerStatus) - {PractitionerStatus.VERIFIED}))
def test_only_the_verified_get_a_desk(status):
    practitioner = PractitionerFactory(status=status)

    with pytest.raises(practitioners.NotYetVerified):
        practitioners.give_desk(practitioner_id=practitioner.pk)

    assert not practitioners.has_desk(practitioner)


def test_staff_do_not_become_authors():
    practitioner = PractitionerFactory()
    practitioner.user.groups.add(Group.objects.get(name="Editors"))

    with pytest.raises(practitioners.AlreadyStaff):
        practitioners.give_desk(practitioner_id=practitioner.pk)


def test_a_desk_is_given_and_taken_by_a_moderator(client):
    practitioner = ServiceFactory().practitioner
    moderator = UserFactory()
    moderator.groups.add(Group.objects.get(name="Moderators"))
    client.force_login(moderator)

    client.post(reverse("practitioner:give-desk", args=[practitioner.pk]))
    assert practitioners.has_desk(practitioner)
    client.post(reverse("practitioner:take-desk", args=[practitioner.pk]))
    assert not practitioners.has_desk(practitioner)


def test_who_is_suspended_loses_the_desk():
    practitioner = PractitionerFactory()
    practitioners.give_desk(practitioner_id=practitioner.pk)

    practitioners.suspend(practitioner_id=practitioner.pk, reason="We ask first.")

    assert not practitioner.user.groups.filter(name=AUTHORS).exists()


def test_the_menu_of_an_author_leads_to_their_pages_without_the_tree_of_all(author):
    menu = author.get(reverse("wagtailadmin_home")).content.decode()

    assert f'"url": "{reverse("wagtailadmin_explore_root")}"' in menu
    assert "wagtail.sidebar.PageExplorerMenuItem" not in menu


def test_an_author_is_told_at_once_what_the_automatic_check_found(author, page):
    save(author, page, story=draft("I cure cancer. " * 20), **{"action-submit": "1"})

    shown = author.get(reverse("wagtailadmin_home")).content.decode()
    assert "“cure* cancer” must not be said" in shown
