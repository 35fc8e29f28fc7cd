import re

import pytest
from wagtail.models import Locale, Site

from cms.models import HomePage, SeoDefaults
from tests.factories import (
    ModalityFactory,
    PractitionerPageFactory,
    ServicePageFactory,
    StandardPageFactory,
)

pytestmark = pytest.mark.django_db

SITE = "http://frontend.test"
SITEMAP = "/api/v1/content/sitemap-{}.xml"


def addresses(client, section="pages"):
    answer = client.get(SITEMAP.format(section))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/xml")
    return re.findall("<loc>(.*?)</loc>", answer.content.decode())


def test_the_index_names_each_list(client):
    answer = client.get("/api/v1/content/sitemap.xml").content.decode()

    assert re.findall("<loc>(.*?)</loc>", answer) == [
        "http://testserver/api/v1/content/sitemap-pages.xml",
        "http://testserver/api/v1/content/sitemap-modalities.xml",
    ]


def test_every_public_page_is_listed_where_the_frontend_shows_it(client):
    ines = PractitionerPageFactory().practitioner
    service = ServicePageFactory(service__practitioner=ines)
    StandardPageFactory(slug="about")

    assert addresses(client) == [
        "http://frontend.test/",
        "http://frontend.test/practitioners/",
        f"http://frontend.test/practitioners/{ines.slug}/",
        f"http://frontend.test/practitioners/{ines.slug}/{service.slug}/",
        "http://frontend.test/help/",
        "http://frontend.test/about/",
    ]


def test_the_roots_of_the_site_are_not_looked_up_for_each_address(client, monkeypatch):
    asked = []
    roots = Site.get_site_root_paths
    monkeypatch.setattr(Site, "get_site_root_paths", lambda: asked.append(1) or roots())
    addresses(client)
    before = len(asked)
    for _ in range(3):
        StandardPageFactory()
    asked.clear()

    addresses(client)

    assert len(asked) == before


def test_drafts_hidden_pages_and_suspended_practitioners_are_not_listed(client):
    before = addresses(client)
    StandardPageFactory(published=False)
    StandardPageFactory(is_hidden_from_search_engines=True)
    type(PractitionerPageFactory().practitioner).objects.update(status="suspended")

    assert addresses(client) == before


def test_what_is_there_in_two_languages_names_both_addresses(client):
    about, alone = StandardPageFactory(slug="about"), StandardPageFactory(slug="alone")
    portuguese = Locale.objects.create(language_code="pt")
    for page in (HomePage.topmost(), about, alone):
        made = page.copy_for_translation(portuguese)
        if page != alone:
            made.save_revision().publish()
    breath = ModalityFactory(slug="breath")
    ModalityFactory(slug="respiro", locale=portuguese, translation_key=breath.translation_key)

    def alternates(section, path):
        answer = client.get(SITEMAP.format(section)).content.decode()
        [entry] = [one for one in answer.split("<url>") if f"<loc>{SITE}{path}</loc>" in one]
        return re.findall('hreflang="(.*?)" href="(.*?)"', entry)

    both = [("en", f"{SITE}/about/"), ("pt", f"{SITE}/pt/about/")]
    assert alternates("pages", "/about/") == both == alternates("pages", "/pt/about/")
    assert alternates("pages", "/alone/") == []
    assert alternates("modalities", "/modalities/breath/") == [
        ("en", f"{SITE}/modalities/breath/"),
        ("pt", f"{SITE}/pt/modalities/respiro/"),
    ]


def test_modalities_are_listed(client):
    ModalityFactory(slug="breathwork")
    ModalityFactory(slug="draft", live=False)

    assert addresses(client, "modalities") == ["http://frontend.test/modalities/breathwork/"]


def test_a_site_that_keeps_search_engines_away_lists_nothing(client):
    SeoDefaults.objects.create(site=Site.objects.get(), keep_away=True)
    ModalityFactory()

    assert addresses(client) == addresses(client, "modalities") == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_queries_however_long(client, count, django_assert_num_queries):
    for _ in range(count):
        PractitionerPageFactory()
    addresses(client)

    with django_assert_num_queries(6):
        addresses(client)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("which", ["sitemap.xml", "sitemap-pages.xml"])
def test_sitemaps_are_read_only(client, method, which):
    assert getattr(client, method)(f"/api/v1/content/{which}").status_code == 405
