import pytest
from django.utils import timezone
from wagtail.models import Page

from cms.models import Post, PostPage, PractitionerPage, SearchEntry
from estuary.demo import large

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(large, "PEOPLE", 4)
    monkeypatch.setattr(large, "AT_A_TIME", 2)


def seeded():
    return list(large.seed(beginning=40, hashed="!", now=timezone.now()))


def test_people_written_in_bulk_are_listed_read_and_found(few, api):
    seeded()

    listed = api().get("/api/v1/practitioners/").json()["data"]
    posts = api().get("/api/v1/streams/").json()["data"]["results"]
    pages = api().get("/api/v1/content/pages/", {"type": "cms.PractitionerPage"}).json()

    assert listed["count"] == pages["meta"]["total_count"] == 4
    assert len(posts) == PostPage.objects.live().count() == 4 * large.POSTS_EACH
    assert SearchEntry.objects.filter(kind="service").count() == 4
    assert [list(problem) for problem in Page.find_problems()] == [[], [], [], [], []]


def test_a_second_time_changes_nothing(few):
    seeded()
    before = PractitionerPage.objects.count(), Post.objects.count()

    seeded()

    assert (PractitionerPage.objects.count(), Post.objects.count()) == before
