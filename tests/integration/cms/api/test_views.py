import pytest
from wagtail.models import PageViewRestriction

from cms.models import HelpIndexPage, HomePage, PractitionerIndexPage
from tests.factories import (
    ImageFactory,
    ModalityFactory,
    PractitionerPageFactory,
    ServicePageFactory,
    StandardPageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

PAGES = "/api/v1/content/pages/"


def get(api, address, **query):
    response = api().get(address, query)
    assert response.status_code == 200, response.content
    return response.json()


def test_pages_keep_wagtails_own_shape_for_anybody(api):
    page = StandardPageFactory(title="About us", slug="about")

    answer = get(api, PAGES, type="cms.StandardPage")

    assert answer == {
        "meta": {"total_count": 1},
        "items": [
            {
                "id": page.pk,
                "meta": {
                    "type": "cms.StandardPage",
                    "detail_url": f"http://testserver/api/v1/content/pages/{page.pk}/",
                    "html_url": "http://frontend.test/about/",
                    "slug": "about",
                    "first_published_at": page.first_published_at.isoformat().replace(
                        "+00:00", "Z"
                    ),
                    "locale": "en",
                },
                "title": "About us",
            }
        ],
    }


def test_a_page_has_the_same_address_in_the_list_of_all_types(api):
    StandardPageFactory(title="About us", slug="about")

    answer = get(api, PAGES)

    assert {item["meta"]["html_url"] for item in answer["items"]} == {
        "http://frontend.test/",
        "http://frontend.test/practitioners/",
        "http://frontend.test/help/",
        "http://frontend.test/about/",
    }


def test_a_draft_is_not_there(api):
    page = StandardPageFactory(published=False)

    assert get(api, PAGES, type="cms.StandardPage")["items"] == []
    assert api().get(f"{PAGES}{page.pk}/").status_code == 404


def test_a_private_page_is_not_there(api):
    page = StandardPageFactory()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    assert get(api, PAGES, type="cms.StandardPage")["items"] == []
    assert api().get(f"{PAGES}{page.pk}/").status_code == 404


def test_a_page_for_those_who_signed_in_is_there_for_them(api):
    page = StandardPageFactory()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    shown = api(UserFactory()).get(f"{PAGES}{page.pk}/")

    assert shown.status_code == 200
    assert "private" in shown["Cache-Control"]


def test_a_missing_page_and_a_wrong_parameter_are_refused_in_wagtails_shape(api):
    missing = api().get(f"{PAGES}999999/")
    wrong = api().get(PAGES, {"colour": "teal"})

    assert (missing.status_code, list(missing.json())) == (404, ["message"])
    assert (wrong.status_code, list(wrong.json())) == (400, ["message"])


def test_nothing_can_be_written(api):
    assert api().post(PAGES, {"title": "x"}).status_code == 405


def test_a_body_shows_every_block_by_what_it_means(api):
    image = ImageFactory()
    about = StandardPageFactory(title="About", slug="about")
    page = StandardPageFactory(
        body=[
            {"type": "heading", "value": {"text": "Welcome", "level": "h2"}},
            {"type": "words", "value": f'<p>Read <a linktype="page" id="{about.pk}">more</a></p>'},
            {
                "type": "picture",
                "value": {
                    "image": {"image": image.pk, "alt_text": "The shore", "decorative": False},
                    "caption": "At dawn",
                },
            },
            {"type": "quote", "value": {"text": "Slowly.", "attribution": "Inês"}},
            {
                "type": "callout",
                "value": {"kind": "tip", "title": "", "text": "<p>Breathe <b>out</b></p>"},
            },
            {
                "type": "questions",
                "value": {"title": "", "items": [{"question": "Why?", "answer": "<p>So.</p>"}]},
            },
            {
                "type": "call_to_action",
                "value": {
                    "title": "Begin",
                    "text": "",
                    "button": "Go",
                    "page": about.pk,
                    "address": "",
                },
            },
        ]
    )

    body = get(api, f"{PAGES}{page.pk}/")["body"]

    values = {block["type"]: block["value"] for block in body}
    assert values["heading"] == {"text": "Welcome", "level": "h2"}
    assert 'href="http://frontend.test/about/"' in values["words"]
    shown = values["picture"]["picture"]
    assert (shown["alt"], shown["width"], shown["height"]) == ("The shore", 900, 900)
    assert shown["url"].startswith("http://testserver/uploads/")
    assert values["picture"]["caption"] == "At dawn"
    assert values["quote"] == {"text": "Slowly.", "attribution": "Inês"}
    assert values["callout"] == {"kind": "tip", "title": "", "text": "<p>Breathe <b>out</b></p>"}
    assert values["questions"]["items"] == [{"question": "Why?", "answer": "<p>So.</p>"}]
    assert values["call_to_action"] == {
        "title": "Begin",
        "text": "",
        "button": "Go",
        "page": {
            "id": about.pk,
            "type": "cms.StandardPage",
            "title": "About",
            "slug": "about",
            "url": "http://frontend.test/about/",
        },
        "url": "http://frontend.test/about/",
    }


def test_a_practitioner_page_names_its_row_and_shows_its_words(api):
    modality = ModalityFactory(name="Breathwork", slug="breathwork")
    page = PractitionerPageFactory(
        professional_title="Teacher",
        story="<p>By the <b>sea</b>.</p>",
        picture=ImageFactory(),
        modalities=[modality, ModalityFactory(live=False)],
        education=[{"type": "study", "value": {"title": "BSc", "institution": "X", "year": 2001}}],
    )

    answer = get(api, f"{PAGES}{page.pk}/")

    row = page.practitioner
    row.refresh_from_db()
    assert answer["practitioner"] == {"id": str(row.public_id), "slug": row.slug}
    assert answer["professional_title"] == "Teacher"
    assert answer["story"] == "<p>By the <b>sea</b>.</p>"
    assert answer["picture"] == {**row.picture, "focal_point": None}
    assert answer["modalities"] == [
        {"id": str(modality.public_id), "slug": "breathwork", "name": "Breathwork"}
    ]
    assert answer["education"] == [{"title": "BSc", "institution": "X", "year": 2001}]
    assert answer["meta"]["social_image"] is None


def test_services_are_found_below_their_practitioner(api):
    listing = ServicePageFactory(title="Sleep better")

    answer = get(api, PAGES, child_of=listing.get_parent().pk)

    assert [item["title"] for item in answer["items"]] == ["Sleep better"]


def test_a_page_is_found_by_its_path(api):
    page = StandardPageFactory(slug="about")

    found = api().get(f"{PAGES}find/", {"html_path": "/about/"})

    assert found.status_code == 302
    assert found["Location"].startswith(f"http://testserver{PAGES}{page.pk}/")


def test_pages_are_searched(api):
    page = StandardPageFactory(title="About breathing")

    assert [item["id"] for item in get(api, PAGES, search="breathing")["items"]] == [page.pk]


@pytest.mark.parametrize("count", [1, 4])
def test_a_list_costs_the_same_queries_however_many_pages(api, count, django_assert_num_queries):
    modality = ModalityFactory(name="Breathwork")
    for _ in range(count):
        PractitionerPageFactory(picture=ImageFactory(), modalities=[modality])
    query = {"type": "cms.PractitionerPage", "fields": "*"}
    get(api, PAGES, **query)

    with django_assert_num_queries(6):
        items = get(api, PAGES, **query)["items"]

    assert len(items) == count
    assert {item["modalities"][0]["name"] for item in items} == {"Breathwork"}


@pytest.mark.parametrize("count", [1, 4])
def test_images_cost_the_same_queries_however_many(api, count, django_assert_num_queries):
    for image in ImageFactory.create_batch(count):
        image.tags.add("sea", "portrait")
    get(api, "/api/v1/content/images/", fields="*")

    with django_assert_num_queries(5):
        items = get(api, "/api/v1/content/images/", fields="*")["items"]

    assert [item["meta"]["tags"] for item in items] == [["portrait", "sea"]] * count


def test_images_come_with_their_sizes(api):
    image = ImageFactory(title="Shore", credit="A. Friend")

    listed = get(api, "/api/v1/content/images/")
    shown = get(api, f"/api/v1/content/images/{image.pk}/")

    assert [item["id"] for item in listed["items"]] == [image.pk]
    assert (shown["description"], shown["credit"]) == ("A woman by the sea", "A. Friend")
    assert shown["sizes"]["card"]["width"] == 480
    # The second is as large as the original allows.
    assert [one.split()[-1] for one in shown["sizes"]["card"]["srcset"].split(", ")] == [
        "480w",
        "900w",
    ]
    assert shown["meta"]["download_url"].startswith("/uploads/original_images/")


def test_documents_are_listed(api):
    assert get(api, "/api/v1/content/documents/") == {"meta": {"total_count": 0}, "items": []}


def test_what_has_not_changed_is_not_sent_again(api):
    first = api().get(PAGES)

    again = api().get(PAGES, HTTP_IF_NONE_MATCH=first["ETag"])

    assert (again.status_code, again.content) == (304, b"")


def test_home_and_index_are_there_from_the_first_day(api):
    assert {item["id"] for item in get(api, PAGES)["items"]} == {
        HomePage.objects.get().pk,
        PractitionerIndexPage.objects.get().pk,
        HelpIndexPage.objects.get().pk,
    }
