"""Channels and posts in two languages: one of them tells the post, and whom it is for."""

import pytest
from django.urls import reverse
from wagtail.models import Locale

from cms import desk
from cms.models import HomePage, PostPage, PractitionerIndexPage
from cms.search.models import SearchEntry
from cms.streams import authoring
from tests.factories import PractitionerFactory, UserFactory
from tests.factories.pages import PostPageFactory

pytestmark = pytest.mark.django_db
STREAM = "/api/v1/streams/on-sleep/"


@pytest.fixture
def portuguese():
    locale = Locale.objects.create(language_code="pt")
    for page in (HomePage.topmost(), PractitionerIndexPage.topmost()):
        page.copy_for_translation(locale).save_revision().publish()
    return locale


@pytest.fixture
def on_sleep():
    return PostPageFactory(
        post__slug="on-sleep", post__title="On sleep", teaser="Ten minutes", body=words("Lie down.")
    )


@pytest.fixture
def sobre_o_sono(on_sleep, portuguese):
    return translated(on_sleep, portuguese)


def words(text):
    return [("words", f"<p>{text}</p>")]


def translated(page, locale):
    """As translators make it, with the channel and the profile above it."""
    made = page.copy_for_translation(locale, copy_parents=True)
    made.title, made.teaser = "Sobre o sono", "Dez minutos"
    made.body = words("Deite-se.")
    made.save_revision().publish()
    return PostPage.objects.get(pk=made.pk)


def published(page, **said):
    for name, value in said.items():
        setattr(page, name, value)
    page.save_revision().publish()


def told(page):
    page.post.refresh_from_db()
    return page.post


def test_a_translation_has_the_same_row_and_tells_it_nothing(on_sleep, sobre_o_sono):
    assert sobre_o_sono.post == on_sleep.post
    assert (told(on_sleep).title, told(on_sleep).teaser) == ("On sleep", "Ten minutes")


def test_a_stream_is_read_in_the_language_that_is_asked_for(api, sobre_o_sono):
    client = api()

    shown = {
        code: client.get(STREAM, {"locale": code} if code else {}).json()["data"]
        for code in ("", "en", "pt")
    }

    said = {code: (one["title"], one["body"][0]["value"]) for code, one in shown.items()}
    assert said[""] == said["en"] == ("On sleep", "<p>Lie down.</p>")
    assert said["pt"] == ("Sobre o sono", "<p>Deite-se.</p>")
    assert {one["id"] for one in shown.values()} == {str(sobre_o_sono.post.public_id)}


def test_what_is_not_published_in_a_language_is_read_in_the_first(api, sobre_o_sono):
    sobre_o_sono.unpublish()

    shown = api().get(STREAM, {"locale": "pt"}).json()["data"]

    assert (shown["title"], shown["teaser"]) == ("On sleep", "Ten minutes")
    assert told(sobre_o_sono).is_listed


def test_an_unknown_language_is_refused(api, on_sleep):
    refused = api().get(STREAM, {"locale": "eo"})

    assert (refused.status_code, refused.json()["errors"].keys()) == (400, {"locale"})


def test_whom_it_is_for_is_the_same_in_all_languages_from_that_moment_on(
    api, on_sleep, sobre_o_sono
):
    """The translation was written, and is found, while the post was for everybody."""
    found = SearchEntry.objects.get(page=sobre_o_sono)
    assert "Deite-se" in found.body

    published(on_sleep, access="purchasers")

    answer = api().get(f"/api/v1/content/pages/{sobre_o_sono.pk}/").json()
    found.refresh_from_db()
    assert (answer["access"], answer["body"], found.body) == ("purchasers", [], "")
    assert api().get(STREAM, {"locale": "pt"}).json()["data"]["body"] is None


def test_no_translation_opens_what_is_for_some(api, on_sleep, sobre_o_sono):
    published(on_sleep, access="followers")

    published(PostPage.objects.get(pk=sobre_o_sono.pk), access="free", kind="video")

    answer = api().get(f"/api/v1/content/pages/{sobre_o_sono.pk}/").json()
    assert (answer["access"], answer["kind"], answer["body"]) == ("followers", "article", [])


def test_a_draft_in_one_language_opens_nothing_in_the_other(api, on_sleep, sobre_o_sono):
    published(on_sleep, access="followers")
    on_sleep.access = "free"
    on_sleep.save_revision()

    published(PostPage.objects.get(pk=sobre_o_sono.pk))

    assert api().get(f"/api/v1/content/pages/{sobre_o_sono.pk}/").json()["body"] == []


def test_what_is_taken_off_the_public_is_gone_in_every_language(api, on_sleep, sobre_o_sono):
    on_sleep.unpublish()

    assert api().get(f"/api/v1/content/pages/{sobre_o_sono.pk}/").status_code == 404
    assert api().get(STREAM, {"locale": "pt"}).status_code == 404
    found = api().get("/api/v1/content/search/", {"search": "sono", "locale": "pt"})
    assert found.json()["data"]["results"] == []


def test_a_translation_that_is_deleted_leaves_the_post_as_it_was(on_sleep, sobre_o_sono):
    sobre_o_sono.delete()

    assert (told(on_sleep).is_listed, told(on_sleep).archived_at) == (True, None)


def test_a_feed_has_each_post_once(client, on_sleep, sobre_o_sono):
    author = on_sleep.post.practitioner

    feed = client.get(f"/api/v1/streams/feeds/{author.slug}.rss").content.decode()

    assert feed.count("<item>") == 1
    assert "On sleep" in feed


def test_an_author_s_list_and_draft_are_of_the_words_that_tell_it(api, on_sleep, sobre_o_sono):
    author = api(on_sleep.post.practitioner.user)
    sobre_o_sono.title = "Outro"
    sobre_o_sono.save_revision()

    [mine] = author.get("/api/v1/streams/mine/").json()["data"]["results"]

    assert (mine["title"], mine["has_unpublished_changes"]) == ("On sleep", False)
    assert author.get(STREAM, {"version": "draft"}).json()["data"]["title"] == "On sleep"
    assert authoring.page_of(on_sleep.post) == on_sleep


def test_the_back_office_keeps_a_translation_s_draft_to_itself(client, portuguese):
    page = PostPageFactory(published=False, post__title="On sleep")
    made = page.copy_for_translation(portuguese, copy_parents=True)
    made.title = "Sobre o sono"
    client.force_login(UserFactory(is_superuser=True))

    refused = client.get(reverse("wagtailadmin_pages:copy", args=[made.pk]))
    desk.note_draft(refused.wsgi_request, made)

    assert refused.status_code == 409
    assert told(page).title == "On sleep"


def test_the_form_of_a_translation_only_shows_what_is_the_same_in_all_languages(
    client, on_sleep, sobre_o_sono
):
    client.force_login(UserFactory(is_superuser=True))

    shown = [
        client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"].fields
        for page in (on_sleep, sobre_o_sono)
    ]

    assert [fields["access"].disabled for fields in shown] == [False, True]


def test_a_channel_is_one_practitioner_s_in_all_languages(sobre_o_sono):
    channel = sobre_o_sono.get_parent().specific
    channel.practitioner = PractitionerFactory()

    with pytest.raises(Exception, match="stays with the row"):
        channel.full_clean()
