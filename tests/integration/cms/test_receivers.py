from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from estuary.kernel import db
from marketplace.catalogue.states import ServiceStatus
from marketplace.practitioners.states import PractitionerStatus
from tests.factories import (
    ImageFactory,
    ModalityFactory,
    PractitionerFactory,
    PractitionerPageFactory,
    ServicePageFactory,
)

pytestmark = pytest.mark.django_db


def test_publishing_a_profile_lists_the_practitioner_under_its_words():
    modality = ModalityFactory(slug="breathwork")
    unseen = ModalityFactory(slug="not-published", live=False)
    practitioner = PractitionerFactory(is_listed=False, slug="ines", display_name="Old name")

    PractitionerPageFactory(
        practitioner=practitioner,
        title="Inês Duarte",
        professional_title="Breathwork teacher",
        summary="She breathes.",
        picture=ImageFactory(),
        modalities=[modality, unseen],
    )

    practitioner.refresh_from_db()
    assert practitioner.is_listed
    assert practitioner.display_name == "Inês Duarte"
    assert practitioner.professional_title == "Breathwork teacher"
    assert practitioner.summary == "She breathes."
    assert practitioner.slug == "ines"
    assert practitioner.modalities == ["breathwork"]
    assert practitioner.picture["alt"] == "A woman by the sea"
    assert (practitioner.picture["width"], practitioner.picture["height"]) == (320, 320)
    assert practitioner.picture["url"].startswith("http://testserver/")


def test_a_draft_tells_nobody():
    page = PractitionerPageFactory(published=False, title="Somebody else")

    page.practitioner.refresh_from_db()
    assert not page.practitioner.is_listed
    assert page.practitioner.display_name == "Inês Duarte"


def test_unpublishing_a_profile_takes_the_practitioner_off_the_lists():
    page = PractitionerPageFactory()

    page.unpublish()

    page.practitioner.refresh_from_db()
    assert not page.practitioner.is_listed


def test_deleting_a_profile_takes_the_practitioner_off_the_lists():
    page = PractitionerPageFactory()

    page.delete()

    page.practitioner.refresh_from_db()
    assert not page.practitioner.is_listed


def test_publishing_a_listing_lists_the_service_under_its_words():
    page = ServicePageFactory(
        title="Sleep better", summary="Slowly.", slug="sleep-better", picture=ImageFactory()
    )

    service = page.service
    service.refresh_from_db()
    assert service.is_listed
    assert (service.title, service.summary, service.slug) == (
        "Sleep better",
        "Slowly.",
        "sleep-better",
    )
    assert (service.picture["width"], service.picture["height"]) == (480, 360)


def test_unpublishing_a_listing_takes_the_service_off_the_lists():
    page = ServicePageFactory()

    page.unpublish()

    page.service.refresh_from_db()
    assert not page.service.is_listed


def test_publishing_inside_a_transaction_tells_the_row_in_that_transaction():
    page = PractitionerPageFactory(published=False)

    with db.in_transaction():
        page.get_latest_revision().publish()

    page.practitioner.refresh_from_db()
    assert page.practitioner.is_listed


def test_a_publication_by_the_clock_lists_the_practitioner():
    page = PractitionerPageFactory(published=False)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    page.practitioner.refresh_from_db()
    assert not page.practitioner.is_listed

    a_minute_ago = timezone.now() - timedelta(minutes=1)
    revision = page.get_latest_revision()
    revision.approved_go_live_at = a_minute_ago
    revision.content["go_live_at"] = a_minute_ago.isoformat()
    revision.save()
    call_command("publish_scheduled")

    page.practitioner.refresh_from_db()
    assert page.practitioner.is_listed


def test_an_old_revision_of_a_profile_brings_back_words_and_no_facts():
    page = PractitionerPageFactory(summary="First words.")
    old = page.get_latest_revision()
    page.summary = "Second words."
    page.save_revision().publish()
    practitioner = page.practitioner
    practitioner.refresh_from_db()
    practitioner.status = PractitionerStatus.SUSPENDED
    practitioner.verified_at = None
    practitioner.rating_sum, practitioner.rating_count = 9, 2
    practitioner.timezone = "Asia/Tokyo"
    practitioner.save()

    old.publish()

    practitioner.refresh_from_db()
    assert practitioner.summary == "First words."
    assert practitioner.status == PractitionerStatus.SUSPENDED
    assert practitioner.verified_at is None
    assert (practitioner.rating_sum, practitioner.rating_count) == (9, 2)
    assert practitioner.timezone == "Asia/Tokyo"


def test_an_old_revision_of_a_listing_brings_back_words_and_no_facts():
    page = ServicePageFactory(summary="First words.", service__terms__price_cents=8000)
    old = page.get_latest_revision()
    page.summary = "Second words."
    page.save_revision().publish()
    service = page.service
    service.refresh_from_db()
    service.status = ServiceStatus.PAUSED
    service.rating_sum, service.rating_count = 5, 1
    service.terms = service.versions.create(version=99, price_cents=12000, duration_minutes=90)
    service.save()

    old.publish()

    service.refresh_from_db()
    assert service.summary == "First words."
    assert service.status == ServiceStatus.PAUSED
    assert (service.rating_sum, service.rating_count) == (5, 1)
    assert service.terms.price_cents == 12000
