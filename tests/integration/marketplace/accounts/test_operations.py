import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection

from estuary.kernel.models import OutboxEvent
from marketplace.accounts import operations
from marketplace.models import User
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


def facts():
    return list(OutboxEvent.objects.values_list("name", "payload"))


def test_register_opens_an_account_and_asks_for_the_verification_mail():
    user = operations.register(
        email=" Clara@Example.test ", password=PASSWORD, first_name="Clara", timezone="Asia/Tokyo"
    )

    assert (user.email, user.is_verified, user.roles) == ("clara@example.test", False, ["user"])
    assert user.check_password(PASSWORD)
    assert user.profile.timezone == "Asia/Tokyo"
    assert facts() == [("marketplace.account.registered", {"user_id": user.pk})]


def test_register_refuses_an_address_in_use_however_it_is_written():
    UserFactory(email="clara@example.test")

    with pytest.raises(operations.EmailTaken):
        operations.register(email="CLARA@example.test", password=PASSWORD)

    assert User.objects.count() == 1
    assert facts() == []


@pytest.mark.parametrize(
    "password", ["short", "123456789012", "password1234", "clara@example.test"]
)
def test_register_refuses_a_weak_password(password):
    with pytest.raises(operations.PasswordRefused) as refused:
        operations.register(email="clara@example.test", password=password)

    assert list(refused.value.details) == ["password"]
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_registrations_at_once_make_one_account():
    ready, answers = threading.Barrier(8), []

    def register():
        ready.wait()
        try:
            answers.append(operations.register(email="clara@example.test", password=PASSWORD))
        except operations.EmailTaken as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=register) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    made = [answer for answer in answers if isinstance(answer, User)]
    assert (len(answers), len(made)) == (8, 1)
    assert list(User.objects.all()) == made
    assert facts() == [("marketplace.account.registered", {"user_id": made[0].pk})]


def test_sign_in_answers_the_account():
    user = UserFactory(email="clara@example.test")

    assert operations.sign_in(email="Clara@example.test", password=PASSWORD) == user


@pytest.mark.parametrize("given", [{"email": "else@example.test"}, {"password": "something-else"}])
def test_sign_in_refuses_what_does_not_fit(given):
    UserFactory(email="clara@example.test")

    with pytest.raises(operations.CredentialsRefused):
        operations.sign_in(**{"email": "clara@example.test", "password": PASSWORD} | given)


def test_sign_in_refuses_a_closed_account():
    user = UserFactory(is_active=False)

    with pytest.raises(operations.CredentialsRefused):
        operations.sign_in(email=user.email, password=PASSWORD)


def test_an_unknown_address_costs_as_much_hashing_as_a_wrong_password(monkeypatch, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    user = UserFactory()
    hashed = count_hashing(monkeypatch)

    for email in (user.email, "nobody@example.test"):
        with pytest.raises(operations.CredentialsRefused):
            operations.sign_in(email=email, password="not-the-password")

    assert hashed == [1, 1]


def count_hashing(monkeypatch):
    """How often the hasher ran, for each attempt to sign in."""
    runs, encode, sign_in = [], PBKDF2PasswordHasher.encode, operations.sign_in

    def counted(*args, **kwargs):
        runs[-1] += 1
        return encode(*args, **kwargs)

    def attempt(**kwargs):
        runs.append(0)
        return sign_in(**kwargs)

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counted)
    monkeypatch.setattr(operations, "sign_in", attempt)
    return runs


def test_verify_email_works_once():
    user = UserFactory(is_verified=False)
    token = operations.verification_token(user, email=user.email, now=NOW)

    operations.verify_email(token=token, now=NOW)

    user.refresh_from_db()
    assert user.is_verified
    with pytest.raises(operations.LinkInvalid):
        operations.verify_email(token=token, now=NOW)


def test_verify_email_refuses_a_token_sent_to_an_earlier_address():
    user = UserFactory(is_verified=False)
    token = operations.verification_token(user, email="earlier@example.test", now=NOW)

    with pytest.raises(operations.LinkInvalid):
        operations.verify_email(token=token, now=NOW)


def test_verify_email_refuses_a_token_made_for_an_account_that_is_verified():
    user = UserFactory(is_verified=True)
    token = operations.verification_token(user, email=user.email, now=NOW)

    with pytest.raises(operations.LinkInvalid):
        operations.verify_email(token=token, now=NOW)


def test_verify_email_refuses_after_three_days():
    user = UserFactory(is_verified=False)
    token = operations.verification_token(user, email=user.email, now=NOW)

    with pytest.raises(operations.LinkExpired):
        operations.verify_email(token=token, now=NOW + timedelta(days=3))


def test_asking_for_verification_again_is_a_fact():
    user = UserFactory(is_verified=False)

    operations.ask_for_verification(user_id=user.pk)

    assert facts() == [("marketplace.account.verification_asked", {"user_id": user.pk})]


def test_asking_for_verification_is_refused_once_verified():
    with pytest.raises(operations.AlreadyVerified):
        operations.ask_for_verification(user_id=UserFactory().pk)

    assert facts() == []


def test_asking_for_a_reset_costs_the_same_for_nobody(django_assert_num_queries):
    user = UserFactory(email="clara@example.test")

    for email in ("Clara@example.test", "nobody@example.test"):
        with django_assert_num_queries(4):  # begin, look, write, end
            operations.ask_for_reset(email=email)

    assert facts() == [
        ("marketplace.account.reset_asked", {"user_id": user.pk}),
        ("marketplace.account.reset_asked", {"user_id": None}),
    ]


def test_a_closed_account_is_nobody_for_a_reset():
    operations.ask_for_reset(email=UserFactory(is_active=False).email)

    assert facts() == [("marketplace.account.reset_asked", {"user_id": None})]


def test_reset_password_works_once():
    user = UserFactory()
    token = operations.reset_token(user, email=user.email, now=NOW)

    operations.reset_password(token=token, password="another-good-one", now=NOW)

    assert operations.sign_in(email=user.email, password="another-good-one") == user
    with pytest.raises(operations.LinkInvalid):
        operations.reset_password(token=token, password="a-third-good-one", now=NOW)


def test_a_refused_password_leaves_the_link_good():
    user = UserFactory()
    token = operations.reset_token(user, email=user.email, now=NOW)

    with pytest.raises(operations.PasswordRefused):
        operations.reset_password(token=token, password="short", now=NOW)

    operations.reset_password(token=token, password="another-good-one", now=NOW)


def test_reset_password_refuses_a_closed_account():
    user = UserFactory()
    token = operations.reset_token(user, email=user.email, now=NOW)
    User.objects.update(is_active=False)

    with pytest.raises(operations.LinkInvalid):
        operations.reset_password(token=token, password="another-good-one", now=NOW)


def test_reset_password_refuses_after_an_hour():
    user = UserFactory()
    token = operations.reset_token(user, email=user.email, now=NOW)

    with pytest.raises(operations.LinkExpired):
        operations.reset_password(
            token=token, password="another-good-one", now=NOW + timedelta(hours=1)
        )


def test_change_password_wants_the_present_one():
    user = UserFactory()

    with pytest.raises(operations.PasswordRefused) as refused:
        operations.change_password(
            user_id=user.pk, current_password="wrong", new_password="another-good-one"
        )

    assert list(refused.value.details) == ["current_password"]
    assert operations.sign_in(email=user.email, password=PASSWORD) == user


def test_update_profile_leaves_alone_what_is_not_given():
    user = UserFactory(first_name="Clara", last_name="Client")

    changed = operations.update_profile(
        user_id=user.pk, about_user={"last_name": "Costa"}, about_profile={"bio": "Sleeps badly."}
    )

    assert (changed.first_name, changed.last_name) == ("Clara", "Costa")
    assert (changed.profile.bio, changed.profile.timezone) == ("Sleeps badly.", "UTC")


def test_update_profile_makes_a_profile_for_an_account_without_one():
    user = UserFactory(profile=None)

    changed = operations.update_profile(
        user_id=user.pk, about_user={}, about_profile={"timezone": "Asia/Tokyo"}
    )

    assert changed.profile.timezone == "Asia/Tokyo"


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c"])
def test_what_we_did_not_mint_is_no_link(token):
    with pytest.raises(operations.LinkInvalid):
        operations.verify_email(token=token, now=NOW)
    with pytest.raises(operations.LinkInvalid):
        operations.reset_password(token=token, password="another-good-one", now=NOW)


def test_a_link_for_one_thing_does_not_do_the_other():
    user = UserFactory(is_verified=False)
    token = operations.verification_token(user, email=user.email, now=NOW)

    with pytest.raises(operations.LinkInvalid):
        operations.reset_password(token=token, password="another-good-one", now=NOW)
