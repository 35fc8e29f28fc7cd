import pytest

from estuary.kernel.models import OutboxEvent
from marketplace.followers import operations
from marketplace.models import Follow
from tests.factories import PractitionerFactory, UserFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def practitioner():
    return PractitionerFactory()


@pytest.fixture
def somebody():
    return UserFactory()


def count(practitioner):
    practitioner.refresh_from_db(fields=["followers_count"])
    return practitioner.followers_count


def facts():
    return list(OutboxEvent.objects.values_list("name", flat=True).order_by("recorded_at"))


def test_following_is_counted_once_however_often_it_is_said(practitioner, somebody):
    for _ in range(2):
        operations.follow(name=practitioner.slug, by=somebody)

    assert count(practitioner) == 1
    assert operations.is_following(user=somebody, practitioner_id=practitioner.pk)
    assert facts() == ["marketplace.practitioner.followed"]


def test_following_no_longer_is_counted_once_as_well(practitioner, somebody):
    operations.follow(name=str(practitioner.public_id), by=somebody)
    operations.follow(name=practitioner.slug, by=UserFactory())
    for _ in range(2):
        operations.unfollow(name=practitioner.slug, by=somebody)

    assert count(practitioner) == 1
    assert not operations.is_following(user=somebody, practitioner_id=practitioner.pk)
    assert facts()[-1] == "marketplace.practitioner.unfollowed"


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_counted_right(practitioner, somebody):
    others = UserFactory.create_batch(3)
    calls = [lambda: operations.follow(name=practitioner.slug, by=somebody)] * 3
    calls += [lambda one=one: operations.follow(name=practitioner.slug, by=one) for one in others]

    assert not [one for one in at_once(*calls) if isinstance(one, Exception)]
    assert count(practitioner) == Follow.objects.count() == 4

    calls = [lambda: operations.unfollow(name=practitioner.slug, by=somebody)] * 3
    calls += [lambda one=one: operations.unfollow(name=practitioner.slug, by=one) for one in others]
    assert not [one for one in at_once(*calls) if isinstance(one, Exception)]
    assert count(practitioner) == Follow.objects.count() == 0


def test_nobody_follows_themselves(practitioner):
    with pytest.raises(operations.CannotFollowYourself):
        operations.follow(name=practitioner.slug, by=practitioner.user)

    assert count(practitioner) == 0


@pytest.mark.parametrize("hidden", [{"is_listed": False}, {"status": "suspended"}])
def test_who_is_not_public_is_not_followed_but_may_be_left(somebody, hidden):
    followed, other = PractitionerFactory(), PractitionerFactory(**hidden)
    operations.follow(name=followed.slug, by=somebody)
    for name, value in hidden.items():
        setattr(followed, name, value)
    followed.save(update_fields=list(hidden))

    with pytest.raises(operations.PractitionerNotFound):
        operations.follow(name=other.slug, by=somebody)
    with pytest.raises(operations.PractitionerNotFound):
        operations.unfollow(name=other.slug, by=somebody)

    operations.unfollow(name=followed.slug, by=somebody)
    assert count(followed) == 0
