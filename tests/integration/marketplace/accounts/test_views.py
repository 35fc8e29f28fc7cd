from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework_simplejwt.tokens import AccessToken

from estuary.kernel.models import OutboxEvent
from marketplace.accounts import operations, sessions
from marketplace.models import User
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.practitioners import PractitionerFactory

pytestmark = pytest.mark.django_db
AUTH = "/api/v1/auth"
CLARA = {
    "email": "clara@example.test",
    "password": PASSWORD,
    "first_name": "Clara",
    "last_name": "Client",
}


def refusal(response):
    """The status, the code and the fields of a failure, in its envelope."""
    body = response.json()
    assert sorted(body) == ["code", "data", "errors", "message", "status"]
    assert (body["status"], body["data"]) == ("error", None)
    assert body["message"]
    return response.status_code, body["code"], sorted(body["errors"])


def test_register_answers_tokens_and_the_account(anybody):
    response = anybody.post(f"{AUTH}/register/", CLARA)

    user = User.objects.get()
    assert response.status_code == 201
    data = response.json()["data"]
    assert sorted(data) == ["access", "refresh", "user"]
    assert data["user"] == {
        "id": str(user.public_id),
        "email": "clara@example.test",
        "first_name": "Clara",
        "last_name": "Client",
        "phone_number": "",
        "is_practitioner": False,
        "is_verified": False,
        "roles": ["user"],
        "profile": {
            "bio": "",
            "avatar": None,
            "timezone": "UTC",
            "location": "",
            "preferences": {},
        },
        "practitioner": None,
        "created_at": user.created_at.isoformat().replace("+00:00", "Z"),
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "not-an-address"}, "email"),
        ({"email": ""}, "email"),
        ({"email": "a" * 250 + "@example.test"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": None}, "password"),
        ({"password": "long" * 100}, "password"),
        ({"first_name": "Clara\nBcc: all@example.test"}, "first_name"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"is_staff": True}, "is_staff"),
        ({"is_practitioner": True}, "is_practitioner"),
        ({"is_verified": True}, "is_verified"),
    ],
)
def test_register_refuses_by_field(anybody, change, field):
    assert refusal(anybody.post(f"{AUTH}/register/", CLARA | change)) == (
        400,
        "validation_error",
        [field],
    )
    assert not User.objects.exists()


def test_register_refuses_an_address_in_use(anybody):
    UserFactory(email=CLARA["email"])

    assert refusal(anybody.post(f"{AUTH}/register/", CLARA)) == (400, "validation_error", ["email"])


@pytest.mark.parametrize("body", [[], "text", 7, [{"email": "x"}]])
def test_a_body_that_is_no_object_is_refused(anybody, body):
    status, code, _ = refusal(anybody.post(f"{AUTH}/login/", body))

    assert (status, code) == (400, "validation_error")


def test_a_body_that_is_no_json_is_refused(anybody):
    response = anybody.post(f"{AUTH}/login/", "{", content_type="application/json")

    assert refusal(response) == (400, "malformed", [])


def test_login_answers_tokens_and_the_account(anybody):
    practitioner = PractitionerFactory()

    response = anybody.post(
        f"{AUTH}/login/", {"email": practitioner.user.email.upper(), "password": PASSWORD}
    )

    data = response.json()["data"]
    assert response.status_code == 200
    assert AccessToken(data["access"])["sub"] == data["user"]["id"]
    assert data["user"]["roles"] == ["user", "practitioner"]
    assert data["user"]["practitioner"] == {
        "id": str(practitioner.public_id),
        "slug": practitioner.slug,
        "status": "verified",
    }


def test_login_answers_alike_whatever_was_wrong(anybody):
    UserFactory(email="clara@example.test")
    UserFactory(email="closed@example.test", is_active=False)

    answers = [
        anybody.post(f"{AUTH}/login/", {"email": email, "password": password})
        for email, password in [
            ("clara@example.test", "wrong-password"),
            ("nobody@example.test", PASSWORD),
            ("closed@example.test", PASSWORD),
        ]
    ]

    assert [refusal(answer) for answer in answers] == [(401, "invalid_credentials", [])] * 3
    assert len({answer.content for answer in answers}) == 1


def test_a_stale_token_does_not_keep_anybody_from_signing_in(anybody):
    user = UserFactory()
    anybody.credentials(HTTP_AUTHORIZATION="Bearer stale")

    response = anybody.post(f"{AUTH}/login/", {"email": user.email, "password": PASSWORD})

    assert response.status_code == 200


def test_refresh_rotates_and_refuses_the_old_one(anybody):
    old = sessions.begin(user=UserFactory()).refresh

    response = anybody.post(f"{AUTH}/token/refresh/", {"refresh": old})

    assert response.status_code == 200
    assert sorted(response.json()["data"]) == ["access", "refresh"]
    again = anybody.post(f"{AUTH}/token/refresh/", {"refresh": old})
    assert refusal(again) == (401, "token_used", [])


def test_refresh_refuses_nonsense(anybody):
    response = anybody.post(f"{AUTH}/token/refresh/", {"refresh": "nonsense"})

    assert refusal(response) == (401, "token_invalid", [])


def test_logout_ends_the_refresh_token(anybody):
    refresh = sessions.begin(user=UserFactory()).refresh

    assert anybody.post(f"{AUTH}/logout/", {"refresh": refresh}).status_code == 200

    response = anybody.post(f"{AUTH}/token/refresh/", {"refresh": refresh})
    assert refusal(response) == (401, "token_used", [])


def test_the_account_is_shown_in_two_queries(api, django_assert_num_queries):
    client = api(PractitionerFactory().user)

    with django_assert_num_queries(2):  # who asks, and what we show
        assert client.get(f"{AUTH}/user/").status_code == 200


def test_an_account_without_a_profile_is_shown(api):
    response = api(UserFactory(profile=None)).get(f"{AUTH}/user/")

    assert response.json()["data"]["profile"]["timezone"] == "UTC"


def test_nobody_has_no_account(anybody):
    assert refusal(anybody.get(f"{AUTH}/user/")) == (401, "not_authenticated", [])


def test_an_expired_token_says_so(anybody):
    token = AccessToken.for_user(UserFactory())
    token.set_exp(from_time=timezone.now() - timedelta(hours=2))
    anybody.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    response = anybody.get(f"{AUTH}/user/")

    assert refusal(response) == (401, "token_expired", [])
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_token_changed_by_hand_is_refused(anybody):
    token = str(AccessToken.for_user(UserFactory()))
    anybody.credentials(HTTP_AUTHORIZATION=f"Bearer {token[:-4]}AAAA")

    assert refusal(anybody.get(f"{AUTH}/user/")) == (401, "token_invalid", [])


def test_a_refresh_token_is_no_access_token(anybody):
    token = sessions.begin(user=UserFactory()).refresh
    anybody.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    assert refusal(anybody.get(f"{AUTH}/user/")) == (401, "token_invalid", [])


def test_a_token_of_a_closed_account_is_refused(api):
    client = api(UserFactory())
    User.objects.update(is_active=False)

    assert refusal(client.get(f"{AUTH}/user/")) == (401, "user_inactive", [])


def test_put_replaces_and_resets_what_is_left_out(api):
    user = UserFactory(phone_number="+351 21 000 0000", profile__bio="Old")

    response = api(user).put(
        f"{AUTH}/user/",
        {"first_name": "Ana", "last_name": "Alves", "profile": {"timezone": "Europe/Lisbon"}},
    )

    data = response.json()["data"]
    assert (data["first_name"], data["phone_number"]) == ("Ana", "")
    assert (data["profile"]["bio"], data["profile"]["timezone"]) == ("", "Europe/Lisbon")


def test_put_wants_the_whole(api):
    response = api(UserFactory()).put(f"{AUTH}/user/", {"first_name": "Ana"})

    assert refusal(response) == (400, "validation_error", ["last_name", "profile"])


def test_patch_changes_only_what_is_given(api):
    user = UserFactory(first_name="Clara", profile__bio="Sleeps badly.")

    response = api(user).patch(
        f"{AUTH}/user/", {"profile": {"preferences": {"theme": "dark", "smile": "😀"}}}
    )

    data = response.json()["data"]
    assert data["first_name"] == "Clara"
    assert data["profile"]["bio"] == "Sleeps badly."
    assert data["profile"]["preferences"] == {"theme": "dark", "smile": "😀"}


@pytest.mark.parametrize(
    "field",
    ["email", "id", "is_practitioner", "is_verified", "is_staff", "is_superuser", "roles"],
)
def test_unsafe_fields_are_refused_not_ignored(api, field):
    user = UserFactory()

    response = api(user).patch(f"{AUTH}/user/", {"first_name": "Ana", field: "x"})

    assert refusal(response) == (400, "validation_error", [field])
    assert User.objects.get().first_name == user.first_name


@pytest.mark.parametrize(
    "profile",
    [
        {"timezone": "Mars/Olympus"},
        {"preferences": "text"},
        {"preferences": {"a": "\x00"}},
        {"preferences": {"a": "b" * 4000}},
        {"avatar": "https://elsewhere.test/a.png"},
        {"user": 1},
    ],
)
def test_a_profile_that_makes_no_sense_is_refused(api, profile):
    response = api(UserFactory()).patch(f"{AUTH}/user/", {"profile": profile})

    assert refusal(response) == (400, "validation_error", ["profile"])


def test_half_a_surrogate_pair_is_refused(api):
    body = r'{"profile": {"preferences": {"a": "\ud83d"}}}'

    response = api(UserFactory()).patch(f"{AUTH}/user/", body, content_type="application/json")

    assert refusal(response) == (400, "validation_error", ["profile"])


def test_verify_email_by_the_token_of_the_mail(anybody):
    user = UserFactory(is_verified=False)
    token = operations.verification_token(user, email=user.email, now=timezone.now())

    assert anybody.post(f"{AUTH}/verify-email/", {"token": token}).status_code == 200

    assert User.objects.get().is_verified
    again = anybody.post(f"{AUTH}/verify-email/", {"token": token})
    assert refusal(again) == (400, "link_invalid", [])


def test_the_verification_mail_may_be_asked_for_again(api):
    user = UserFactory(is_verified=False)

    assert api(user).post(f"{AUTH}/verify-email/resend/").status_code == 200

    assert OutboxEvent.objects.get().payload == {"user_id": user.pk}


def test_resending_is_refused_once_verified(api):
    response = api(UserFactory()).post(f"{AUTH}/verify-email/resend/")

    assert refusal(response) == (409, "already_verified", [])


def test_reset_answers_alike_for_nobody(anybody):
    user = UserFactory()

    answers = [
        anybody.post(f"{AUTH}/password/reset/", {"email": email})
        for email in (user.email, "nobody@example.test")
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert len({answer.content for answer in answers}) == 1


def test_reset_confirm_sets_the_password_and_ends_every_session(anybody, api):
    user = UserFactory()
    elsewhere = api(user)
    token = operations.reset_token(user, email=user.email, now=timezone.now())

    body = {"token": token, "password": "another-good-one"}
    assert anybody.post(f"{AUTH}/password/reset/confirm/", body).status_code == 200

    assert refusal(elsewhere.get(f"{AUTH}/user/")) == (401, "password_changed", [])
    again = anybody.post(f"{AUTH}/password/reset/confirm/", body)
    assert refusal(again) == (400, "link_invalid", [])


def test_reset_confirm_refuses_a_weak_password(anybody):
    user = UserFactory()
    token = operations.reset_token(user, email=user.email, now=timezone.now())

    response = anybody.post(
        f"{AUTH}/password/reset/confirm/", {"token": token, "password": "short"}
    )

    assert refusal(response) == (400, "validation_error", ["password"])


def test_change_password_answers_the_next_pair_and_ends_those_before(anybody, api):
    user = UserFactory()
    client = api(user)

    response = client.post(
        f"{AUTH}/password/change/",
        {"current_password": PASSWORD, "new_password": "another-good-one"},
    )

    assert response.status_code == 200
    assert refusal(client.get(f"{AUTH}/user/")) == (401, "password_changed", [])
    anybody.credentials(HTTP_AUTHORIZATION=f"Bearer {response.json()['data']['access']}")
    assert anybody.get(f"{AUTH}/user/").status_code == 200


def test_change_password_says_which_password_was_wrong(api):
    client = api(UserFactory())

    wrong = client.post(
        f"{AUTH}/password/change/",
        {"current_password": "wrong", "new_password": "another-good-one"},
    )
    weak = client.post(
        f"{AUTH}/password/change/", {"current_password": PASSWORD, "new_password": "short"}
    )

    assert refusal(wrong) == (400, "validation_error", ["current_password"])
    assert refusal(weak) == (400, "validation_error", ["new_password"])


@pytest.fixture
def two_a_minute(settings, fresh_cache):
    """Two attempts at credentials a minute, counted from now."""
    settings.THROTTLE_CREDENTIALS = "2/minute"


@pytest.mark.usefixtures("two_a_minute")
@pytest.mark.parametrize("address", ["register", "login", "password/reset", "verify-email/resend"])
def test_credentials_are_throttled(anybody, api, address):
    client = api(UserFactory(is_verified=False)) if "resend" in address else anybody

    answers = [client.post(f"{AUTH}/{address}/", {}) for _ in range(3)]

    assert [answer.status_code == 429 for answer in answers] == [False, False, True]
    assert refusal(answers[2]) == (429, "throttled", [])
    assert int(answers[2]["Retry-After"]) > 0


@pytest.mark.usefixtures("two_a_minute")
def test_one_account_is_guarded_against_many_addresses(anybody):
    body = {"email": "clara@example.test", "password": "guess"}

    answers = [
        anybody.post(f"{AUTH}/login/", body, REMOTE_ADDR=f"10.0.0.{host}").status_code
        for host in (1, 2, 3)
    ]

    assert answers == [401, 401, 429]
