import pytest

from tests.factories import ModalityFactory

pytestmark = pytest.mark.django_db


def test_published_modalities_are_listed_by_name_in_the_envelope(api):
    second = ModalityFactory(name="Yoga", slug="yoga", summary="Moving.")
    first = ModalityFactory(name="Breathwork", slug="breathwork")
    ModalityFactory(name="Draft", live=False)

    answer = api().get("/api/v1/content/modalities/").json()

    assert answer["status"] == "success"
    assert answer["data"]["results"] == [
        {"id": str(first.public_id), "slug": "breathwork", "name": "Breathwork", "summary": ""},
        {"id": str(second.public_id), "slug": "yoga", "name": "Yoga", "summary": "Moving."},
    ]
