"""Who is told in the morning that something of theirs is about to expire."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from commerce.models import CreditLot, Entitlement
from live.models import Notification
from tasks import expiries
from tests.factories import PackageFactory, UserFactory, granted
from tests.factories.packages import sold

pytestmark = pytest.mark.django_db


def package(*, left, since=365):
    """Three units that expire in `left` days, bought `since` days ago."""
    now = timezone.now()
    bought = sold(PackageFactory())
    Entitlement.objects.filter(pk=bought.pk).update(
        expires_at=now + timedelta(days=left), created_at=now - timedelta(days=since)
    )
    return bought


def credits(*, left, since=365, **said):
    now = timezone.now()
    lot = granted(UserFactory(), expires_at=now + timedelta(days=left), now=now, **said)
    CreditLot.objects.filter(pk=lot.pk).update(created_at=now - timedelta(days=since))
    return lot


def told_of_packages():
    """The keys of what clients are told in a morning, without their dates."""
    before = set(Notification.objects.values_list("pk", flat=True))
    expiries.tell_of_expiring_packages.call_local()
    return _new(before)


def told_of_credits():
    before = set(Notification.objects.values_list("pk", flat=True))
    expiries.tell_of_expiring_credits.call_local()
    return _new(before)


def _new(before):
    told = Notification.objects.exclude(pk__in=before).order_by("pk")
    return [key.rpartition(":")[0] for key in told.values_list("key", flat=True)]


@pytest.mark.parametrize(
    ("left", "notice"), [(31, None), (29.9, 30), (7.1, 30), (6.9, 7), (0.1, 7), (-0.1, None)]
)
def test_a_package_is_told_of_in_its_last_month_and_in_its_last_week(left, notice):
    bought = package(left=left)

    expected = [f"entitlement:{bought.pk}:{notice}"] if notice else []
    assert told_of_packages() == expected
    assert [letter.to for letter in mail.outbox] == [[bought.client.email]] * len(expected)


def test_each_notice_is_given_once_and_the_week_after_the_month():
    bought = package(left=20)

    assert told_of_packages() == [f"entitlement:{bought.pk}:30"]
    assert told_of_packages() == []
    Entitlement.objects.update(expires_at=timezone.now() + timedelta(days=5))
    assert told_of_packages() == [f"entitlement:{bought.pk}:7"]
    assert told_of_packages() == []


def test_what_is_prolonged_is_told_of_again():
    bought = package(left=5)
    assert told_of_packages() == [f"entitlement:{bought.pk}:7"]

    Entitlement.objects.update(expires_at=timezone.now() + timedelta(days=29))

    assert told_of_packages() == [f"entitlement:{bought.pk}:30"]


def test_what_is_used_up_or_was_bought_for_a_shorter_time_is_not_told_of():
    used_up = package(left=5)
    Entitlement.objects.filter(pk=used_up.pk).update(status="used_up")
    package(left=6, since=0)
    package(left=20, since=1)

    assert told_of_packages() == []


@pytest.mark.parametrize(("left", "is_told"), [(15, False), (13.9, True), (0.1, True)])
def test_credits_are_told_of_in_their_last_fortnight_once(left, is_told):
    lot = credits(left=left)

    assert told_of_credits() == ([f"lot:{lot.pk}:14"] if is_told else [])
    assert told_of_credits() == []


def test_credits_that_are_gone_or_came_for_a_shorter_time_are_not_told_of():
    gone = credits(left=5)
    CreditLot.objects.filter(pk=gone.pk).update(remaining_cents=0)
    credits(left=5, since=0)
    granted(UserFactory())

    assert told_of_credits() == []
