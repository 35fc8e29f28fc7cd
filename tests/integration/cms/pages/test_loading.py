"""Words of one language lead to pages of that language, where there are any."""

import pytest
from wagtail.models import Locale, PageViewRestriction, Site

from cms import caching
from cms.models import Footer, HomePage, PostPage
from cms.streams.feeds import _loaded, _words
from tests.factories import (
    FaqFactory,
    ModalityFactory,
    PostPageFactory,
    PractitionerPageFactory,
    StandardPageFactory,
)

pytestmark = pytest.mark.django_db
PAGES = "/api/v1/content/pages/"
HERE, THERE = "http://frontend.test/about/", "http://frontend.test/pt/sobre/"


@pytest.fixture
def portuguese():
    locale = Locale.objects.create(language_code="pt")
    HomePage.topmost().copy_for_translation(locale).save_revision().publish()
    return locale


@pytest.fixture
def about():
    return StandardPageFactory(title="About us", slug="about")


@pytest.fixture
def sobre(about, portuguese):
    page = about.copy_for_translation(portuguese)
    page.title, page.slug = "Sobre", "sobre"
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def link(page):
    return f'<p><a linktype="page" id="{page.pk}">us</a></p>'


def leading_to(page, **fields):
    """A page of which everything leads to `page`."""
    button = {"title": "Us", "text": "", "button": "Read", "page": page.pk, "address": ""}
    body = [("words", link(page)), ("call_to_action", button)]
    return StandardPageFactory(body=[{"type": t, "value": v} for t, v in body], **fields)


def translated(page, locale):
    """The same in another language; as translators leave them, links are those of the source."""
    made = page.copy_for_translation(locale)
    made.save_revision().publish()
    made.refresh_from_db()
    return made


def leads(answer):
    words, button = (block["value"] for block in answer["body"])
    return words.split('"')[1], button["url"], button["page"]["url"]


def test_links_and_chosen_pages_are_those_of_the_language(api, about, sobre, portuguese):
    english = leading_to(about)
    other = translated(english, portuguese)

    shown = {page: api().get(f"{PAGES}{page.pk}/").json() for page in (english, other)}

    assert leads(shown[english]) == (HERE,) * 3
    assert leads(shown[other]) == (THERE,) * 3
    assert shown[other]["body"][1]["value"]["page"]["id"] == sobre.pk


def test_it_goes_both_ways(api, about, sobre):
    page = leading_to(sobre)

    assert leads(api().get(f"{PAGES}{page.pk}/").json()) == (HERE,) * 3


def test_in_a_list_each_page_leads_to_its_own_language(api, about, sobre, portuguese):
    english = leading_to(about)
    other = translated(english, portuguese)

    query = {"type": "cms.StandardPage", "fields": "body"}
    items = {one["id"]: one for one in api().get(PAGES, query).json()["items"]}

    assert leads(items[english.pk]) == (HERE,) * 3
    assert leads(items[other.pk]) == (THERE,) * 3
    [asked] = [
        one for one in api().get(PAGES, query | {"locale": "pt"}).json()["items"] if one["body"]
    ]
    assert leads(asked) == (THERE,) * 3


@pytest.mark.parametrize("state", ["draft", "unpublished", "private"])
def test_what_nobody_may_read_in_the_language_is_read_in_the_other(
    api, about, sobre, portuguese, state
):
    page = translated(leading_to(about), portuguese)
    if state == "private":
        PageViewRestriction.objects.create(page=sobre, restriction_type="login")
    else:
        sobre.unpublish()
    if state == "draft":
        sobre.save_revision()

    assert leads(api().get(f"{PAGES}{page.pk}/").json()) == (HERE,) * 3


def test_a_draft_is_not_led_to_in_place_of_what_is_private(api, about, sobre, portuguese):
    page = translated(leading_to(about), portuguese)
    PageViewRestriction.objects.create(page=about, restriction_type="login")
    sobre.unpublish()

    answer = api().get(f"{PAGES}{page.pk}/").json()

    assert HERE in answer["body"][0]["value"]
    assert answer["body"][1]["value"]["page"] is None


def test_a_page_that_is_published_in_a_language_is_led_to_at_once(
    api, about, sobre, portuguese, settings, django_capture_on_commit_callbacks
):
    settings.CONTENT_KEPT_SECONDS = 60
    sobre.unpublish()
    page = translated(leading_to(about), portuguese)
    assert leads(api().get(f"{PAGES}{page.pk}/").json()) == (HERE,) * 3

    with django_capture_on_commit_callbacks(execute=True):
        sobre.get_latest_revision().publish()

    assert leads(api().get(f"{PAGES}{page.pk}/").json()) == (THERE,) * 3
    caching.forget(["content"])


def test_a_questions_answer_leads_to_its_own_language(api, about, sobre, portuguese):
    english = FaqFactory(answer=link(about))
    other = FaqFactory(answer=link(about), locale=portuguese)
    value = {"title": "", "items": [english.pk, other.pk]}
    page = StandardPageFactory(body=[{"type": "faqs", "value": value}])

    shown = api().get(f"{PAGES}{page.pk}/").json()["body"][0]["value"]["items"]

    assert [one["answer"].split('"')[1] for one in shown] == [HERE, THERE]
    assert sorted(shown[0]) == ["answer", "id", "question", "topic"]


def test_a_modality_leads_to_its_own_language(api, about, sobre, portuguese):
    ModalityFactory(slug="breath", description=link(about))
    ModalityFactory(slug="respiro", description=link(about), locale=portuguese)

    for slug, locale, leading in (("breath", "en", HERE), ("respiro", "pt", THERE)):
        address = f"/api/v1/content/modalities/{slug}/"
        answer = api().get(address, {"locale": locale}).json()["data"]
        assert leading in answer["description"]


@pytest.mark.parametrize(("locale", "leading"), [("en", HERE), ("pt", THERE)])
def test_a_site_is_read_in_the_language_that_is_asked_for(api, about, sobre, locale, leading):
    Footer.objects.create(site=Site.objects.get(), note=link(about))

    footer = api().get("/api/v1/content/site/", {"locale": locale}).json()["data"]["footer"]

    assert leading in footer["note"]


def test_profiles_and_feeds_lead_to_their_own_language(api, about, sobre):
    question = {"question": "Who?", "answer": link(sobre)}
    page = PractitionerPageFactory(story=link(sobre), questions=[("question", question)])
    post = PostPageFactory(body=[("words", link(sobre))])

    address = f"/api/v1/practitioners/{page.practitioner.slug}/"
    words = api().get(address).json()["data"]["words"]
    assert HERE in words["story"]
    assert HERE in words["questions"][0]["answer"]
    post = PostPage.objects.get(pk=post.pk)
    assert HERE in _words(post, _loaded([post]))
    whole = api().get(f"/api/v1/streams/{post.post.slug}/").json()["data"]
    assert HERE in whole["body"][0]["value"]


def test_the_double_of_a_page_is_still_named_as_such(api, about, sobre, portuguese):
    double = about.create_alias(update_slug="double", parent=HomePage.topmost())

    [item] = [
        one
        for one in api().get(PAGES, {"fields": "alias_of", "slug": "double"}).json()["items"]
        if one["id"] == double.pk
    ]

    assert item["meta"]["alias_of"]["id"] == about.pk
