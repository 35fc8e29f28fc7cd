"""Finished answers are kept until something they show changes; nobody sees another's."""

import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as RedisAway
from wagtail.models import PageViewRestriction

from cms import caching
from cms.models import Modality
from tests.factories import (
    ModalityFactory,
    PractitionerPageFactory,
    StandardPageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LIST = "/api/v1/content/modalities/"


@pytest.fixture(autouse=True)
def kept(settings):
    settings.CONTENT_KEPT_SECONDS = 60
    yield
    caching.forget(["content"])


def names(response):
    return [one["name"] for one in response.json()["data"]["results"]]


def change_unseen(**fields):
    """As nobody would: the row changes and nothing is told."""
    Modality.objects.update(**fields)


@pytest.mark.parametrize("address", ["modalities/breath/", "resolve/", "site/", "pages/"])
def test_what_an_address_takes_is_no_answer_about_words(api, address):
    ModalityFactory(slug="breath")

    asked = api().options(f"/api/v1/content/{address}")

    assert (asked.status_code, "Cache-Tag" in asked) == (200, False)


def test_an_answer_names_what_it_shows(api):
    ModalityFactory()

    assert api().get(LIST)["Cache-Tag"] == "snippets-cms.Modality,content"


def test_the_same_question_costs_no_query(api, django_assert_num_queries):
    ModalityFactory(name="Breathwork")
    first = api().get(LIST)

    with django_assert_num_queries(0):
        again = api().get(LIST)

    assert again.json() == first.json()
    assert (again["ETag"], again["Content-Type"]) == (first["ETag"], first["Content-Type"])
    assert (again["Cache-Control"], again["Cache-Tag"]) == (
        first["Cache-Control"],
        first["Cache-Tag"],
    )


def test_a_conditional_question_costs_no_query_and_no_body(api, django_assert_num_queries):
    first = api().get(LIST)

    with django_assert_num_queries(0):
        again = api().get(LIST, HTTP_IF_NONE_MATCH=first["ETag"])

    assert (again.status_code, again.content) == (304, b"")


def test_an_empty_304_is_not_what_is_kept(api):
    ModalityFactory(name="Breathwork")
    etag = api().get(LIST)["ETag"]
    caching.forget(["content"])

    assert api().get(LIST, HTTP_IF_NONE_MATCH=etag).status_code == 304
    assert names(api().get(LIST)) == ["Breathwork"]


def test_another_question_has_another_answer(api):
    ModalityFactory.create_batch(2)

    assert len(names(api().get(LIST))) == 2
    assert len(names(api().get(LIST, {"page_size": 1}))) == 1


def test_what_is_published_is_read_at_once(api, django_capture_on_commit_callbacks):
    modality = ModalityFactory(name="Breathwork")
    api().get(LIST)

    with django_capture_on_commit_callbacks(execute=True):
        modality.name = "Breathing"
        modality.save_revision().publish()

    assert names(api().get(LIST)) == ["Breathing"]


def test_a_hint_that_was_lost_is_made_good_by_the_fact(api, relay):
    """Guards: the process was killed between the commit and what comes after it."""
    modality = ModalityFactory(name="Breathwork")
    api().get(LIST)
    modality.name = "Breathing"
    modality.save_revision().publish()
    assert names(api().get(LIST)) == ["Breathwork"]

    relay()

    assert names(api().get(LIST)) == ["Breathing"]


def test_a_change_of_something_else_forgets_nothing(api, django_capture_on_commit_callbacks):
    ModalityFactory(name="Breathwork")
    api().get(LIST)
    change_unseen(name="Unseen")

    with django_capture_on_commit_callbacks(execute=True):
        PractitionerPageFactory()

    assert names(api().get(LIST)) == ["Breathwork"]


def test_an_answer_made_while_something_changed_is_not_taken_for_new(api, monkeypatch):
    """Guards: the clock is read before the rows are."""
    ModalityFactory(name="Breathwork")
    keep = caching._keep

    def changed_meanwhile(*args):
        change_unseen(name="Breathing")
        caching.forget(["snippets-cms.Modality"])
        keep(*args)

    monkeypatch.setattr(caching, "_keep", changed_meanwhile)
    assert names(api().get(LIST)) == ["Breathwork"]

    assert names(api().get(LIST)) == ["Breathing"]


def test_what_the_signed_in_see_is_neither_kept_nor_taken_from_there(api):
    ModalityFactory(name="Breathwork")
    api().get(LIST)
    change_unseen(name="Unseen")

    # The list itself does not look at who asks, so this is about the header alone.
    assert names(api(UserFactory()).get(LIST)) == ["Unseen"]
    assert names(api().get(LIST)) == ["Breathwork"]


def test_what_a_password_opened_is_kept_for_nobody_else(api):
    page = StandardPageFactory()
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type="password", password="open"
    )
    browser = api()
    session = browser.session
    session[PageViewRestriction.passed_view_restrictions_session_key] = [restriction.pk]
    session.save()
    address = f"{PAGES}{page.pk}/"

    let_in = browser.get(address)

    assert let_in.status_code == 200
    assert "private" in let_in["Cache-Control"]
    assert api().get(address).status_code == 404


def test_nothing_is_kept_when_it_is_switched_off(api, settings):
    settings.CONTENT_KEPT_SECONDS = 0
    ModalityFactory(name="Breathwork")
    api().get(LIST)
    change_unseen(name="Unseen")

    assert names(api().get(LIST)) == ["Unseen"]


def test_without_redis_everything_is_slow_and_nothing_wrong(api, monkeypatch):
    ModalityFactory(name="Breathwork")
    api().get(LIST)
    change_unseen(name="Seen")

    def away(*_, **__):
        raise RedisAway("no")

    with monkeypatch.context() as patch:
        for name in ("get_many", "add", "incr", "set", "set_many"):
            patch.setattr(type(caching.cache._connections["default"]), name, away)
        caching.forget(["content"])
        assert names(api().get(LIST)) == ["Seen"]


def test_an_emptied_redis_takes_no_old_answer_for_a_new_one(api):
    ModalityFactory(name="Breathwork")
    api().get(LIST)
    before = cache.get(caching.CLOCK)
    cache.delete(caching.CLOCK)
    change_unseen(name="Breathing")

    caching.forget(["snippets-cms.Modality"])

    assert cache.get(caching.CLOCK) > before
    assert names(api().get(LIST)) == ["Breathing"]


PAGES = "/api/v1/content/pages/"


def test_a_page_and_its_lists_are_kept_and_made_anew(
    api, django_assert_num_queries, django_capture_on_commit_callbacks
):
    page, other = StandardPageFactory(title="About"), PractitionerPageFactory()
    asked = {
        f"{PAGES}{page.pk}/": f"page-{page.pk}",
        f"{PAGES}?type=cms.standardpage": "pages-cms.StandardPage",
        PAGES: "pages",
    }
    for address, tag in asked.items():
        assert api().get(address)["Cache-Tag"] == f"{tag},content"
        with django_assert_num_queries(0):
            assert api().get(address).status_code == 200

    with django_capture_on_commit_callbacks(execute=True):
        page.title = "Another title"
        page.save_revision().publish()

    for address in asked:
        assert "Another title" in api().get(address).content.decode()
    assert other.pk


def test_a_page_that_becomes_private_is_gone_at_once(api, django_capture_on_commit_callbacks):
    page = StandardPageFactory()
    address = f"{PAGES}{page.pk}/"
    assert api().get(address).status_code == 200

    with django_capture_on_commit_callbacks(execute=True):
        PageViewRestriction.objects.create(page=page, restriction_type="login")

    assert api().get(address).status_code == 404


def test_a_head_is_answered_from_what_is_kept(api, django_assert_num_queries):
    api().get(LIST)

    with django_assert_num_queries(0):
        assert api().head(LIST).status_code == 200
