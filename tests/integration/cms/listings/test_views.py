from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.catalogue.states import ServiceStatus
from tests.factories import (
    PlaceFactory,
    PlannedSessionFactory,
    ServiceFactory,
    ServicePageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def address(name):
    return f"/api/v1/services/{name}/"


def test_a_service_is_shown_with_words_and_terms_together(api):
    service = ServiceFactory(slug="sleep", terms__price_cents=9000)
    service.place = PlaceFactory(practitioner=service.practitioner, city="Lisbon")
    service.save()
    ServicePageFactory(
        service=service,
        title="Sleep better",
        description="<p>Slowly.</p>",
        what_you_will_learn=[{"type": "point", "value": "To breathe"}],
        included=[{"type": "point", "value": "A recording"}],
        prerequisites="None.",
    )

    data = api().get(address("sleep")).json()["data"]

    assert data["id"] == str(service.public_id)
    assert data["title"] == "Sleep better"
    assert data["description"] == "<p>Slowly.</p>"
    assert data["what_you_will_learn"] == ["To breathe"]
    assert data["included"] == ["A recording"]
    assert data["prerequisites"] == "None."
    assert data["locations"][0]["city"] == "Lisbon"
    assert data["sessions"] == []
    assert data["terms"] == {
        "version": service.terms.version,
        "price": {"amount_cents": 9000, "currency": "usd", "display": "$90.00"},
        "duration_minutes": 60,
        "capacity": 1,
        "cancellation_policy": "moderate",
        "joins_late": False,
    }
    assert "status" not in data


def test_the_id_and_the_slug_name_the_same(api):
    service = ServiceFactory(slug="sleep")

    assert api().get(address(service.public_id)).json() == api().get(address("sleep")).json()


@pytest.mark.parametrize("hidden", [{"is_listed": False}, {"terms": False}], ids=str)
def test_what_is_not_on_sale_is_there_for_its_owner_only(api, hidden):
    service = ServiceFactory(slug="sleep", **hidden)

    assert api().get(address("sleep")).status_code == 404
    assert api(UserFactory()).get(address("sleep")).status_code == 404
    own = api(service.practitioner.user).get(address("sleep"))
    assert own.status_code == 200
    assert own.json()["data"]["status"] == service.status
    assert service.status in (ServiceStatus.ACTIVE, ServiceStatus.DRAFT)


def test_the_detail_costs_two_queries(api, django_assert_num_queries):
    ServicePageFactory(service=ServiceFactory(slug="sleep"))

    with django_assert_num_queries(2):
        api().get(address("sleep"))


@pytest.mark.parametrize("count", [1, 3, 25])
def test_a_workshop_shows_its_next_dates_for_one_query_more(api, count, django_assert_num_queries):
    workshop = ServiceFactory(slug="together", service_type="workshop", terms__capacity=20)
    tomorrow = timezone.now() + timedelta(days=1)
    for day in range(count):
        PlannedSessionFactory(service=workshop, starts_at=tomorrow + timedelta(days=day))
    PlannedSessionFactory(service=workshop, starts_at=tomorrow - timedelta(days=2))

    with django_assert_num_queries(3):
        shown = api().get(address("together")).json()["data"]["sessions"]

    assert len(shown) == min(count, 20)
    assert {one["available_spots"] for one in shown} == {20}
    assert [one["start_time"] for one in shown] == sorted(one["start_time"] for one in shown)
