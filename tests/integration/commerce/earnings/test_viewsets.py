from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from commerce.models import AgreedCommission, CommissionSchedule
from tests.factories import PractitionerFactory, UserFactory

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def finance(client):
    person = UserFactory()
    person.groups.add(Group.objects.get(name="Finance"))
    client.force_login(person)
    return client


def schedule(at, *, points=600):
    return {
        "effective_from": at.strftime("%Y-%m-%d %H:%M"),
        "floor_basis_points": "200",
        "brackets-TOTAL_FORMS": "1",
        "brackets-INITIAL_FORMS": "0",
        "brackets-MIN_NUM_FORMS": "1",
        "brackets-MAX_NUM_FORMS": "1000",
        "brackets-0-over_cents": "0",
        "brackets-0-basis_points": str(points),
    }


def agreed(at, practitioner=None, **more):
    said = {"effective_from": at.strftime("%Y-%m-%d %H:%M"), "basis_points": "250", **more}
    return said | {"practitioner": (practitioner or PractitionerFactory()).pk}


def test_finance_sets_rates_for_later_and_it_is_logged(finance):
    answer = finance.post(reverse("commissionschedule:add"), schedule(timezone.now() + 2 * HOUR))

    assert answer.status_code == 302
    made = CommissionSchedule.objects.order_by("-effective_from").first()
    assert made.brackets.values_list("over_cents", "basis_points").get() == (0, 600)
    assert ModelLogEntry.objects.for_instance(made).filter(action="wagtail.create").exists()


def test_rates_never_begin_in_the_past(finance):
    earlier = timezone.now() - 2 * HOUR

    assert finance.post(reverse("commissionschedule:add"), schedule(earlier)).status_code == 200
    assert finance.post(reverse("agreedcommission:add"), agreed(earlier)).status_code == 200
    assert (CommissionSchedule.objects.count(), AgreedCommission.objects.count()) == (1, 0)


def test_what_applies_already_is_only_ended(finance):
    began = (timezone.now() - 2 * HOUR).replace(second=0, microsecond=0)
    row = AgreedCommission.objects.create(
        practitioner=PractitionerFactory(), basis_points=250, effective_from=began
    )
    address = reverse("agreedcommission:edit", args=[row.pk])
    until = (timezone.now() + HOUR).strftime("%Y-%m-%d %H:%M")
    same = agreed(began, row.practitioner, effective_until=until)

    assert finance.post(address, same | {"basis_points": "100"}).status_code == 200
    assert finance.post(address, same).status_code == 302

    row.refresh_from_db()
    assert (row.basis_points, row.effective_until is None) == (250, False)


@pytest.mark.parametrize("name", ["commissionschedule", "agreedcommission"])
def test_support_does_not_set_rates(client, name):
    person = UserFactory()
    person.groups.add(Group.objects.get(name="Support"))
    client.force_login(person)

    assert client.get(reverse(f"{name}:add")).status_code == 302
