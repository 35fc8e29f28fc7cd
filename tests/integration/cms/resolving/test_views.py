"""What is at an address of the frontend: a page, the way to it, nothing more, or nothing ever."""

import pytest
from django.core.cache import cache
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction, Site

from cms import caching
from cms.models import HomePage
from marketplace.practitioners import operations as practitioners
from tests.factories import PractitionerPageFactory, ServicePageFactory, StandardPageFactory
from tests.indexes import looked_up_in

pytestmark = pytest.mark.django_db
RESOLVE = "/api/v1/content/resolve/"
FRONTEND = "http://frontend.test"


def resolve(api, path, **query):
    response = api().get(RESOLVE, {"path": path, **query})
    assert response.status_code == 200, response.content
    return response.json()["data"]


def kind(api, path):
    return resolve(api, path)["kind"]


def led(api, path):
    found = resolve(api, path)
    assert found["kind"] == "redirect", found
    return found["redirect"]["target"].removeprefix(FRONTEND)


def publish(page, capture, **changes):
    for name, value in changes.items():
        setattr(page, name, value)
    with capture(execute=True):  # Wagtail tells of another slug after the commit
        page.save_revision().publish()
    page.refresh_from_db()


@pytest.fixture
def capture(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


@pytest.mark.parametrize(
    "path",
    ["/about/", "/about", "about", f"{FRONTEND}/about/?utm=1#team", " /about/ ", "/%61bout/"],
)
def test_a_page_is_answered_as_its_own_address_answers_it(api, path):
    page = StandardPageFactory(slug="about", introduction="Who we are.")

    found = resolve(api, path)

    assert found["kind"] == "page"
    assert found["redirect"] is None
    assert found["page"] == api().get(f"/api/v1/content/pages/{page.pk}/").json()


def test_the_first_page_is_at_the_root(api):
    for path in ("/", FRONTEND):
        assert resolve(api, path)["page"]["id"] == HomePage.objects.get().pk


def test_fields_are_chosen_as_in_wagtails_api(api):
    StandardPageFactory(slug="about")

    found = resolve(api, "/about/", fields="_,title")

    assert set(found["page"]) == {"title"}


def test_a_wrong_question_is_refused(api):
    StandardPageFactory(slug="about")

    assert api().get(RESOLVE).status_code == 400
    assert api().get(RESOLVE, {"path": "/\x00/"}).status_code == 400
    assert api().get(RESOLVE, {"path": "/%00/"}).status_code == 400
    assert api().get(RESOLVE, {"path": "x" * 2001}).status_code == 400
    assert api().get(RESOLVE, {"path": "/about/", "depth": "9"}).status_code == 400
    assert api().get(RESOLVE, {"path": "http://["}).status_code == 400


def test_drafts_private_pages_and_nothing_are_not_found(api):
    StandardPageFactory(slug="draft", published=False)
    private = StandardPageFactory(slug="private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")

    assert {kind(api, path) for path in ("/draft/", "/private/", "/nothing/")} == {"not_found"}


def test_a_private_page_that_was_unpublished_is_not_told_of(api):
    private = StandardPageFactory(slug="private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")

    private.unpublish()

    assert kind(api, "/private/") == "not_found"


def test_what_was_unpublished_or_deleted_is_gone(api):
    StandardPageFactory(slug="one").unpublish()
    StandardPageFactory(slug="two").delete()

    assert (kind(api, "/one/"), kind(api, "/two/")) == ("gone", "gone")


def test_another_slug_leads_to_where_it_is_now(api, capture):
    page = StandardPageFactory(slug="about")
    StandardPageFactory(parent=page, slug="team")

    publish(page, capture, slug="about-us")

    assert led(api, "/about/") == "/about-us/"
    assert led(api, "/about/team/") == "/about-us/team/"
    assert resolve(api, "/about/")["redirect"]["is_permanent"] is True


def test_renamed_twice_it_is_found_in_one_step(api, capture):
    page = StandardPageFactory(slug="one")
    publish(page, capture, slug="two")
    publish(page, capture, slug="three")

    assert (led(api, "/one/"), led(api, "/two/")) == ("/three/", "/three/")


def test_renamed_back_nothing_goes_in_circles(api, capture):
    page = StandardPageFactory(slug="one")
    publish(page, capture, slug="two")
    publish(page, capture, slug="one")

    assert kind(api, "/one/") == "page"
    assert led(api, "/two/") == "/one/"


def test_a_move_leads_a_whole_subtree_on(api, capture):
    page = StandardPageFactory(slug="team")
    StandardPageFactory(parent=page, slug="ana")
    target = StandardPageFactory(slug="about")

    with capture(execute=True):
        page.move(target, pos="last-child")

    assert led(api, "/team/") == "/about/team/"
    assert led(api, "/team/ana/") == "/about/team/ana/"


def test_services_below_a_renamed_practitioner_are_found(api, capture):
    listing = ServicePageFactory(slug="sleep")
    profile = listing.get_parent().specific
    before = profile.slug

    publish(profile, capture, slug="ana-reis")

    assert led(api, f"/practitioners/{before}/sleep/") == "/practitioners/ana-reis/sleep/"


def test_an_address_that_is_used_again_leads_to_what_is_there(api, capture):
    page = StandardPageFactory(slug="about")
    publish(page, capture, slug="about-us")

    new = StandardPageFactory(slug="about")

    assert resolve(api, "/about/")["page"]["id"] == new.pk


def test_it_is_gone_when_that_is_gone(api, capture):
    """The older redirect does not come back: who wanted the new page is not led to the old one."""
    page = StandardPageFactory(slug="about")
    publish(page, capture, slug="about-us")

    StandardPageFactory(slug="about").unpublish()

    assert kind(api, "/about/") == "gone"


def test_a_way_to_what_is_gone_is_gone(api, capture):
    page = StandardPageFactory(slug="about")
    publish(page, capture, slug="about-us")

    page.unpublish()

    assert kind(api, "/about-us/") == "gone"
    assert kind(api, "/about/") == "gone"


def test_all_addresses_that_a_deleted_page_had_are_gone(api, capture):
    page = StandardPageFactory(slug="one")
    publish(page, capture, slug="two")

    page.delete()

    assert (kind(api, "/one/"), kind(api, "/two/")) == ("gone", "gone")


def test_what_staff_lead_elsewhere_goes_there(api):
    Redirect.add_redirect("/old", "https://elsewhere.test/", is_permanent=False)
    Redirect.add_redirect("/old?id=7", "/seven/")

    assert resolve(api, "/old/")["redirect"] == {
        "target": "https://elsewhere.test/",
        "is_permanent": False,
    }
    assert led(api, "/old/?id=7") == "/seven/"


def test_one_for_the_site_wins_over_one_for_all(api):
    Redirect.add_redirect("/old", "/all/")
    Redirect.add_redirect("/old", "/ours/", site=Site.objects.get())

    assert led(api, "/old/") == "/ours/"


def test_a_chain_is_shortened_and_permanent_only_as_a_whole(api):
    about = StandardPageFactory(slug="about")
    Redirect.add_redirect("/one", "/two/")
    Redirect.add_redirect("/two", f"{FRONTEND}/three/", is_permanent=False)
    Redirect.add_redirect("/three", about)

    assert resolve(api, "/one/")["redirect"] == {
        "target": f"{FRONTEND}/about/",
        "is_permanent": False,
    }


def test_a_circle_leads_nowhere(api):
    Redirect.add_redirect("/one", "/two/")
    Redirect.add_redirect("/two", "/one/")
    Redirect.add_redirect("/self", "/self/")

    assert (kind(api, "/one/"), kind(api, "/self/")) == ("not_found", "not_found")


def test_a_practitioner_who_is_suspended_is_not_found_and_comes_back(api):
    page = PractitionerPageFactory()
    path = f"/practitioners/{page.slug}/"
    assert kind(api, path) == "page"

    practitioners.suspend(practitioner_id=page.practitioner_id, reason="Papers ran out.")

    assert kind(api, path) == "not_found"


def test_an_address_is_looked_up_in_an_index(api):
    StandardPageFactory(slug="about")

    with looked_up_in("cms_page_by_address"):
        assert kind(api, "/about/") == "page"


@pytest.mark.parametrize("hops", [1, 5])
def test_every_answer_costs_few_queries_and_always_the_same(
    api, capture, django_assert_max_num_queries, django_assert_num_queries, hops
):
    about = StandardPageFactory(slug="about")
    StandardPageFactory(slug="gone").unpublish()
    for hop in range(hops):
        Redirect.add_redirect(f"/hop{hop}", f"/hop{hop + 1}/" if hop + 1 < hops else about)
    resolve(api, "/about/")

    for path, queries in (("/hop0/", 5), ("/gone/", 6), ("/nothing/", 6)):
        with django_assert_num_queries(queries):
            resolve(api, path)
    with django_assert_max_num_queries(10):
        assert kind(api, "/about/") == "page"


def test_what_is_kept_is_made_anew_when_something_comes_to_an_address(api, capture, settings):
    settings.CONTENT_KEPT_SECONDS = 60
    try:
        assert kind(api, "/about/") == "not_found"
        with capture(execute=True):
            page = StandardPageFactory(slug="about")
        assert kind(api, "/about/") == "page"
        publish(page, capture, slug="about-us")
        assert led(api, "/about/") == "/about-us/"
        with capture(execute=True):
            page.delete()
        assert kind(api, "/about-us/") == "gone"
        with capture(execute=True):
            Redirect.add_redirect("/about-us", "/")
        assert led(api, "/about-us/") == "/"
    finally:
        caching.forget(["content"])
        cache.delete(caching.CLOCK)
