"""An address in an old letter goes on leading to whom it was about, and to nobody else."""

import pytest
from django.core.exceptions import ValidationError

from cms.models import PractitionerPage
from marketplace.catalogue import operations as catalogue
from marketplace.models import FormerPractitionerSlug, FormerServiceSlug, Practitioner, Service
from marketplace.practitioners import operations as practitioners
from tests.factories import (
    PractitionerFactory,
    PractitionerPageFactory,
    ServiceFactory,
    ServicePageFactory,
)
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def rename_practitioner(row, slug):
    words = practitioners.ProfileWords(
        display_name="Ana Reis", professional_title="", summary="", slug=slug, picture=None,
        modalities=[],
    )  # fmt: skip
    practitioners.publish(practitioner_id=row.pk, words=words)
    row.refresh_from_db()


def rename_service(row, slug):
    words = catalogue.ListingWords(
        title="Sleep", summary="", slug=slug, picture=None, modalities=[]
    )
    catalogue.publish(service_id=row.pk, words=words)
    row.refresh_from_db()


KINDS = [
    pytest.param(PractitionerFactory, rename_practitioner, Practitioner, id="practitioners"),
    pytest.param(ServiceFactory, rename_service, Service, id="services"),
]


@pytest.mark.parametrize(("make", "rename", "model"), KINDS)
def test_what_it_was_called_before_still_leads_to_it(make, rename, model):
    row = make(slug="one")

    rename(row, "two")
    rename(row, "three")

    for name in ("one", "two", "three", row.public_id):
        assert list(model.objects.called(name)) == [row]
    assert not model.objects.called("four").exists()


@pytest.mark.parametrize(("make", "rename", "model"), KINDS)
def test_nobody_else_takes_a_former_slug(make, rename, model):
    row, other = make(slug="one"), make(slug="other")
    rename(row, "two")

    rename(other, "one")

    assert other.slug == "one-2"
    assert list(model.objects.called("one")) == [row]


@pytest.mark.parametrize(("make", "rename", "model"), KINDS)
def test_one_may_have_ones_own_back(make, rename, model):
    row = make(slug="one")
    rename(row, "two")

    rename(row, "one")

    assert row.slug == "one"
    assert list(row.former_slugs.values_list("slug", flat=True)) == ["two"]


def test_the_old_addresses_answer_the_row(api):
    listing = ServicePageFactory(service__slug="sleep")
    profile = PractitionerPage.objects.get()
    practitioner, service = profile.practitioner, listing.service
    was = practitioner.slug
    profile.slug, listing.slug = "ana-reis", "better-sleep"
    profile.save_revision().publish()
    listing.save_revision().publish()

    for address, row in (
        (f"/api/v1/practitioners/{was}/", practitioner),
        (f"/api/v1/practitioners/{was}/services/", None),
        ("/api/v1/services/sleep/", service),
    ):
        answer = api().get(address)
        assert answer.status_code == 200, address
        if row is not None:
            assert answer.json()["data"]["id"] == str(row.public_id)


def test_an_editor_is_told_that_a_former_slug_is_taken():
    row = PractitionerFactory(slug="one")
    rename_practitioner(row, "two")
    page = PractitionerPageFactory()
    page.slug = "one"

    with pytest.raises(ValidationError, match="taken"):
        page.full_clean()


def test_the_database_refuses_a_former_slug_of_two():
    one, two = PractitionerFactory.create_batch(2)
    with refused("marketplace_formerpractitionerslug.slug"):
        for row in (one, two):
            FormerPractitionerSlug.objects.create(practitioner=row, slug="same")


def test_the_database_refuses_a_former_slug_of_two_services():
    one, two = ServiceFactory.create_batch(2)
    with refused("marketplace_formerserviceslug.slug"):
        for row in (one, two):
            FormerServiceSlug.objects.create(service=row, slug="same")
