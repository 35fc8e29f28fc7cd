import html
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from commerce.models import AgreedCommission, CommissionSchedule
from tests.factories import PractitionerFactory, UserFactory
from tests.factories.earnings import scheduled

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def finance(client):
    person = UserFactory()
    person.groups.add(Group.objects.get(name="Finance"))
    client.force_login(person)
    return client


def schedule(at, *brackets, floor=200):
    """As the form sends it; each bracket is where it begins, and its rate."""
    rows = brackets or ((0, 600),)
    return {
        "effective_from": at.strftime("%Y-%m-%d %H:%M"),
        "floor_basis_points": str(floor),
        "brackets-TOTAL_FORMS": str(len(rows)),
        "brackets-INITIAL_FORMS": "0",
        "brackets-MIN_NUM_FORMS": "1",
        "brackets-MAX_NUM_FORMS": "1000",
        **{f"brackets-{number}-over_cents": str(row[0]) for number, row in enumerate(rows)},
        **{f"brackets-{number}-basis_points": str(row[1]) for number, row in enumerate(rows)},
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


def test_rates_are_saved_as_they_were_sent(finance, transactional_db):
    rows = [(0, 500), (500_000, 400), (1_000_000, 300)]

    said = schedule(timezone.now() + 2 * HOUR, *rows)
    assert finance.post(reverse("commissionschedule:add"), said).status_code == 302

    made = CommissionSchedule.objects.latest("effective_from")
    assert list(made.brackets.values_list("over_cents", "basis_points")) == rows


@pytest.mark.parametrize(
    ("rows", "floor", "why"),
    [
        ([(1, 500)], 200, "One bracket must begin at 0: it is the usual rate."),
        ([(0, 500), (0, 400)], 200, "Two brackets begin at $0.00."),
        (
            [(0, 500), (500_000, 100)],
            200,
            "1 % from $5,000.00 on is under the least rate of 2 %.",
        ),
        ([(0, 500)], 600, "5 % from $0.00 on is under the least rate of 6 %."),
        ([(0, 10_001)], 200, "Ensure this value is less than or equal to 10000."),
        ([(0, 500)], 10_001, "Ensure this value is less than or equal to 10000."),
    ],
)
def test_rates_that_leave_open_what_applies_are_refused(finance, rows, floor, why):
    said = schedule(timezone.now() + 2 * HOUR, *rows, floor=floor)

    answer = finance.post(reverse("commissionschedule:add"), said)

    assert answer.status_code == 200
    assert why in html.unescape(answer.content.decode())
    assert CommissionSchedule.objects.count() == 1


def test_a_bracket_taken_out_of_the_form_counts_no_more(finance):
    later = scheduled(timezone.now() + 2 * HOUR, {0: 500, 100: 400})
    first, second = later.brackets.all()
    said = schedule(later.effective_from, (0, 500), (100, 400)) | {
        "brackets-INITIAL_FORMS": "2",
        "brackets-0-id": str(first.pk),
        "brackets-1-id": str(second.pk),
    }
    address = reverse("commissionschedule:edit", args=[later.pk])

    assert finance.post(address, said | {"brackets-0-DELETE": "on"}).status_code == 200
    assert finance.post(address, said | {"brackets-1-DELETE": "on"}).status_code == 302

    assert later.brackets.get() == first


def test_rates_never_begin_in_the_past(finance):
    earlier = timezone.now() - 2 * HOUR

    answer = finance.post(reverse("commissionschedule:add"), schedule(earlier))
    assert "what was sold keeps the rate it was sold at" in answer.content.decode()
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
