"""Somebody opens an account, proves their address, forgets their password and comes back."""

import re

import pytest
from django.core import mail

from marketplace.models import User

pytestmark = pytest.mark.django_db
AUTH = "/api/v1/auth"
FIRST, SECOND = "a-long-enough-password", "another-good-one"


def token_of(letter):
    [token] = re.findall(r"token=([\w.-]+)\n", letter.body)
    return token


def test_an_account_from_the_first_letter_to_a_new_password(api, relay):
    anybody = api()
    opened = anybody.post(
        f"{AUTH}/register/", {"email": "clara@example.test", "password": FIRST}
    ).json()["data"]
    relay()
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["clara@example.test"], "Verify your e-mail address")
    ]

    body = {"token": token_of(mail.outbox[0])}
    assert anybody.post(f"{AUTH}/verify-email/", body).status_code == 200
    clara = api(User.objects.get())
    assert clara.get(f"{AUTH}/user/").json()["data"]["is_verified"] is True

    assert anybody.post(f"{AUTH}/logout/", {"refresh": opened["refresh"]}).status_code == 200
    again = anybody.post(f"{AUTH}/token/refresh/", {"refresh": opened["refresh"]})
    assert again.json()["code"] == "token_used"

    for email in ("clara@example.test", "nobody@example.test"):
        assert anybody.post(f"{AUTH}/password/reset/", {"email": email}).status_code == 200
    relay()
    assert [letter.subject for letter in mail.outbox[1:]] == ["Choose a new password"]

    body = {"token": token_of(mail.outbox[1]), "password": SECOND}
    assert anybody.post(f"{AUTH}/password/reset/confirm/", body).status_code == 200
    assert clara.get(f"{AUTH}/user/").json()["code"] == "password_changed"
    statuses = [
        anybody.post(
            f"{AUTH}/login/", {"email": "clara@example.test", "password": password}
        ).status_code
        for password in (FIRST, SECOND)
    ]
    assert statuses == [401, 200]
