"""Whatever goes wrong, the answer is the envelope with a code."""

import json
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from rest_framework_simplejwt.tokens import AccessToken

from estuary.kernel.api import exceptions, health
from tests.factories import BookingFactory, UserFactory

pytestmark = pytest.mark.django_db

ENVELOPE = {"status", "code", "message", "errors", "data"}


def refusal(answer):
    body = answer.json()
    assert set(body) == ENVELOPE
    assert (body["status"], body["data"]) == ("error", None)
    return answer.status_code, body["code"]


@pytest.mark.parametrize("debug", [True, False])
def test_an_unknown_address(api, settings, debug):
    settings.DEBUG = debug
    for path in ("/api/v1/nowhere/", "/api/v1/nowhere", "/api/v1/services/a/b/c/"):
        assert refusal(api().get(path)) == (404, "not_found")
        assert refusal(Client(enforce_csrf_checks=True).post(path)) == (404, "not_found")


def test_an_address_of_ours_without_its_slash_leads_on_with_method_and_body(api):
    answer = api().post("/api/v1/auth/login?next=1", {"email": "x"})

    assert (answer.status_code, answer.headers["Location"]) == (308, "/api/v1/auth/login/?next=1")


def test_an_unknown_address_outside_the_api(api):
    assert refusal(api().get("/nowhere")) == (404, "not_found")


def test_a_body_that_is_not_json(api):
    answer = api(UserFactory()).generic(
        "POST", "/api/v1/bookings/", b"{half", content_type="application/json"
    )

    assert refusal(answer) == (400, "malformed")


def test_a_body_of_another_type(api):
    answer = api(UserFactory()).generic(
        "POST", "/api/v1/bookings/", b"<xml/>", content_type="text/xml"
    )

    assert refusal(answer) == (415, "unsupported_media_type")


def test_fields_that_make_no_sense_are_named(api):
    wrong = {"service": "x", "slot": "x" * 301, "notes": "x" * 501}
    answer = api(UserFactory()).post("/api/v1/bookings/", wrong)

    assert refusal(answer) == (400, "validation_error")
    assert set(answer.json()["errors"]) == {"service", "slot", "notes"}


def test_a_method_that_is_not_there(api):
    assert refusal(api(UserFactory()).delete("/api/v1/bookings/")) == (405, "method_not_allowed")


def test_nobody_is_asked_to_sign_in(api):
    answer = api().get("/api/v1/bookings/")

    assert refusal(answer) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_an_expired_token(api):
    token = AccessToken.for_user(UserFactory())
    token.set_exp(lifetime=-timedelta(seconds=1))
    client = api()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    status, code = refusal(client.get("/api/v1/bookings/"))

    assert (status, code) == (401, "token_expired")


def test_somebody_else_s_thing_and_nobody_s_thing_look_the_same(api):
    stranger, booking = UserFactory(), BookingFactory()

    answers = [
        api(stranger).get(f"/api/v1/bookings/{key}/") for key in (booking.public_id, uuid.uuid4())
    ]

    assert [refusal(answer) for answer in answers] == [(404, "not_found")] * 2
    assert answers[0].json() == answers[1].json()


@pytest.mark.usefixtures("fresh_cache")
def test_too_many_requests(api, settings):
    settings.THROTTLE_USER = "2/hour"
    client = api(UserFactory())

    answers = [client.get("/api/v1/bookings/") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert refusal(answers[-1]) == (429, "throttled")
    assert int(answers[-1].headers["Retry-After"]) > 3000


@pytest.mark.usefixtures("fresh_cache")
def test_the_three_rates_are_counted_apart(api, settings):
    settings.THROTTLE_ANONYMOUS, settings.THROTTLE_USER = "1/hour", "2/hour"
    settings.THROTTLE_PRACTITIONER = "3/hour"
    user, practitioner = UserFactory(), UserFactory(is_practitioner=True)

    allowed = {
        name: [client.get("/api/v1/services/categories/").status_code for _ in range(4)].count(200)
        for name, client in [
            ("anonymous", api()),
            ("user", api(user)),
            ("practitioner", api(practitioner)),
        ]
    }

    assert allowed == {"anonymous": 1, "user": 2, "practitioner": 3}


def test_a_bug_of_ours_tells_nothing_about_itself(monkeypatch):
    monkeypatch.setattr(health, "_database", lambda: 1 / 0)
    answer = Client(raise_request_exception=False).get("/health/ready/")
    assert (answer.status_code, answer.json()["checks"]["database"]["error"]) == (
        503,
        "ZeroDivisionError",
    )
    told = exceptions.server_error(None)
    assert (told.status_code, json.loads(told.content)["code"]) == (500, "server_error")


def test_the_house_says_that_it_lives_and_is_ready():
    live, ready = Client().get("/health/live/"), Client().get("/health/ready/")

    assert (live.status_code, ready.status_code) == (200, 200)
    assert set(ready.json()["checks"]) == {"database", "redis", "outbox"}
