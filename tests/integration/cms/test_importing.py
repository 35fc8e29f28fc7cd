import pytest
from django.utils import timezone
from wagtail.models import Page

from cms.importing import import_pages
from cms.models import HomePage, SearchEntry, StandardPage
from estuary.kernel import db
from tests.factories import StandardPageFactory

pytestmark = pytest.mark.django_db


def imported(count, parent=None):
    parent = parent or HomePage.topmost()
    pages = [StandardPage(title=f"About {n}", slug=f"about-{n}") for n in range(count)]
    db.transaction(import_pages)([(parent, page) for page in pages], now=timezone.now())
    return pages


def test_imported_pages_are_published_read_and_found(api):
    [page] = imported(1)

    shown = api().get(f"/api/v1/content/pages/{page.pk}/").json()
    found = api().get("/api/v1/content/search/", {"search": "about"}).json()["data"]["results"]

    assert shown["title"] == "About 0"
    assert shown["meta"]["html_url"] == "http://frontend.test/about-0/"
    assert [one["id"] for one in found] == [str(page.pk)]


def test_the_tree_stays_sound_beside_what_was_there():
    StandardPageFactory()

    imported(3)
    StandardPageFactory()

    assert [list(problem) for problem in Page.find_problems()] == [[], [], [], [], []]


def test_an_imported_page_can_be_edited_like_any_other():
    [page] = imported(1)

    page.title = "About us"
    page.save_revision().publish()

    assert StandardPage.objects.get(pk=page.pk).title == "About us"
    assert SearchEntry.objects.get(page=page.pk).title == "About us"


def test_many_cost_as_many_queries_as_one(django_assert_max_num_queries):
    one, other = StandardPageFactory(), StandardPageFactory()
    imported(1, parent=one)

    with django_assert_max_num_queries(12):
        imported(200, parent=other)
