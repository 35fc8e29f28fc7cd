"""A list costs the same queries whatever its length, with everything in it; `bench` lists 200."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from taggit.models import Tag
from wagtail.coreutils import resolve_model_string

from cms.models import EstuaryDocument, HelpIndexPage, PractitionerIndexPage
from tests.factories import (
    AudienceFactory,
    HelpPageFactory,
    ImageFactory,
    LandingPageFactory,
    ModalityFactory,
    PostFactory,
    PostPageFactory,
    PractitionerPageFactory,
    ServicePageFactory,
    StandardPageFactory,
    UserFactory,
)
from tests.factories.pages import StreamPageFactory
from tests.factories.rich import Library, rich_pages

pytestmark = pytest.mark.django_db

PAGES = "/api/v1/content/pages/"
MOST_IN_A_LIST, MOST_IN_A_DETAIL = 12, 10


def asked(api, address, **query):
    """The answer and what it cost, once everything that is kept has been kept."""
    client = api(query.pop("user", None))
    client.get(address, query)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(address, query)
    assert response.status_code == 200, response.content
    return response.json(), len(queries)


@pytest.mark.parametrize("count", [1, 3, 20])
def test_a_list_of_rich_pages_costs_ten_queries_whatever_its_length(api, count):
    rich_pages(count, Library())

    answer, cost = asked(api, PAGES, type="cms.StandardPage", fields="*", limit=20)

    assert len(answer["items"]) == count
    assert len(answer["items"][0]["body"]) == 18
    assert cost == 10 <= MOST_IN_A_LIST


def test_a_detail_of_a_rich_page_costs_no_more_than_ten_queries(api):
    [page] = rich_pages(1, Library())

    _, cost = asked(api, f"{PAGES}{page.pk}/")

    assert cost == 10 <= MOST_IN_A_DETAIL


@pytest.mark.parametrize("text_format", ["html", "markdown", "db_html", "db_markdown"])
def test_no_format_of_text_asks_more(api, text_format):
    rich_pages(3, Library())

    _, cost = asked(api, PAGES, type="cms.StandardPage", fields="*", rich_text_format=text_format)

    assert cost <= 10


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_no_depth_asks_more(api, depth):
    rich_pages(3, Library())

    _, cost = asked(api, PAGES, type="cms.StandardPage", fields="*", depth=depth)

    assert cost <= MOST_IN_A_LIST


@pytest.mark.parametrize("count", [1, 3, 20])
def test_a_list_of_all_types_costs_the_same(api, count):
    library = Library()
    rich_pages(count, library)

    _, cost = asked(api, PAGES, fields="*")

    assert cost == 4


def practitioner():
    PractitionerPageFactory(
        picture=ImageFactory(), modalities=[ModalityFactory()], story="<p>By the sea.</p>"
    )


def service():
    page = ServicePageFactory(picture=ImageFactory(), modalities=[ModalityFactory()])
    page.audiences = [AudienceFactory()]
    page.save()


def post():
    page = PostPageFactory(
        post=PostFactory(), picture=ImageFactory(), modalities=[ModalityFactory()]
    )
    page.tags.add("sleep", "night")
    page.service = ServicePageFactory(service__practitioner=page.post.practitioner).service
    page.save()


def landing(library):
    page = LandingPageFactory()
    page.sections = [
        {
            "type": "section",
            "value": {
                "title": "",
                "anchor": "",
                "tone": "soft",
                "content": library.body(1, links_to=page.pk),
            },
        }
    ]
    page.save()


def help_page():
    HelpPageFactory(introduction="So.")


MAKE = {
    "cms.PractitionerPage": practitioner,
    "cms.ServicePage": service,
    "cms.PostPage": post,
    "cms.StreamPage": StreamPageFactory,
    "cms.HelpPage": help_page,
}


@pytest.mark.parametrize("kind", MAKE)
def test_every_type_of_page_costs_the_same_for_one_and_three(api, kind):
    MAKE[kind]()
    _, one = asked(api, PAGES, type=kind, fields="*")
    for _ in range(2):
        MAKE[kind]()

    answer, three = asked(api, PAGES, type=kind, fields="*")

    assert len(answer["items"]) == 3
    assert one == three <= MOST_IN_A_LIST


@pytest.mark.parametrize("kind", MAKE)
def test_a_detail_of_every_type_costs_no_more_than_ten_queries(api, kind):
    MAKE[kind]()
    [page] = resolve_model_string(kind).objects.all()

    _, cost = asked(api, f"{PAGES}{page.pk}/")

    assert cost <= MOST_IN_A_DETAIL


def test_documents_cost_the_same_for_one_and_three(api):
    def document():
        made = EstuaryDocument.objects.create(title="A", file=ContentFile(b"A", name="a.txt"))
        made.tags.add("sleep")

    document()
    _, one = asked(api, "/api/v1/content/documents/", fields="*")
    document()
    document()

    answer, three = asked(api, "/api/v1/content/documents/", fields="*")

    assert len(answer["items"]) == 3
    assert one == three <= MOST_IN_A_LIST


def test_sections_of_landing_pages_are_as_flat_as_bodies(api):
    library = Library()
    landing(library)
    _, one = asked(api, PAGES, type="cms.LandingPage", fields="*")
    landing(library)
    landing(library)

    answer, three = asked(api, PAGES, type="cms.LandingPage", fields="*")

    assert len(answer["items"]) == 3
    assert one == three <= MOST_IN_A_LIST


@pytest.mark.parametrize("kind", [HelpIndexPage, PractitionerIndexPage])
def test_pages_of_which_there_is_one_are_cheap(api, kind):
    _, cost = asked(api, PAGES, type=kind._meta.label, fields="*")

    assert cost <= MOST_IN_A_LIST


def test_who_is_signed_in_costs_two_queries_more(api):
    StandardPageFactory()
    _, nobody = asked(api, PAGES, type="cms.StandardPage", fields="*")

    _, somebody = asked(api, PAGES, type="cms.StandardPage", fields="*", user=UserFactory())

    assert somebody <= nobody + 2


def test_a_size_that_is_missing_is_made_once(api):
    image = ImageFactory()
    StandardPageFactory(social_image=image)
    image.renditions.all().delete()

    answer, cost = asked(api, PAGES, type="cms.StandardPage", fields="social_image")

    assert answer["items"][0]["meta"]["social_image"]["width"] == 900
    assert image.renditions.count() == 1
    assert cost <= MOST_IN_A_LIST
    assert not Tag.objects.exists()
