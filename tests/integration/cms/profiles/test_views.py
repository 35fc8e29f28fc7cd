import uuid

import pytest
from django.utils import timezone

from marketplace.models import Certification
from marketplace.practitioners.states import PractitionerStatus
from tests.factories import (
    PlaceFactory,
    PractitionerFactory,
    PractitionerPageFactory,
    ServiceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def address(name):
    return f"/api/v1/practitioners/{name}/"


def test_a_practitioner_is_shown_with_words_and_facts_together(api):
    practitioner = PractitionerFactory(slug="ines", years_of_experience=12)
    PlaceFactory(practitioner=practitioner, city="Lisbon", country="PT", is_primary=True)
    PractitionerPageFactory(
        practitioner=practitioner,
        title="Inês Duarte",
        story="<p>By the sea.</p>",
        questions=[
            {"type": "question", "value": {"question": "Why?", "answer": "<p>Because.</p>"}}
        ],
    )
    seen = Certification.objects.create(
        practitioner=practitioner, title="Seen", verified_at=timezone.now()
    )
    Certification.objects.create(practitioner=practitioner, title="Not looked at yet")
    service = ServiceFactory(practitioner=practitioner)
    ServiceFactory(practitioner=practitioner, is_listed=False)

    data = api().get(address("ines")).json()["data"]

    assert data["id"] == str(practitioner.public_id)
    assert data["display_name"] == "Inês Duarte"
    assert data["years_of_experience"] == 12
    assert data["words"] == {
        "story": "<p>By the sea.</p>",
        "approach": "",
        "education": [],
        "questions": [{"question": "Why?", "answer": "<p>Because.</p>"}],
    }
    assert [one["id"] for one in data["certifications"]] == [str(seen.public_id)]
    assert data["locations"] == [{"city": "Lisbon", "region": "", "country": "PT"}]
    assert [one["id"] for one in data["services"]] == [str(service.public_id)]
    assert "status" not in data


def test_the_id_and_the_slug_name_the_same(api):
    practitioner = PractitionerFactory(slug="ines")

    by_id = api().get(address(practitioner.public_id)).json()

    assert by_id == api().get(address("ines")).json()


@pytest.mark.parametrize(
    "hidden", [{"is_listed": False}, {"status": PractitionerStatus.SUSPENDED}], ids=str
)
def test_who_is_not_public_is_there_for_themselves_only(api, hidden):
    practitioner = PractitionerFactory(slug="ines", **hidden)

    assert api().get(address("ines")).status_code == 404
    assert api(UserFactory()).get(address("ines")).status_code == 404
    own = api(practitioner.user).get(address("ines"))
    assert own.status_code == 200
    assert own.json()["data"]["status"] == practitioner.status


def test_practitioners_see_all_of_their_own_services(api):
    draft = ServiceFactory(is_listed=False)
    practitioner = draft.practitioner

    own = api(practitioner.user).get(address(practitioner.slug)).json()["data"]
    others = api().get(address(practitioner.slug)).json()["data"]

    assert [one["id"] for one in own["services"]] == [str(draft.public_id)]
    assert others["services"] == []


def test_nobody_of_that_name_is_a_404_in_the_envelope(api):
    for name in ("nobody", uuid.uuid4()):
        response = api().get(address(name))
        assert (response.status_code, response.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("count", [1, 3])
def test_the_detail_costs_the_same_queries_however_many_services(
    api, count, django_assert_num_queries
):
    practitioner = PractitionerFactory(slug="ines")
    PractitionerPageFactory(practitioner=practitioner)
    for _ in range(count):
        ServiceFactory(practitioner=practitioner)

    with django_assert_num_queries(5):
        data = api().get(address("ines")).json()["data"]

    assert len(data["services"]) == count


def test_what_has_not_changed_is_not_sent_again(api):
    PractitionerFactory(slug="ines")
    first = api().get(address("ines"))

    assert api().get(address("ines"), HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
