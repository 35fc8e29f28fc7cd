from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.models import Booking, Entitlement
from marketplace.models import Service
from tests.factories import PackageFactory, ServiceFactory, TermsFactory, UserFactory
from tests.factories.packages import sold
from tests.integration.commerce.checkout.steps import first_start, word
from tests.integration.commerce.entitlements import steps

pytestmark = pytest.mark.django_db
LIST = "/api/v1/entitlements/"


def dollars(cents):
    return {"amount_cents": cents, "currency": "usd", "display": f"${cents / 100:.2f}"}


def of(bought, rest=""):
    return f"{LIST}{bought.public_id}/{rest}"


def test_a_card_says_what_is_left_of_each_service_and_until_when(api, package, service):
    bought = sold(package)
    steps.redeemed(bought, service)

    card = api(bought.client).get(LIST).json()["data"]["results"][0]

    expires_at = card.pop("expires_at")
    assert expires_at.startswith(f"{bought.expires_at:%Y-%m-%dT%H:%M}")
    assert card.pop("created_at")
    assert card == {
        "id": str(bought.public_id),
        "kind": "package",
        "title": "Three breaths",
        "practitioner": {
            "id": str(service.practitioner.public_id),
            "slug": service.practitioner.slug,
            "display_name": "Inês Duarte",
            "picture": None,
        },
        "status": "active",
        "price": dollars(20000),
        "refunded": dollars(0),
        "refundable": dollars(13333),
        "services": [
            {
                "service": {
                    "id": str(service.public_id),
                    "slug": service.slug,
                    "title": "Breathwork for sleep",
                    "service_type": "session",
                },
                "bought": 3,
                "left": 2,
                "booked": 1,
                "used": 0,
            }
        ],
    }


def test_nothing_is_left_after_the_expiry_though_nobody_wrote_it_off_yet(api, package):
    bought = sold(package)
    Entitlement.objects.update(expires_at=timezone.now())

    card = api(bought.client).get(of(bought)).json()["data"]

    assert (card["refundable"], card["services"][0]["left"]) == (dollars(0), 0)


def test_the_detail_shows_every_unit_and_its_booking(api, package, service):
    bought = sold(package)
    booking = steps.redeemed(bought, service)

    units = api(bought.client).get(of(bought)).json()["data"]["units"]

    assert [(unit["status"], unit["price"], unit["booking"]) for unit in units] == [
        ("redeemed", dollars(6667), str(booking.public_id)),
        ("open", dollars(6667), None),
        ("open", dollars(6666), None),
    ]


def test_one_books_with_a_package_and_a_repeat_answers_the_same(api, package, service):
    bought = sold(package)
    said = {
        "service": str(service.public_id),
        "slot": word(service, first_start(service)),
        "notes": "Hello",
    }
    browser = api(bought.client)

    answers = [
        browser.post(of(bought, "redeem/"), said, format="json", HTTP_IDEMPOTENCY_KEY="k")
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    card = answers[0].json()["data"]
    assert (card["status"], card["price"], card["notes"]) == ("confirmed", dollars(6667), "Hello")
    assert (card["order"], card["entitlement"]) == (None, str(bought.public_id))
    assert Booking.objects.count() == 1
    other = browser.post(
        of(bought, "redeem/"), said | {"notes": ""}, format="json", HTTP_IDEMPOTENCY_KEY="k"
    )
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


def test_a_seat_still_to_be_scheduled_is_scheduled_by_its_id(api, package, service):
    bought = sold(package)
    unit = api(bought.client).get(of(bought)).json()["data"]["units"][2]
    url = f"/api/v1/bookings/{unit['id']}/schedule/"
    said = {"slot": word(service, first_start(service))}

    assert api(UserFactory()).post(url, said, format="json").status_code == 404
    answer = api(bought.client).post(url, said, format="json", HTTP_IDEMPOTENCY_KEY="k")

    assert (answer.status_code, answer.json()["data"]["status"]) == (201, "confirmed")
    assert steps.units(bought) == ["open", "open", "redeemed"]
    again = api(bought.client).post(url, said, format="json", HTTP_IDEMPOTENCY_KEY="k")
    assert again.json() == answer.json()
    assert api(bought.client).post(url, said, format="json").json()["code"] == "nothing_left"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"slot": "nonsense"}, 400, "slot_invalid"),
        ({"price": 1}, 400, "validation_error"),
        ({"service": "00000000-0000-0000-0000-000000000000"}, 400, "slot_invalid"),
        ({"slot": ""}, 400, "validation_error"),
    ],
)
def test_what_cannot_be_booked_is_refused(api, package, service, change, status, code):
    bought = sold(package)
    said = {"service": str(service.public_id), "slot": word(service, first_start(service))}

    response = api(bought.client).post(of(bought, "redeem/"), said | change, format="json")

    assert (response.status_code, response.json()["code"]) == (status, code)


def test_times_are_shown_as_they_were_bought_though_it_is_not_sold_any_more(api, package, service):
    bought = sold(package)
    service.terms = TermsFactory(service=service, price_cents=100, duration_minutes=90)
    service.status, service.is_listed = "archived", False
    service.save()

    response = api(bought.client).get(of(bought, "availability/"), {"service": service.slug})

    day = response.json()["data"]["days"][0]
    slot = day["slots"][0]
    said = {"service": str(service.public_id), "slot": slot["slot"]}
    booked = api(bought.client).post(of(bought, "redeem/"), said, format="json")
    assert booked.status_code == 201, booked.json()
    session = booked.json()["data"]["session"]
    assert (session["start_time"], session["end_time"]) == (slot["start_time"], slot["end_time"])
    lasts = Booking.objects.get().session
    assert lasts.ends_at - lasts.starts_at == timedelta(hours=1)
    assert Service.objects.get(pk=service.pk).terms.duration_minutes == 90


def test_what_is_anothers_does_not_exist(api, package, service):
    bought = sold(package)
    said = {"service": str(service.public_id), "slot": word(service, first_start(service))}

    for stranger in (UserFactory(), service.practitioner.user):
        browser = api(stranger)
        assert browser.get(LIST).json()["data"]["count"] == 0
        assert browser.get(of(bought)).status_code == 404
        answer = browser.get(of(bought, "availability/"), {"service": service.slug})
        assert answer.status_code == 404
        assert browser.post(of(bought, "redeem/"), said, format="json").status_code == 404
    for url in (LIST, of(bought), of(bought, "availability/")):
        assert api().get(url).status_code == 401
    assert api().post(of(bought, "redeem/"), said, format="json").status_code == 401


def test_lists_are_filtered_and_ordered(api, package, client_user):
    first, second = sold(package, client_user), sold(package, client_user)
    Entitlement.objects.filter(pk=second.pk).update(expires_at=timezone.now() + timedelta(days=1))
    steps.refunded(first)

    def ids(**asked):
        results = api(client_user).get(LIST, asked).json()["data"]["results"]
        return [card["id"] for card in results]

    assert ids() == [str(second.public_id), str(first.public_id)]
    assert ids(ordering="-expires_at") == [str(first.public_id), str(second.public_id)]
    assert ids(status="refunded") == [str(first.public_id)]
    assert ids(kind="bundle") == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_however_many(
    api, service, client_user, count, django_assert_num_queries
):
    services = [service] + [ServiceFactory(practitioner=service.practitioner) for _ in range(count)]
    bundle = PackageFactory(
        kind="bundle",
        practitioner=service.practitioner,
        terms__holds=[(one, 2) for one in services],
        terms__price_cents=15000,
    )
    for number in range(count):
        bought = sold(bundle, client_user)
        steps.redeemed(
            bought, service, starts_at=first_start(service, after=timedelta(days=3 + number))
        )
    browser = api(client_user)

    with django_assert_num_queries(6):
        assert len(browser.get(LIST).json()["data"]["results"]) == count
    with django_assert_num_queries(5):
        browser.get(of(bought))
