"""What clients of Wagtail's API v2 rely on: addresses, parameters, shapes, refusals."""

import pytest
from wagtail.models import Collection, CollectionViewRestriction, Locale, Page, Site

from cms.models import EstuaryDocument, HomePage
from tests.factories import (
    ImageFactory,
    PractitionerPageFactory,
    ServicePageFactory,
    StandardPageFactory,
)

pytestmark = pytest.mark.django_db

PAGES, IMAGES = "/api/v1/content/pages/", "/api/v1/content/images/"
STANDARD = {"type": "cms.StandardPage"}


def get(api, address=PAGES, **query):
    response = api().get(address, query)
    assert response.status_code == 200, response.content
    return response.json()


def titles(api, **query):
    return [item["title"] for item in get(api, **query)["items"]]


@pytest.fixture
def tree():
    """About, with Team below it, which has Ana below it."""
    about = StandardPageFactory(title="About", slug="about", show_in_menus=True)
    team = StandardPageFactory(title="Team", slug="team", parent=about)
    ana = StandardPageFactory(title="Ana", slug="ana", parent=team)
    return about, team, ana


def test_a_list_has_limit_and_offset_and_counts_all(api, tree):
    answer = get(api, **STANDARD, order="title", limit=1, offset=1)

    assert answer["meta"] == {"total_count": 3}
    assert [item["title"] for item in answer["items"]] == ["Ana"]
    assert get(api, **STANDARD, limit=0)["items"] == []


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"limit": "-1"}, "limit must be a positive integer"),
        ({"limit": "x"}, "limit must be a positive integer"),
        ({"limit": "201"}, "limit cannot be higher than 200"),
        ({"offset": "-1"}, "offset must be a positive integer"),
        ({"offset": "9" * 30}, "offset must be a positive integer"),
        ({"order": "nothing"}, "cannot order by 'nothing' (unknown field)"),
        ({"order": "random,id"}, "random ordering cannot be combined with other fields"),
        ({"order": "random", "offset": "1"}, "random ordering with offset is not supported"),
        ({"type": "cms.Nothing"}, "type doesn't exist"),
        ({"type": "auth.Group"}, "type doesn't exist"),
        ({"child_of": "x"}, "child_of must be a positive integer"),
        ({"child_of": "999999"}, "parent page doesn't exist"),
        ({"descendant_of": "x"}, "descendant_of must be a positive integer"),
        ({"ancestor_of": "x"}, "ancestor_of must be a positive integer"),
        ({"ancestor_of": "999999"}, "descendant page doesn't exist"),
        ({"translation_of": "999999"}, "translation_of page doesn't exist"),
        (
            {"child_of": "root", "descendant_of": "root"},
            "filtering by descendant_of with child_of is not supported",
        ),
        ({"fields": "nothing"}, "unknown fields: nothing"),
        ({"fields": "title(id)"}, "'title' does not support nested fields"),
        ({"fields": "title,"}, "fields error: unexpected char ',' at position 6"),
        ({"fields": "title, id"}, "fields error: unexpected whitespace at position 6"),
        ({"fields": "-*"}, "fields error: '*' cannot be negated"),
        ({"fields": "id,*"}, "fields error: '*' must be in the first position"),
        ({"colour": "teal"}, "query parameter is not an operation or a recognised field: colour"),
        ({"show_in_menus": "maybe"}, None),
        ({"id": "x"}, None),
        ({"first_published_at": "yesterday"}, None),
        ({"slug": "a\x00b"}, "null characters are not allowed"),
        ({"search": "a\x00b"}, "null characters are not allowed"),
        ({"search": "x", "search_operator": "xor"}, None),
        ({"rich_text_format": "word"}, None),
        ({"depth": "3"}, "depth must be 0, 1 or 2"),
        ({"depth": "x"}, "depth must be 0, 1 or 2"),
    ],
)
def test_what_makes_no_sense_is_refused_in_wagtails_words(api, query, message):
    response = api().get(PAGES, query)

    assert response.status_code == 400, response.content
    assert list(response.json()) == ["message"]
    if message:
        assert response.json()["message"] == message


def test_a_site_that_is_not_there_is_not_found(api):
    assert api().get(PAGES, {"site": "nowhere.test"}).status_code == 404


def test_a_language_that_is_not_there_is_not_found(api):
    assert api().get(PAGES, {"locale": "xx"}).status_code == 404


@pytest.mark.parametrize(
    ("fields", "there"),
    [
        ("_,title", {"title"}),
        ("_", set()),
        ("introduction,-title", {"id", "meta", "introduction"}),
        ("*,-body", {"id", "meta", "title", "introduction"}),
    ],
)
def test_fields_are_chosen(api, tree, fields, there):
    [item, *_] = get(api, **STANDARD, fields=fields)["items"]

    assert set(item) == there


def test_meta_fields_are_chosen_as_well(api, tree):
    [item, *_] = get(api, **STANDARD, fields="_,slug,type", order="slug")["items"]

    assert item == {"meta": {"type": "cms.StandardPage", "slug": "about"}}


def test_only_one_type_has_its_own_fields(api, tree):
    assert api().get(PAGES, {"fields": "body"}).status_code == 400
    both = {"type": "cms.StandardPage,cms.HomePage"}
    assert {item["meta"]["type"] for item in get(api, **both)["items"]} == {
        "cms.StandardPage",
        "cms.HomePage",
    }


def test_a_list_names_no_parents_and_a_detail_does(api, tree):
    about, team, _ = tree

    assert "parent" not in get(api, **STANDARD, fields="*")["items"][0]["meta"]
    assert get(api, f"{PAGES}{team.pk}/")["meta"]["parent"] == {
        "id": about.pk,
        "meta": {
            "type": "cms.StandardPage",
            "detail_url": f"http://testserver{PAGES}{about.pk}/",
            "html_url": "http://frontend.test/about/",
        },
        "title": "About",
    }


def test_a_parent_that_is_not_public_is_not_named(api, tree):
    about, team, _ = tree
    about.unpublish()

    assert get(api, f"{PAGES}{team.pk}/")["meta"]["parent"] is None
    home = HomePage.objects.get()
    assert get(api, f"{PAGES}{home.pk}/")["meta"]["parent"] is None


def test_the_tree_is_walked(api, tree):
    about, _, ana = tree

    assert titles(api, child_of=about.pk) == ["Team"]
    assert titles(api, descendant_of=about.pk) == ["Team", "Ana"]
    assert {"About", "Team"} < set(titles(api, ancestor_of=ana.pk))
    assert "About" in titles(api, child_of="root")
    assert "Ana" in titles(api, descendant_of="root")


def test_columns_filter_and_order(api, tree):
    assert titles(api, slug="team") == ["Team"]
    assert titles(api, **STANDARD, show_in_menus="true") == ["About"]
    assert titles(api, **STANDARD, order="-title") == ["Team", "Ana", "About"]
    assert sorted(titles(api, **STANDARD, order="random")) == ["About", "Ana", "Team"]


def test_search_may_be_ordered_and_told_how_words_are_joined(api, tree):
    StandardPageFactory(title="Team of Ana")
    both = {**STANDARD, "search": "team ana"}

    assert len(titles(api, **both, search_operator="or")) == 3
    assert titles(api, **both, search_operator="and") == ["Team of Ana"]
    assert titles(api, **STANDARD, search="team", order="-title") == ["Team of Ana", "Team"]


def test_search_and_language_go_together(api, tree):
    assert titles(api, locale="en", search="team") == ["Team"]


def test_translations_are_found_below_the_root_of_their_language(api, tree):
    about, *_ = tree
    portuguese = Locale.objects.create(language_code="pt")
    home = HomePage.objects.get().copy_for_translation(portuguese)
    translated = about.copy_for_translation(portuguese)
    for page in (home, translated):
        page.save_revision().publish()

    [item] = get(api, translation_of=about.pk)["items"]

    assert (item["id"], item["meta"]["locale"]) == (translated.pk, "pt")
    assert item["meta"]["html_url"].startswith("http://frontend.test/pt/")
    assert translated.pk in {one["id"] for one in get(api, locale="pt")["items"]}


def test_pages_of_another_site_are_not_listed_without_asking(api, tree):
    other = StandardPageFactory(title="Elsewhere", slug="elsewhere")
    other.move(Page.objects.get(depth=1), pos="last-child")
    other.refresh_from_db()
    Site.objects.create(hostname="other.test", root_page=other)

    assert "Elsewhere" not in titles(api, limit=100)
    assert titles(api, site="other.test") == ["Elsewhere"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"html_path": "/about/team/"}, 302),
        ({"html_path": "about/team"}, 302),
        ({"html_path": "/nowhere/"}, 404),
        ({"id": "x"}, 404),
        ({"id": "9" * 30}, 404),
        ({}, 404),
    ],
)
def test_pages_are_found(api, tree, query, status):
    _, team, _ = tree

    response = api().get(f"{PAGES}find/", query)

    assert response.status_code == status
    if status == 302:
        assert f"{PAGES}{team.pk}/" in response["Location"]
    else:
        assert response.json() == {"message": "not found"}


def test_finding_keeps_the_other_parameters(api, tree):
    about, *_ = tree

    response = api().get(f"{PAGES}find/", {"id": about.pk, "fields": "title"})

    assert response["Location"].endswith(f"{PAGES}{about.pk}/?fields=title")


def test_a_detail_has_everything_and_less_if_asked(api, tree):
    about, *_ = tree

    assert set(get(api, f"{PAGES}{about.pk}/")) == {"id", "meta", "title", "introduction", "body"}
    assert get(api, f"{PAGES}{about.pk}/", fields="_,title") == {"title": "About"}


def test_a_missing_page_is_not_found_in_wagtails_words(api):
    response = api().get(f"{PAGES}999999/")

    assert response.json() == {"message": "No Page matches the given query."}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written(api, method):
    assert getattr(api(), method)(PAGES, {}).status_code == 405


@pytest.mark.parametrize("factory", [PractitionerPageFactory, ServicePageFactory])
def test_pages_are_filtered_by_the_row_behind_them(api, factory):
    page, _ = factory(), factory()
    name = type(page).row_name

    found = get(api, type=type(page)._meta.label, **{name: page.row_id})

    assert [item["id"] for item in found["items"]] == [page.pk]


def test_images_are_listed_filtered_and_searched(api):
    shore, _ = ImageFactory(title="Shore"), ImageFactory(title="Wood")
    shore.tags.add("sea")

    assert [one["title"] for one in get(api, IMAGES, order="title")["items"]] == ["Shore", "Wood"]
    assert [one["id"] for one in get(api, IMAGES, tags="sea")["items"]] == [shore.pk]
    assert [one["id"] for one in get(api, IMAGES, search="shore")["items"]] == [shore.pk]
    refused = api().get(IMAGES, {"search": "shore", "tags": "sea"})
    assert refused.json() == {"message": "filtering by tag with a search query is not supported"}
    assert api().get(f"{IMAGES}999999/").status_code == 404
    assert api().get(f"{IMAGES}find/", {"id": shore.pk}).status_code == 302


def test_images_of_a_private_collection_are_not_there(api):
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type=CollectionViewRestriction.LOGIN
    )
    image = ImageFactory(collection=private)

    assert get(api, IMAGES)["items"] == []
    assert api().get(f"{IMAGES}{image.pk}/").status_code == 404


def test_documents_have_an_address_to_load_them_from(api):
    document = EstuaryDocument.objects.create(title="Leaflet", file="documents/leaflet.pdf")

    [item] = get(api, "/api/v1/content/documents/")["items"]

    assert item == {
        "id": document.pk,
        "meta": {
            "type": "cms.EstuaryDocument",
            "detail_url": f"http://testserver/api/v1/content/documents/{document.pk}/",
            "tags": [],
            "download_url": f"http://testserver/documents/{document.pk}/leaflet.pdf",
        },
        "title": "Leaflet",
    }
