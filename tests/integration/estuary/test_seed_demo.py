import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from marketplace.models import Practitioner, User

pytestmark = pytest.mark.django_db


def seed(**options):
    call_command("seed_demo", verbosity=0, **options)


def rows():
    """Every row of the house, as far as a second run might touch it."""
    return {
        model._meta.label: list(model.objects.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.app_label in ("marketplace", "cms", "wagtailcore", "kernel")
    }


def test_the_demo_is_refused_without_debug():
    with pytest.raises(CommandError, match="needs DEBUG"):
        seed(practitioners=1)

    assert not User.objects.exists()


def test_the_demo_can_be_seen_and_signed_in_to_and_a_second_run_changes_nothing(settings, api):
    settings.DEBUG = True

    seed(practitioners=2)

    people = api().get("/api/v1/practitioners/").json()["data"]["results"]
    assert [one["display_name"] for one in people] == ["Inês Duarte", "Marcus Reed"]
    assert all(one["picture"]["srcset"] and one["price_from"] for one in people)
    assert all(one["location"] and one["modalities"] and one["next_available"] for one in people)
    services = api().get("/api/v1/services/").json()["data"]["results"]
    assert len(services) >= 4
    assert all(one["is_bookable"] and one["picture"] and one["category"] for one in services)
    for name in ("admin", "editor", "practitioner", "client"):
        said = {"email": f"{name}@estuary.test", "password": "estuary-demo"}
        assert api().post("/api/v1/auth/login/", said).status_code == 200
    assert Practitioner.objects.get(user__email="practitioner@estuary.test").user.is_practitioner

    before = rows()
    seed(practitioners=2)
    after = rows()

    assert {label for label in before if before[label] != after[label]} == set()


def test_a_run_that_was_cut_off_is_finished_by_the_next(settings):
    settings.DEBUG = True
    seed(practitioners=1)
    row = Practitioner.objects.get()
    row.services.update(is_listed=False)

    seed(practitioners=1)

    assert not row.services.filter(is_listed=False).exists()
