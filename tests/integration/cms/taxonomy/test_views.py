import pytest
from wagtail.models import Locale

from tests.factories import (
    AudienceFactory,
    CertificationKindFactory,
    ImageFactory,
    ModalityFactory,
    StandardPageFactory,
)

pytestmark = pytest.mark.django_db

MODALITIES = "/api/v1/content/modalities/"


def read(api, address=MODALITIES, **query):
    answer = api().get(address, query)
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


def test_published_modalities_are_listed_in_staffs_order(api):
    yoga = ModalityFactory(name="Yoga", slug="yoga", summary="Moving.", sort_order=2)
    breath = ModalityFactory(name="Breathwork", slug="breathwork", sort_order=1)
    ModalityFactory(name="Draft", live=False)

    listed = read(api)["results"]

    assert [one["name"] for one in listed] == ["Breathwork", "Yoga"]
    assert listed[1] == {
        "id": str(yoga.public_id),
        "slug": "yoga",
        "name": "Yoga",
        "summary": "Moving.",
        "url": "http://frontend.test/modalities/yoga/",
        "parent": None,
        "picture": None,
    }
    assert listed[0]["id"] == str(breath.public_id)


def test_a_modality_says_everything_and_what_lies_below_it(api):
    about = StandardPageFactory(slug="about")
    massage = ModalityFactory(
        slug="massage",
        name="Massage",
        picture=ImageFactory(),
        description=f'<p>Read <a linktype="page" id="{about.pk}">this</a>.</p>',
        benefits=[{"type": "point", "value": "Less pain"}],
        questions=[{"type": "question", "value": {"question": "Oil?", "answer": "<p>Yes.</p>"}}],
        regulated_note="<p>Ask for a licence.</p>",
    )
    ModalityFactory(parent=massage, name="Deep tissue", slug="deep-tissue")
    ModalityFactory(parent=massage, name="Draft", live=False)

    shown = read(api, f"{MODALITIES}massage/")

    assert shown["description"] == '<p>Read <a href="http://frontend.test/about/">this</a>.</p>'
    assert shown["benefits"] == ["Less pain"]
    assert shown["questions"] == [{"question": "Oil?", "answer": "<p>Yes.</p>"}]
    assert shown["regulated_note"] == "<p>Ask for a licence.</p>"
    assert shown["seo_title"] == "Massage"
    assert [one["name"] for one in shown["children"]] == ["Deep tissue"]
    assert shown["children"][0]["parent"]["slug"] == "massage"
    assert shown["picture"]["width"] == 480
    assert shown["wide_picture"]["width"] == 900


def test_rich_text_comes_as_markdown_when_asked(api):
    ModalityFactory(slug="massage", description="<p>With <b>oil</b>.</p>")

    assert (
        "**oil**" in read(api, f"{MODALITIES}massage/", rich_text_format="markdown")["description"]
    )


def test_a_draft_and_an_unknown_slug_are_not_found(api):
    ModalityFactory(slug="massage", live=False)

    assert api().get(f"{MODALITIES}massage/").status_code == 404
    assert api().get(f"{MODALITIES}nowhere/").status_code == 404


def test_a_vocabulary_is_read_in_the_language_that_is_asked_for(api):
    english = ModalityFactory(name="Breathwork", slug="breathwork")
    portuguese = english.copy_for_translation(Locale.objects.create(language_code="pt"))
    portuguese.name, portuguese.live = "Respiração", True
    portuguese.save()

    assert [one["name"] for one in read(api, locale="pt")["results"]] == ["Respiração"]
    shown = read(api, f"{MODALITIES}breathwork/", locale="pt")
    assert shown["name"] == "Respiração"
    assert shown["url"] == "http://frontend.test/pt/modalities/breathwork/"
    assert api().get(MODALITIES, {"locale": "xx"}).status_code == 400


def test_audiences_and_kinds_of_certification_are_listed(api):
    AudienceFactory(name="Beginners")
    CertificationKindFactory(name="Physiotherapist", issuer="The state", is_regulated=True)

    [audience] = read(api, "/api/v1/content/audiences/")["results"]
    [kind] = read(api, "/api/v1/content/certifications/")["results"]

    assert audience["name"] == "Beginners"
    assert (kind["issuer"], kind["is_regulated"]) == ("The state", True)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_queries_however_long(api, count, django_assert_num_queries):
    parent = ModalityFactory()
    for _ in range(count):
        ModalityFactory(parent=parent, picture=ImageFactory())
    AudienceFactory.create_batch(count)
    read(api)

    with django_assert_num_queries(3):
        read(api, page_size=50)
    with django_assert_num_queries(2):
        read(api, "/api/v1/content/audiences/")


@pytest.mark.parametrize("count", [1, 3])
def test_a_modality_costs_the_same_queries_however_much_it_says(
    api, count, django_assert_num_queries
):
    pages = [StandardPageFactory() for _ in range(count)]
    links = "".join(f'<p><a linktype="page" id="{page.pk}">this</a></p>' for page in pages)
    massage = ModalityFactory(slug="massage", description=links, picture=ImageFactory())
    for _ in range(count):
        ModalityFactory(parent=massage, picture=ImageFactory())
    read(api, f"{MODALITIES}massage/", depth=1)

    with django_assert_num_queries(5):
        read(api, f"{MODALITIES}massage/", depth=2)
