"""`content/preview/`: drafts in the shape of the live address, whatever they are drafts of."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Site

from cms.models import (
    Footer,
    HelpIndexPage,
    HomePage,
    MarketplaceCopy,
    Navigation,
    PractitionerIndexPage,
    SeoDefaults,
    StandardPage,
)
from cms.previews import operations
from tests.factories import (
    AnnouncementFactory,
    AudienceFactory,
    CertificationKindFactory,
    FaqFactory,
    HelpPageFactory,
    ImageFactory,
    LandingPageFactory,
    ModalityFactory,
    PostPageFactory,
    PractitionerPageFactory,
    ServicePageFactory,
    StandardPageFactory,
    StreamPageFactory,
    pages,
    previewed,
    shared,
)

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/content/preview/"
PAGES = [
    lambda: HomePage.objects.get(),
    lambda: PractitionerIndexPage.objects.get(),
    lambda: HelpIndexPage.objects.get(),
    StandardPageFactory,
    LandingPageFactory,
    HelpPageFactory,
    lambda: PractitionerPageFactory(picture=ImageFactory(), modalities=[ModalityFactory()]),
    lambda: ServicePageFactory(modalities=[ModalityFactory()]),
    StreamPageFactory,
    lambda: PostPageFactory(modalities=[ModalityFactory()]),
]
SNIPPETS = [
    ModalityFactory,
    AudienceFactory,
    CertificationKindFactory,
    AnnouncementFactory,
    pages.TestimonialFactory,
    FaqFactory,
]


def shown(api, **query):
    response = api().get(ADDRESS, query)
    assert response.status_code == 200, response.content
    return response.json()


@pytest.mark.parametrize("make", PAGES)
def test_a_preview_has_the_shape_of_the_live_page(api, make):
    page = make()
    live = api().get(f"/api/v1/content/pages/{page.pk}/").json()

    preview = shown(api, token=previewed(page))

    assert preview == live


def test_an_unpublished_page_is_shown_with_its_children_and_relations(api):
    modality = ModalityFactory(name="Breathwork")
    page = ServicePageFactory(published=False, title="Never seen")
    page.modalities = [modality]
    page.included = [("point", "A mat")]

    preview = shown(api, token=previewed(page))

    assert preview["title"] == "Never seen"
    assert [one["name"] for one in preview["modalities"]] == ["Breathwork"]
    assert preview["included"] == ["A mat"]
    assert preview["service"]["slug"] == page.service.slug
    assert api().get(f"/api/v1/content/pages/{page.pk}/").status_code == 404


def test_the_whole_of_a_post_is_shown_whoever_it_is_for(api):
    heading = {"type": "heading", "value": {"text": "For followers", "level": "h2"}}
    page = PostPageFactory(access="followers", body=[heading])
    assert api().get(f"/api/v1/content/pages/{page.pk}/").json()["body"] == []

    preview = shown(api, token=previewed(page))

    assert preview["body"][0]["value"]["text"] == "For followers"


def test_a_page_that_was_never_saved_is_shown(api):
    home = HomePage.objects.get()
    page = StandardPage(title="Brand new", depth=home.depth + 1, numchild=0)
    page.path = page._get_path(home.path, page.depth, 99)
    page.minimal_clean()  # as the editor does
    page.set_url_path(home)
    page.body = [("heading", {"text": "Hello", "level": "h2"})]

    preview = shown(api, token=previewed(page))

    assert (preview["id"], preview["title"]) == (None, "Brand new")
    assert "detail_url" not in preview["meta"]
    assert preview["meta"]["parent"]["id"] == home.pk
    assert preview["body"][0]["value"]["text"] == "Hello"


def test_what_is_on_the_screen_is_shown_and_not_what_is_published(api):
    page = StandardPageFactory(title="Published")
    page.title = "On the screen"

    assert shown(api, token=previewed(page))["title"] == "On the screen"
    assert api().get(f"/api/v1/content/pages/{page.pk}/").json()["title"] == "Published"


@pytest.mark.parametrize("make", SNIPPETS)
@pytest.mark.parametrize("is_live", [True, False])
def test_every_snippet_is_shown_live_or_not(api, make, is_live):
    snippet = make(live=is_live)

    preview = shown(api, token=previewed(snippet))

    assert preview["id"] == str(snippet.public_id)
    assert preview["meta"] == {"type": snippet._meta.label, "locale": "en"}


def test_a_modality_is_shown_as_at_its_own_address(api):
    modality = ModalityFactory(
        summary="With the breath.",
        description="<p>Lie <b>down</b>.</p>",
        parent=ModalityFactory(),
        benefits=[("point", "Sleep")],
    )
    ModalityFactory(parent=modality)
    live = api().get(f"/api/v1/content/modalities/{modality.slug}/").json()["data"]

    preview = shown(api, token=previewed(modality))

    assert preview.pop("meta") == {"type": "cms.Modality", "locale": "en"}
    assert preview == live


def test_a_snippet_is_shown_as_blocks_show_it(api):
    faq, said = FaqFactory(topic="Sleep"), pages.TestimonialFactory(picture=ImageFactory())
    page = StandardPageFactory(
        body=[
            {"type": "faqs", "value": {"title": "", "items": [faq.pk]}},
            {"type": "testimonials", "value": {"title": "", "items": [said.pk]}},
        ]
    )
    body = api().get(f"/api/v1/content/pages/{page.pk}/").json()["body"]

    previews = [shown(api, token=previewed(one)) for one in (faq, said)]

    for block, preview in zip(body, previews, strict=True):
        assert preview.pop("meta")["locale"] == "en"
        assert block["value"]["items"] == [preview]


def test_an_announcement_is_shown_as_on_every_page(api):
    line = AnnouncementFactory(
        text="<p>Back on <b>Monday</b>.</p>", link_text="Dates", address="https://x.test/"
    )
    [live] = api().get("/api/v1/content/site/").json()["data"]["announcements"]

    preview = shown(api, token=previewed(line))

    assert preview.pop("meta") == {"type": "cms.Announcement", "locale": "en"}
    assert preview == live


def test_a_snippet_that_was_never_saved_is_shown(api):
    faq = FaqFactory.build(locale_id=HomePage.objects.get().locale_id, question="New?")

    assert shown(api, token=previewed(faq))["question"] == "New?"


def menu_of(page):
    return [
        ("link", {"text": "", "page": page, "address": ""}),
        ("menu", {"text": "More", "links": [{"text": "Book", "page": None, "address": "/book/"}]}),
    ]


def columns_of(page):
    return [("column", value) for kind, value in menu_of(page) if kind == "menu"]


@pytest.mark.parametrize(
    ("model", "part", "words"),
    [
        (Navigation, "navigation", lambda page: {"items": menu_of(page)}),
        (Footer, "footer", lambda page: {"columns": columns_of(page), "note": "<p>Us.</p>"}),
        (SeoDefaults, "seo", lambda page: {"image": ImageFactory(), "title_suffix": " | E"}),
        (MarketplaceCopy, "copy", lambda page: {"tagline": "Breathe", "health_note": "<p>No.</p>"}),
    ],
)
def test_a_setting_is_shown_as_its_part_of_the_site(api, model, part, words):
    setting = model.for_site(Site.objects.get())
    for name, value in words(StandardPageFactory(title="About us", slug="about")).items():
        setattr(setting, name, value)
    token = previewed(setting)
    assert api().get("/api/v1/content/site/").json()["data"][part] != shown(api, token=token)[part]
    setting.save()

    live = api().get("/api/v1/content/site/").json()["data"][part]

    assert shown(api, token=token) == {"meta": {"type": model._meta.label}, part: live}


def test_a_review_link_shows_the_draft(api):
    page = StandardPageFactory(published=False, title="For the lawyer")

    assert shown(api, review=shared(page).token)["title"] == "For the lawyer"


def test_who_has_the_version_is_answered_nothing(api):
    page = StandardPageFactory()
    token = previewed(page)
    version = api().get(ADDRESS, {"token": token})["Preview-Version"]

    again = api().get(ADDRESS, {"token": token, "since": version})

    assert (again.status_code, again.content, again["Preview-Version"]) == (204, b"", version)
    assert api().get(ADDRESS, {"token": token, "since": "nonsense"}).status_code == 200


def revoked():
    made = shared(FaqFactory())
    operations.revoke(link_id=made.link.pk, now=timezone.now())
    return {"review": made.token}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (dict, "preview_over"),
        (lambda: {"token": "forged"}, "preview_over"),
        (
            lambda: {"token": previewed(FaqFactory(), now=timezone.now() - timedelta(hours=2))},
            "preview_over",
        ),
        (lambda: {"review": "forged"}, "review_link_over"),
        (revoked, "review_link_over"),
    ],
    ids=["none", "forged", "expired", "forged-review", "revoked-review"],
)
def test_what_is_over_has_one_code(api, query, code):
    response = api().get(ADDRESS, query())

    assert (response.status_code, response.json()["code"]) == (404, code)
    assert "no-store" in response["Cache-Control"]


def test_a_format_of_text_that_there_is_not_is_refused(api):
    asked = {"token": previewed(StandardPageFactory()), "rich_text_format": "rtf"}

    refused = api().get(ADDRESS, asked)

    assert (refused.status_code, refused.json()["code"]) == (400, "validation_error")


@pytest.mark.parametrize("since", ["", "1", "0"])
def test_no_answer_is_kept_or_found(api, since):
    response = api().get(ADDRESS, {"token": previewed(StandardPageFactory()), "since": since})

    assert "no-store" in response["Cache-Control"]
    assert "ETag" not in response
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "no-referrer"


@pytest.mark.usefixtures("fresh_cache")
def test_a_preview_is_asked_for_as_often_as_its_token_may(api, settings):
    settings.THROTTLE_PREVIEW = "1/hour"
    page = StandardPageFactory()
    one, other = previewed(page), previewed(page)

    assert api().get(ADDRESS, {"token": one}).status_code == 200
    assert api().get(ADDRESS, {"token": one}).status_code == 429
    assert api().get(ADDRESS, {"token": other}).status_code == 200


def test_asking_whether_something_changed_costs_one_question(api, django_assert_num_queries):
    token = previewed(StandardPageFactory())

    with django_assert_num_queries(1):
        api().get(ADDRESS, {"token": token, "since": "1"})


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_costs_the_same_however_long_it_is(api, count, django_assert_num_queries):
    page = StandardPageFactory()
    page.body = [("heading", {"text": f"Part {number}", "level": "h2"}) for number in range(count)]
    token = previewed(page)
    api().get(ADDRESS, {"token": token})

    with django_assert_num_queries(13):
        api().get(ADDRESS, {"token": token})
