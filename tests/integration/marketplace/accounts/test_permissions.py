from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser

from marketplace.accounts import permissions
from tests.factories.accounts import UserFactory
from tests.factories.practitioners import PlaceFactory, PractitionerFactory

pytestmark = pytest.mark.django_db


def asking(user, method="GET"):
    return SimpleNamespace(user=user, method=method)


@pytest.mark.parametrize(
    ("permission", "of", "without"),
    [
        (permissions.IsVerified, {"is_verified": True}, {"is_verified": False}),
        (permissions.IsPractitioner, {"is_practitioner": True}, {"is_practitioner": False}),
        (permissions.IsAdmin, {"is_staff": True}, {"is_staff": False}),
    ],
)
def test_a_role_admits_those_who_have_it(permission, of, without):
    admitted = [
        permission().has_permission(asking(user), None)
        for user in (UserFactory(**of), UserFactory(**without), AnonymousUser())
    ]

    assert admitted == [True, False, False]


def test_everybody_reads_and_only_the_owner_writes():
    owner, stranger = UserFactory(), UserFactory()
    check = permissions.IsOwnerOrReadOnly().has_object_permission

    assert check(asking(AnonymousUser()), None, owner.profile)
    assert check(asking(owner, "PATCH"), None, owner.profile)
    assert not check(asking(stranger, "PATCH"), None, owner.profile)
    assert not check(asking(AnonymousUser(), "DELETE"), None, owner.profile)


def test_a_practitioner_owns_their_record_and_what_points_at_it():
    mine, theirs = PractitionerFactory(), PractitionerFactory()
    check = permissions.IsPractitionerOwner().has_object_permission

    assert check(asking(mine.user), None, mine)
    assert check(asking(mine.user), None, PlaceFactory(practitioner=mine))
    assert not check(asking(mine.user), None, theirs)
    assert not check(asking(mine.user), None, PlaceFactory(practitioner=theirs))
    assert not permissions.IsPractitionerOwner().has_permission(asking(UserFactory()), None)
