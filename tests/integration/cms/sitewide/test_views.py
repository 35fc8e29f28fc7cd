import pytest
from django.utils import timezone
from wagtail.models import Locale, Site

from cms.models import Footer, HomePage, MarketplaceCopy, Navigation, SeoDefaults
from tests.factories import (
    AnnouncementFactory,
    ImageFactory,
    PractitionerPageFactory,
    StandardPageFactory,
)

pytestmark = pytest.mark.django_db

SITE = "/api/v1/content/site/"


def read(api, **query):
    answer = api().get(SITE, query)
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


def link(*, text="", page=None, address=""):
    return {"text": text, "page": page and page.pk, "address": address}


def navigate(*items):
    Navigation.objects.create(
        site=Site.objects.get(), items=[{"type": kind, "value": value} for kind, value in items]
    )


@pytest.fixture
def portuguese():
    """The home page in a second language, published."""
    locale = Locale.objects.create(language_code="pt")
    home = HomePage.objects.get().copy_for_translation(locale)
    home.title, home.slug = "Estuário", "home-pt"
    home.save_revision().publish()
    Site.clear_site_root_paths_cache()
    return locale


def test_a_new_site_answers_with_nothing_filled_in(api):
    site = read(api)

    assert site["name"] == "Estuary"
    assert site["navigation"] == site["announcements"] == []
    assert site["locales"] == [{"code": "en", "name": "English", "url": "http://frontend.test/"}]


def test_navigation_leads_to_pages_and_addresses_in_order(api):
    about = StandardPageFactory(title="About us", slug="about")
    navigate(
        ("link", link(page=about)),
        ("menu", {"text": "More", "links": [link(text="Blog", address="https://blog.test/")]}),
        ("link", link(text="Book", address="/book/")),
    )

    assert read(api)["navigation"] == [
        {
            "text": "About us",
            "url": "http://frontend.test/about/",
            "page_id": about.pk,
            "links": [],
        },
        {
            "text": "More",
            "url": None,
            "page_id": None,
            "links": [{"text": "Blog", "url": "https://blog.test/", "page_id": None}],
        },
        {"text": "Book", "url": "http://frontend.test/book/", "page_id": None, "links": []},
    ]


def test_what_is_not_public_is_left_out_and_so_is_an_empty_menu(api):
    draft = StandardPageFactory(published=False)
    suspended = PractitionerPageFactory()
    type(suspended.practitioner).objects.update(status="suspended")
    navigate(
        ("link", link(page=draft)),
        ("link", link(page=suspended)),
        ("menu", {"text": "More", "links": [link(page=draft)]}),
    )

    assert read(api)["navigation"] == []


def test_the_footer_the_copy_and_the_defaults_are_given(api):
    site = Site.objects.get()
    about = StandardPageFactory(title="About us", slug="about")
    Footer.objects.create(
        site=site,
        columns=[{"type": "column", "value": {"text": "Estuary", "links": [link(page=about)]}}],
        note=f'<p>Read <a linktype="page" id="{about.pk}">this</a>.</p>',
    )
    MarketplaceCopy.objects.create(
        site=site,
        tagline="Breathe.",
        before_payment="<p>Nothing <b>yet</b>.</p>",
        reasons_to_trust=[{"type": "point", "value": "Verified."}],
    )
    SeoDefaults.objects.create(site=site, image=ImageFactory(), keep_away=True)

    given = read(api)

    assert given["footer"]["columns"][0]["links"][0]["url"] == "http://frontend.test/about/"
    assert given["footer"]["note"] == '<p>Read <a href="http://frontend.test/about/">this</a>.</p>'
    assert given["copy"]["reasons_to_trust"] == ["Verified."]
    assert given["copy"]["before_payment"] == "<p>Nothing <b>yet</b>.</p>"
    assert given["seo"]["robots"] == "noindex"
    assert given["seo"]["image"]["width"] == 900  # never made larger


def test_announcements_are_those_of_now_newest_first(api):
    AnnouncementFactory(title="Old", first_published_at=timezone.now())
    AnnouncementFactory(title="Draft", live=False)
    AnnouncementFactory(
        title="New",
        first_published_at=timezone.now(),
        link_text="More",
        address="https://more.test/",
    )

    announcements = read(api)["announcements"]

    assert [one["title"] for one in announcements] == ["New", "Old"]
    assert announcements[0]["link"]["url"] == "https://more.test/"
    assert announcements[1]["link"] is None


def test_links_lead_to_translations_where_there_are_any(api, portuguese):
    about = StandardPageFactory(title="About us", slug="about")
    sobre = about.copy_for_translation(portuguese)
    sobre.title, sobre.slug = "Sobre", "sobre"
    sobre.save_revision().publish()
    terms = StandardPageFactory(title="Terms", slug="terms")
    navigate(("link", link(page=about)), ("link", link(page=terms)))

    given = read(api, locale="pt")

    assert [one["url"] for one in given["navigation"]] == [
        "http://frontend.test/pt/sobre/",
        "http://frontend.test/terms/",
    ]
    assert [one["text"] for one in given["navigation"]] == ["Sobre", "Terms"]
    assert [one["url"] for one in given["locales"]] == [
        "http://frontend.test/",
        "http://frontend.test/pt/",
    ]


def test_an_unknown_language_is_refused(api):
    answer = api().get(SITE, {"locale": "xx"})

    assert answer.status_code == 400
    assert answer.json()["errors"]["locale"] == ["Unknown language. Known: en, pt."]


@pytest.mark.parametrize("count", [1, 3])
def test_a_site_costs_the_same_queries_however_much_is_on_it(api, count, django_assert_num_queries):
    pages = [StandardPageFactory() for _ in range(count)]
    text = "".join(f'<p><a linktype="page" id="{page.pk}">this</a></p>' for page in pages)
    navigate(*(("link", link(page=page)) for page in pages))
    Footer.objects.create(site=Site.objects.get(), note=text)
    MarketplaceCopy.objects.create(site=Site.objects.get(), before_booking=text + "<p>B</p>")
    SeoDefaults.objects.create(site=Site.objects.get(), image=ImageFactory())
    AnnouncementFactory.create_batch(count, text=text, page=pages[0], link_text="More")
    read(api)

    with django_assert_num_queries(11):
        read(api)
