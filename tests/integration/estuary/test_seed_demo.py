from collections import Counter
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from commerce.models import Booking, Refund
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


def test_the_demo_can_be_seen_and_a_second_run_only_mends(settings, api):
    """With a real account of Stripe's, which is not filled with the demo's sales."""
    settings.DEBUG, settings.STRIPE_API_BASE = True, ""

    seed(practitioners=3)

    assert_people_and_what_they_offer(api)
    assert_pieces_to_read(api)
    assert_dates_ahead(api)
    assert_accounts(api)
    assert not Booking.objects.exists()

    apps_touched = ("marketplace", "commerce", "cms", "wagtailcore", "kernel")
    before = rows(*apps_touched)
    seed(practitioners=3)
    after = rows(*apps_touched)
    assert {label for label in before if before[label] != after[label]} == set()

    cut_off = Practitioner.objects.filter(is_listed=True).first()
    cut_off.services.update(is_listed=False)
    seed(practitioners=3)
    assert not cut_off.services.filter(is_listed=False).exists()


def assert_people_and_what_they_offer(api):
    people = api().get("/api/v1/practitioners/").json()["data"]["results"]
    assert [one["display_name"] for one in people][:2] == ["Inês Duarte", "Marcus Reed"]
    assert len(people) == 3
    assert all(one["picture"]["srcset"] and one["price_from"] for one in people)
    assert all(one["location"] and one["modalities"] and one["next_available"] for one in people)
    services = api().get("/api/v1/services/").json()["data"]["results"]
    assert len(services) >= 6
    assert all(one["is_bookable"] and one["picture"] and one["category"] for one in services)
    offers = {
        path: api().get(f"/api/v1/{path}/").json()["data"] for path in ("packages", "bundles")
    }
    assert {path: found["count"] for path, found in offers.items()} == {"packages": 2, "bundles": 1}
    assert all(one["saves"]["amount_cents"] for one in offers["packages"]["results"])


def assert_pieces_to_read(api):
    pieces = api().get("/api/v1/streams/").json()["data"]["results"]
    assert {one["kind"] for one in pieces} == {"article", "audio", "live", "video"}
    assert {one["access"] for one in pieces} == {"free", "followers", "purchasers"}
    assert all(one["cover"] and one["tags"] and one["likes"] for one in pieces)
    assert sum(one["comments"] for one in pieces) == 6


def assert_dates_ahead(api):
    services = api().get("/api/v1/services/?ordering=-next_available").json()["data"]["results"]
    planned = {one["service_type"]: one for one in services if one["service_type"] != "session"}
    assert set(planned) == {"workshop", "course"}
    for one in planned.values():
        dates = api().get(f"/api/v1/services/{one['slug']}/schedule/").json()["data"]["results"]
        assert one["next_available"] == dates[0]["start_time"]
        numbers = [date["number"] for date in dates]
        is_course = one["service_type"] == "course"
        assert numbers == ([1, 2, 3, 4, 5, 6] if is_course else [None] * len(dates))
        assert len(dates) >= 3


def assert_accounts(api):
    for name in ("admin", "editor", "practitioner", "client"):
        said = {"email": f"{name}@estuary.test", "password": "estuary-demo"}
        assert api().post("/api/v1/auth/login/", said).status_code == 200
    assert Practitioner.objects.get(user__email="practitioner@estuary.test").user.is_practitioner


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
