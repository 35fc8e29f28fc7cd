import pytest
from django.core.exceptions import ValidationError

from marketplace.accounts.models import validate_timezone
from marketplace.models import User
from tests.factories.accounts import UserFactory, UserProfileFactory
from tests.refusals import refused

pytestmark = pytest.mark.django_db

# Each of these fails when the constraint it names is dropped.
REFUSED = {
    "user_email_is_lower_case": lambda: User.objects.create(email="Clara@example.test"),
    "marketplace_user.email": lambda: UserFactory.create_batch(2, email="clara@example.test"),
    "marketplace_userprofile.user_id": lambda: UserProfileFactory(user=UserFactory()),
}


def test_an_account_made_on_the_command_line_is_an_admin():
    user = User.objects.create_superuser("Admin@Estuary.test", "a-long-enough-password")

    assert (user.email, user.roles, user.is_verified) == (
        "admin@estuary.test",
        ["user", "admin"],
        True,
    )
    assert User.objects.get_by_natural_key("ADMIN@estuary.test") == user


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    with refused(name):
        REFUSED[name]()


def test_somebody_without_a_name_is_called_by_their_address():
    assert str(User(email="clara@example.test")) == "clara@example.test"
    assert User(email="clara@example.test").get_short_name() == "clara"


def test_a_time_zone_is_one_of_iana():
    validate_timezone("Europe/Lisbon")
    with pytest.raises(ValidationError):
        validate_timezone("Mars/Olympus")
