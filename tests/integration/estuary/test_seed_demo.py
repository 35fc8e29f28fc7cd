from collections import Counter
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from commerce.models import Booking, Refund, Session
from commerce.reconciliation.checks import AUDITS
from live.models import Delivery
from marketplace.models import Practitioner, User

pytestmark = pytest.mark.django_db


def seed(**options):
    call_command("seed_demo", verbosity=0, **options)


def rows(*labels):
    """Every row of these apps."""
    return {
        model._meta.label: list(model.objects.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.app_label in labels
    }


def test_the_demo_is_refused_without_debug():
    with pytest.raises(CommandError, match="needs DEBUG"):
        seed(practitioners=1)

    assert not User.objects.exists()


def test_the_demo_can_be_seen_and_signed_in_to_and_a_second_run_changes_nothing(settings, api):
    settings.DEBUG, settings.STRIPE_API_BASE = True, ""

    seed(practitioners=2)

    people = api().get("/api/v1/practitioners/").json()["data"]["results"]
    assert [one["display_name"] for one in people] == ["Inês Duarte", "Marcus Reed"]
    assert all(one["picture"]["srcset"] and one["price_from"] for one in people)
    assert all(one["location"] and one["modalities"] and one["next_available"] for one in people)
    services = api().get("/api/v1/services/").json()["data"]["results"]
    assert len(services) >= 4
    assert all(one["is_bookable"] and one["picture"] and one["category"] for one in services)
    offers = {
        path: api().get(f"/api/v1/{path}/").json()["data"] for path in ("packages", "bundles")
    }
    assert {path: found["count"] for path, found in offers.items()} == {"packages": 2, "bundles": 1}
    assert all(one["saves"]["amount_cents"] for one in offers["packages"]["results"])
    pieces = api().get("/api/v1/streams/").json()["data"]["results"]
    assert {one["kind"] for one in pieces} == {"article", "audio", "live", "video"}
    assert {one["access"] for one in pieces} == {"free", "followers", "purchasers"}
    assert all(one["cover"] and one["tags"] and one["likes"] for one in pieces)
    assert sum(one["comments"] for one in pieces) == 4
    for name in ("admin", "editor", "practitioner", "client"):
        said = {"email": f"{name}@estuary.test", "password": "estuary-demo"}
        assert api().post("/api/v1/auth/login/", said).status_code == 200
    assert Practitioner.objects.get(user__email="practitioner@estuary.test").user.is_practitioner

    apps_touched = ("marketplace", "cms", "wagtailcore", "kernel")
    before = rows(*apps_touched)
    seed(practitioners=2)
    after = rows(*apps_touched)

    assert {label for label in before if before[label] != after[label]} == set()


def test_the_demo_is_lived_in(settings, api, stripe_sandbox):
    settings.DEBUG = True

    seed(practitioners=2)

    assert Counter(Booking.objects.values_list("status", flat=True)) == {
        "completed": 14,
        "confirmed": 4,
        "cancelled": 2,
    }
    assert Practitioner.objects.filter(status="applied").count() == 2
    assert len(mail.outbox) == len(Delivery.objects.filter(status="sent")) > 10
    assert set(Refund.objects.values_list("status", flat=True)) == {"succeeded"}
    an_hour_later = timezone.now() + timedelta(hours=1)
    assert [found for one in AUDITS for found in one.findings(now=an_hour_later)] == []

    assert_a_practice_of_months(api(User.objects.get(email="practitioner@estuary.test")))

    before, asked = rows("commerce"), len(stripe_sandbox.journal.entries())
    seed(practitioners=2)

    assert rows("commerce") == before
    assert len(stripe_sandbox.journal.entries()) == asked


def assert_a_practice_of_months(me):
    def read(address):
        return me.get(f"/api/v1/practitioner/{address}").json()["data"]

    assert read("membership/")["plan"]["code"] == "professional"
    assert read("membership/plans/")[1]["last_month"]["saved"]["amount_cents"] > 0
    assert "Professional membership" in read("commission/")["reason"]
    summed = read("earnings/summary/")
    assert {row["status"] for row in summed["by_status"]} == {"pending", "available", "paid"}
    assert len(summed["by_month"]) == 4
    rates = {row["commission"]["rate"] for row in read("earnings/?page_size=100")["results"]}
    assert rates == {"3 %", "4 %", "5 %"}
    assert read("connect/")["can_be_paid"] is True
    [payout] = read("payouts/")["results"]
    assert (payout["status"], payout["amount"]["amount_cents"] > 500_000) == ("paid", True)
    assert read("payouts/next/")["amount"]["amount_cents"] > 500_000


def test_the_demo_has_workshops_and_a_course_with_dates_ahead(settings, api):
    settings.DEBUG, settings.STRIPE_API_BASE = True, ""

    seed(practitioners=3)

    rows = api().get("/api/v1/services/?ordering=-next_available").json()["data"]["results"]
    planned = {one["service_type"]: one for one in rows if one["service_type"] != "session"}
    assert set(planned) == {"workshop", "course"}
    for one in planned.values():
        dates = api().get(f"/api/v1/services/{one['slug']}/schedule/").json()["data"]["results"]
        assert one["next_available"] == dates[0]["start_time"]
        numbers = [date["number"] for date in dates]
        is_course = one["service_type"] == "course"
        assert numbers == ([1, 2, 3, 4, 5, 6] if is_course else [None] * len(dates))
        assert len(dates) >= 3

    before = Session.objects.count()
    seed(practitioners=3)
    assert Session.objects.count() == before


def test_a_real_stripe_account_is_not_filled_with_the_demo(settings):
    settings.DEBUG = True
    settings.STRIPE_API_BASE = ""

    seed(practitioners=1)

    assert not Booking.objects.exists()


def test_a_run_that_was_cut_off_is_finished_by_the_next(settings):
    settings.DEBUG, settings.STRIPE_API_BASE = True, ""
    seed(practitioners=1)
    row = Practitioner.objects.get(is_listed=True)
    row.services.update(is_listed=False)

    seed(practitioners=1)

    assert not row.services.filter(is_listed=False).exists()
