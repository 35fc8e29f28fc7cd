import pytest
from django.core.management import call_command

from cms.models import SearchEntry
from cms.search.operations import index_everything, index_page
from tests.factories import ModalityFactory, StandardPageFactory

pytestmark = pytest.mark.django_db


def entry():
    return SearchEntry.objects.get(page__title="About us")


def test_publishing_lets_a_page_be_found_by_its_new_words():
    page = StandardPageFactory(title="About us", introduction="We breathe.")
    assert entry().summary == "We breathe."

    page.introduction = "We sleep."
    page.save_revision().publish()

    assert entry().summary == "We sleep."


def test_a_draft_over_a_live_page_changes_nothing():
    page = StandardPageFactory(title="About us", introduction="We breathe.")

    page.introduction = "We sleep."
    page.save_revision()

    assert entry().summary == "We breathe."


def test_unpublishing_and_deleting_forget():
    StandardPageFactory(title="About us").unpublish()
    StandardPageFactory(title="About them").delete()

    assert not SearchEntry.objects.filter(page__title__startswith="About").exists()


def test_a_modality_is_found_while_it_is_live():
    modality = ModalityFactory(live=False)
    modality.save_revision().publish()
    assert SearchEntry.objects.filter(modality=modality).exists()

    modality.refresh_from_db()
    modality.unpublish()

    assert not SearchEntry.objects.filter(modality=modality).exists()


def test_a_page_indexed_twice_has_one_entry():
    page = StandardPageFactory(title="About us")

    index_page(page)

    assert entry().page_id == page.pk


def test_a_very_long_body_is_cut():
    words = [{"type": "words", "value": f"<p>{'breath ' * 20_000}</p>"}]

    StandardPageFactory(title="About us", body=words)

    assert len(entry().body) == 50_000


def test_everything_can_be_written_anew(capsys):
    StandardPageFactory(title="About us")
    before = SearchEntry.objects.count()
    SearchEntry.objects.all().delete()

    call_command("index_content")

    assert (
        SearchEntry.objects.count() == before + 3
    )  # home and the two indexes were never published
    assert index_everything() == SearchEntry.objects.count()
