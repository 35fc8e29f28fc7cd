import pytest

from marketplace.models import Practitioner
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
APPLY = "/api/v1/practitioners/apply/"
APPLICATION = {
    "display_name": "Inês Duarte",
    "timezone": "Europe/Lisbon",
    "specializations": ["sleep"],
    "place": {"city": "Lisbon", "country": "pt"},
    "certifications": [{"title": "Breath coach", "issued_on": "2020-05-01"}],
}


def test_an_application_answers_how_it_stands(api):
    response = api(UserFactory()).post(APPLY, APPLICATION)

    assert response.status_code == 201
    data = response.json()["data"]
    assert (data["status"], data["is_verified"]) == ("applied", False)
    assert data["location"] == {"city": "Lisbon", "region": "", "country": "PT"}


def test_a_second_application_is_a_conflict(api):
    client = api(UserFactory())
    client.post(APPLY, APPLICATION)

    response = client.post(APPLY, APPLICATION)

    assert (response.status_code, response.json()["code"]) == (409, "already_applied")


def test_applying_needs_an_account_with_a_verified_address(api):
    assert api().post(APPLY, APPLICATION).status_code == 401
    assert api(UserFactory(is_verified=False)).post(APPLY, APPLICATION).status_code == 403
    assert not Practitioner.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"display_name": ""}, "display_name"),
        ({"timezone": "Lisbon"}, "timezone"),
        ({"status": "verified"}, "status"),
        ({"place": {"city": "Lisbon", "country": "PT", "latitude": 1}}, "place"),
        ({"place": {"city": "Lisbon", "country": "Portugal"}}, "place"),
    ],
)
def test_an_application_that_makes_no_sense_names_the_field(api, change, field):
    response = api(UserFactory()).post(APPLY, APPLICATION | change)

    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]
    assert not Practitioner.objects.exists()
