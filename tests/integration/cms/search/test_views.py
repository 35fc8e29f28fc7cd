import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction

from cms.search.operations import index_everything
from cms.search.querysets import BEGIN
from tests.factories import (
    HelpPageFactory,
    LandingPageFactory,
    ModalityFactory,
    PostFactory,
    PostPageFactory,
    PractitionerFactory,
    PractitionerPageFactory,
    ServicePageFactory,
    StandardPageFactory,
)
from tests.indexes import looked_up_in

pytestmark = pytest.mark.django_db

SEARCH = "/api/v1/content/search/"


@pytest.fixture
def find(api):
    """What a stranger finds, once everything is in the index."""

    def ask(words, **query):
        index_everything()
        answer = api().get(SEARCH, {"search": words, **query})
        assert answer.status_code == 200, answer.content
        return answer.json()["data"]["results"]

    return ask


def titles(results):
    return [one["title"] for one in results]


def listed_post(**fields):
    return PostFactory(is_listed=True, published_at=timezone.now(), **fields)


def everything():
    """One of each kind, each with the word "sleep"."""
    ines = PractitionerPageFactory(summary="Better sleep.").practitioner
    ServicePageFactory(service__practitioner=ines, title="Breathwork for sleep")
    PostPageFactory(post=listed_post(practitioner=ines), title="Sleep without pills")
    StandardPageFactory(title="About us", introduction="We care for your sleep.")
    LandingPageFactory(title="Sleep week", summary="Seven nights.")
    HelpPageFactory(title="May I sleep during a session?")
    ModalityFactory(name="Yoga nidra", summary="The sleep of yogis.", slug="yoga-nidra")
    return ines


def test_every_kind_of_thing_is_found_by_one_word(find):
    everything()

    assert {one["kind"] for one in find("sleep")} == {
        "page",
        "help",
        "practitioner",
        "service",
        "stream",
        "modality",
    }


def test_a_result_says_what_it_is_where_it_is_and_whose(find):
    ines = everything()

    [service] = find("sleep", kind="service")

    assert service["url"].endswith(f"/practitioners/{ines.slug}/{service['slug']}/")
    assert service["practitioner"] == {
        "id": str(ines.public_id),
        "slug": ines.slug,
        "display_name": "Inês Duarte",
    }
    assert service["highlight"]["title"] == "Breathwork for <mark>sleep</mark>"


def test_several_kinds_may_be_asked_for(find):
    everything()

    assert {one["kind"] for one in find("sleep", kind=["help", "modality"])} == {
        "help",
        "modality",
    }


def test_titles_come_before_texts(find):
    StandardPageFactory(title="About us", introduction="We breathe.")
    StandardPageFactory(title="Breathing")

    assert titles(find("breathe")) == ["Breathing", "About us"]


@pytest.mark.parametrize(
    "typed", ["nidra", "NIDRA", "nid", "yóga", '"yoga nidra"', "yoga -pilates"]
)
def test_forms_accents_phrases_and_unfinished_words_are_found(find, typed):
    ModalityFactory(name="Yoga nidra", slug="yoga-nidra")

    assert titles(find(typed)) == ["Yoga nidra"]


@pytest.mark.parametrize("typed", ["breatwork", "Ines Duart", "brethwork slep"])
def test_what_is_spelt_wrong_is_found_all_the_same(find, typed):
    ServicePageFactory(title="Breathwork for sleep")

    assert "Breathwork for sleep" in titles(find(typed, kind="service"))


def test_what_is_spelt_wrong_is_looked_up_in_the_index(find):
    ServicePageFactory(title="Breathwork for sleep")

    with looked_up_in("search_entry_names"):
        assert titles(find("breatwrok")) == ["Breathwork for sleep"]


@pytest.mark.parametrize(
    ("typed", "is_alike"),
    [("breatwrok", True), ("Bréatwrok", True), ("brexxhwork", True), ("bretxwork", False)],
)
def test_how_alike_it_must_be_is_said_in_one_place(find, typed, is_alike):
    ServicePageFactory(title="Breathwork")

    assert bool(find(typed, kind="service")) == is_alike

    with connection.cursor() as cursor:
        cursor.execute("SHOW pg_trgm.word_similarity_threshold")
        assert cursor.fetchone()[0] == "0.6"  # nobody else's questions are changed


def test_what_is_nowhere_is_not_found(find):
    everything()

    assert find("chainsaw") == []


def test_what_was_searched_for_is_marked_and_all_else_is_escaped(find):
    StandardPageFactory(title="Sleep <b>now</b>", introduction="A & B sleep.")

    [found] = find("sleep")

    assert found["highlight"] == {
        "title": "<mark>Sleep</mark> &lt;b&gt;now&lt;/b&gt;",
        "text": "A &amp; B <mark>sleep</mark>.",
    }
    assert BEGIN not in str(found)


@pytest.mark.parametrize(
    "hide",
    [
        lambda ines: type(ines).objects.filter(pk=ines.pk).update(status="suspended"),
        lambda ines: type(ines).objects.filter(pk=ines.pk).update(is_listed=False),
    ],
)
def test_nothing_of_a_practitioner_is_found_once_the_public_does_not_see_them(api, hide):
    ines = PractitionerPageFactory(title="Inês Nunes").practitioner
    ServicePageFactory(service__practitioner=ines)
    PostPageFactory(post__practitioner=ines)
    index_everything()
    assert len(api().get(SEARCH, {"search": "Nunes"}).json()["data"]["results"]) > 0

    hide(ines)

    assert api().get(SEARCH, {"search": "Nunes"}).json()["data"]["results"] == []


def test_a_page_that_is_unpublished_is_not_found_from_then_on(api):
    page = StandardPageFactory(title="Winter prices")
    index_everything()

    page.unpublish()

    assert api().get(SEARCH, {"search": "winter"}).json()["data"]["results"] == []


def test_a_private_page_is_not_found_nor_what_lies_below(find):
    page = StandardPageFactory(title="Winter prices")
    StandardPageFactory(parent=page, title="Winter prices of old")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    assert find("winter") == []


def test_a_page_hidden_from_search_engines_is_not_found(find):
    StandardPageFactory(title="Winter prices", is_hidden_from_search_engines=True)

    assert find("winter") == []


def test_a_draft_is_not_found(find):
    StandardPageFactory(title="Winter prices", published=False)
    ModalityFactory(name="Winter swimming", live=False)

    assert find("winter") == []


def test_the_body_of_what_is_not_for_everybody_is_not_searched(find):
    words = [{"type": "words", "value": "<p>The secret is chamomile.</p>"}]
    closed = {"access": "purchasers", "teaser": "A tea."}
    PostPageFactory(post=listed_post(), title="For clients", body=words, **closed)
    PostPageFactory(post=listed_post(), title="For everybody", body=words)

    assert titles(find("chamomile")) == ["For everybody"]
    assert titles(find("tea")) == ["For clients"]


def test_a_new_name_of_the_practitioner_finds_their_services(find):
    page = PractitionerPageFactory(title="Inês Duarte")
    ServicePageFactory(service__practitioner=page.practitioner, title="Massage")
    find("massage")

    page.title = "Inês Nunes"
    page.save_revision().publish()

    assert "Massage" in titles(find("nunes"))


def test_each_language_is_searched_by_its_own_words(find):
    portuguese = Locale.objects.create(language_code="pt")
    ModalityFactory(name="Respiração", summary="Respirar devagar.", locale=portuguese)

    assert titles(find("respirações", locale="pt")) == ["Respiração"]
    assert find("respirações") == []


def test_only_those_of_one_practitioner_when_asked(find):
    everything()
    other = PractitionerFactory()

    assert find("sleep", practitioner=other.slug) == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "search"),
        ({"search": "  "}, "search"),
        ({"search": "x", "kind": "gadget"}, "kind"),
        ({"search": "x", "locale": "xx"}, "locale"),
        ({"search": "x", "colour": "teal"}, "colour"),
    ],
)
def test_a_wrong_question_is_refused_by_its_field(api, query, field):
    answer = api().get(SEARCH, query)

    assert answer.status_code == 400
    assert field in answer.json()["errors"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_costs_the_same_queries_however_much_it_finds(
    api, count, django_assert_num_queries
):
    for n in range(count):
        StandardPageFactory(title=f"Sleep {n}")
        ServicePageFactory(title=f"Sleep well {n}")
    index_everything()
    api().get(SEARCH, {"search": "sleep"})

    with django_assert_num_queries(4):
        answer = api().get(SEARCH, {"search": "sleep"})

    assert len(answer.json()["data"]["results"]) == 2 * count
