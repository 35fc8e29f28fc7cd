import pytest
from django.core.exceptions import ValidationError

from tests.factories import ModalityFactory

pytestmark = pytest.mark.django_db


def test_a_slug_that_was_published_stays():
    modality = ModalityFactory(live=False)
    modality.save_revision().publish()
    modality.refresh_from_db()
    modality.slug = "another"

    with pytest.raises(ValidationError, match="stays"):
        modality.full_clean()


def test_a_slug_may_change_before_it_was_published():
    modality = ModalityFactory(live=False)
    modality.slug = "another"

    modality.full_clean()
