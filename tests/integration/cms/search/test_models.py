"""What the database refuses; each of these fails when the constraint it names is dropped."""

import pytest

from cms.models import SearchEntry
from cms.search.operations import index_everything, index_modality
from tests.factories import ModalityFactory, StandardPageFactory
from tests.refusals import refused

pytestmark = pytest.mark.django_db

REFUSED = {
    "search_entry_is_of_one_thing": lambda: SearchEntry.objects.update(page=None, modality=None),
    "cms_searchentry.page_id": lambda: SearchEntry.objects.create(
        page=SearchEntry.objects.exclude(page=None).first().page
    ),
    "cms_searchentry.modality_id": lambda: SearchEntry.objects.create(
        modality=SearchEntry.objects.exclude(modality=None).first().modality
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    StandardPageFactory()
    index_modality(ModalityFactory())
    index_everything()

    with refused(name):
        REFUSED[name]()
