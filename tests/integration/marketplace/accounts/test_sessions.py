import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken
from rest_framework_simplejwt.tokens import AccessToken
from rest_framework_simplejwt.tokens import RefreshToken as JwtRefresh

from marketplace.accounts import operations, sessions
from marketplace.models import User
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def test_a_pair_names_the_account_by_its_public_id():
    user = UserFactory()

    assert AccessToken(sessions.begin(user=user).access)["sub"] == str(user.public_id)


def test_a_refresh_token_buys_the_next_pair_once():
    first = sessions.begin(user=UserFactory())

    second = sessions.renew(refresh=first.refresh)

    with pytest.raises(sessions.TokenUsed):
        sessions.renew(refresh=first.refresh)
    assert sessions.renew(refresh=second.refresh)


@pytest.mark.django_db(transaction=True)
def test_of_many_uses_at_once_one_gets_the_pair():
    first = sessions.begin(user=UserFactory())
    ready, answers = threading.Barrier(6), []

    def renew():
        ready.wait()
        try:
            answers.append(sessions.renew(refresh=first.refresh))
        except sessions.TokenUsed as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=renew) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(type(answer).__name__ for answer in answers) == [
        "TokenPair",
        *["TokenUsed"] * 5,
    ]


def test_a_new_password_ends_the_refresh_tokens_before_it():
    user = UserFactory()
    pair = sessions.begin(user=user)
    operations.change_password(
        user_id=user.pk, current_password=PASSWORD, new_password="another-good-one"
    )

    with pytest.raises(sessions.PasswordChanged):
        sessions.renew(refresh=pair.refresh)


def test_a_closed_account_renews_nothing():
    pair = sessions.begin(user=UserFactory())
    User.objects.update(is_active=False)

    with pytest.raises(sessions.TokenInvalid):
        sessions.renew(refresh=pair.refresh)


def test_an_access_token_renews_nothing():
    with pytest.raises(sessions.TokenInvalid):
        sessions.renew(refresh=sessions.begin(user=UserFactory()).access)


def expired():
    token = JwtRefresh.for_user(UserFactory())
    token.set_exp(from_time=timezone.now() - timedelta(days=8))
    return str(token)


def test_an_expired_token_renews_nothing():
    with pytest.raises(sessions.TokenExpired):
        sessions.renew(refresh=expired())


def test_end_makes_the_refresh_token_worthless_and_may_be_repeated():
    pair = sessions.begin(user=UserFactory())

    sessions.end(refresh=pair.refresh)
    sessions.end(refresh=pair.refresh)

    with pytest.raises(sessions.TokenUsed):
        sessions.renew(refresh=pair.refresh)


def test_end_has_nothing_to_do_for_an_expired_token():
    sessions.end(refresh=expired())


def test_forget_expired_keeps_those_that_still_matter():
    user = UserFactory()
    sessions.begin(user=user)
    OutstandingToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    kept = sessions.begin(user=user)

    assert sessions.forget_expired(now=timezone.now()) == 1

    assert [row.token for row in OutstandingToken.objects.all()] == [kept.refresh]
