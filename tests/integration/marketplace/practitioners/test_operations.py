from datetime import UTC, date, datetime

import pytest

from estuary.kernel import db
from estuary.kernel.models import OutboxEvent
from marketplace.models import Practitioner
from marketplace.practitioners import operations
from marketplace.practitioners.operations import Application, ProfileWords
from marketplace.practitioners.states import PractitionerStatus
from marketplace.practitioners.values import Paper, PlaceOfWork
from tests.factories import PractitionerFactory, UserFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
WORDS = ProfileWords(
    display_name="Inês Duarte",
    professional_title="Breathwork facilitator",
    summary="Calm nights.",
    slug="ines",
    picture={"url": "https://x.test/a.jpg", "alt": "Inês", "width": 1, "height": 1, "srcset": ""},
    modalities=["breathwork"],
)


def told():
    return list(OutboxEvent.objects.order_by("recorded_at").values_list("name", "payload"))


def test_applying_makes_a_record_that_nobody_sees_yet():
    user = UserFactory(is_verified=True)

    row = operations.apply(
        user=user,
        application=Application(
            display_name="Inês Duarte",
            timezone="Europe/Lisbon",
            place=PlaceOfWork(city="Lisbon", country="pt"),
            certifications=[Paper(title="Breath coach", issued_on=date(2020, 5, 1))],
        ),
    )

    assert (row.status, row.slug) == (PractitionerStatus.APPLIED, "ines-duarte")
    assert [(place.city, place.country, place.is_primary) for place in row.places.all()] == [
        ("Lisbon", "PT", True)
    ]
    assert [paper.title for paper in row.certifications.all()] == ["Breath coach"]
    assert not Practitioner.objects.listed().exists()
    assert told() == [("marketplace.practitioner.applied", {"practitioner_id": row.pk})]


def test_a_person_applies_once():
    user = UserFactory()
    operations.apply(user=user, application=Application(display_name="Inês"))

    with pytest.raises(operations.AlreadyApplied):
        operations.apply(user=user, application=Application(display_name="Inês"))

    assert Practitioner.objects.count() == 1


def test_applying_needs_a_verified_address():
    with pytest.raises(operations.EmailNotVerified):
        operations.apply(
            user=UserFactory(is_verified=False), application=Application(display_name="Inês")
        )

    assert not Practitioner.objects.exists()


def test_two_of_one_name_get_two_slugs():
    rows = [
        operations.apply(user=UserFactory(), application=Application(display_name=name))
        for name in ("Apply", "Inês", "Ines")
    ]

    assert [row.slug for row in rows] == ["apply-2", "ines", "ines-2"]


def test_verifying_makes_the_user_a_practitioner():
    row = applicant(PractitionerStatus.IN_REVIEW)

    operations.verify(practitioner_id=row.pk, now=NOON)

    row.refresh_from_db()
    row.user.refresh_from_db()
    assert (row.status, row.verified_at) == (PractitionerStatus.VERIFIED, NOON)
    assert row.user.is_practitioner
    assert told() == [("marketplace.practitioner.verified", {"practitioner_id": row.pk})]


def test_declining_and_suspending_say_why():
    declined = applicant(PractitionerStatus.IN_REVIEW)
    suspended = PractitionerFactory()

    operations.decline(practitioner_id=declined.pk, reason=" No papers. ")
    operations.suspend(practitioner_id=suspended.pk, reason="A complaint.")

    assert list(Practitioner.objects.order_by("pk").values_list("status", "status_note")) == [
        ("declined", "No papers."),
        ("suspended", "A complaint."),
    ]
    assert [name for name, _ in told()] == [
        "marketplace.practitioner.declined",
        "marketplace.practitioner.suspended",
    ]


@pytest.mark.parametrize("step", [operations.decline, operations.suspend])
def test_without_a_reason_nothing_happens(step):
    status = {operations.decline: "in_review", operations.suspend: "verified"}[step]
    row = applicant(status)

    with pytest.raises(operations.ReasonMissing):
        step(practitioner_id=row.pk, reason="  ")

    row.refresh_from_db()
    assert row.status == status


def test_a_reinstated_practitioner_is_public_again_and_the_reason_is_gone():
    row = PractitionerFactory(status=PractitionerStatus.SUSPENDED, status_note="A complaint.")

    operations.reinstate(practitioner_id=row.pk)

    row.refresh_from_db()
    assert (row.is_public, row.status_note) == (True, "")


STEPS = {
    "start_review": ({"applied", "declined"}, {}),
    "verify": ({"in_review"}, {"now": NOON}),
    "decline": ({"applied", "in_review"}, {"reason": "No."}),
    "suspend": ({"verified"}, {"reason": "No."}),
    "reinstate": ({"suspended"}, {}),
}


@pytest.mark.parametrize(
    ("step", "status"),
    [
        (step, status)
        for step, (allowed, _) in STEPS.items()
        for status in PractitionerStatus.values
        if status not in allowed
    ],
)
def test_a_step_that_the_standing_does_not_allow_is_refused(step, status):
    row = applicant(status)

    with pytest.raises(operations.NotInThisState):
        getattr(operations, step)(practitioner_id=row.pk, **STEPS[step][1])

    row.refresh_from_db()
    assert row.status == status
    assert told() == []


def test_publishing_takes_over_the_words_and_lists():
    row = PractitionerFactory(is_listed=False)

    operations.publish(practitioner_id=row.pk, words=WORDS)

    row.refresh_from_db()
    assert row.is_public
    assert [
        getattr(row, name)
        for name in ("display_name", "professional_title", "summary", "slug", "picture")
    ] == [WORDS.display_name, WORDS.professional_title, WORDS.summary, WORDS.slug, WORDS.picture]
    assert row.modalities == ["breathwork"]
    assert told() == [("marketplace.practitioner.published", {"practitioner_id": row.pk})]


def test_publishing_works_inside_a_transaction_and_outside_one():
    row = PractitionerFactory(is_listed=False)

    with db.in_transaction():
        operations.publish(practitioner_id=row.pk, words=WORDS)
    operations.publish(practitioner_id=row.pk, words=WORDS)

    row.refresh_from_db()
    assert (row.slug, row.is_listed) == ("ines", True)


def test_a_slug_that_somebody_else_has_gets_a_number():
    PractitionerFactory(slug="ines")
    row = PractitionerFactory()

    operations.publish(practitioner_id=row.pk, words=WORDS)

    row.refresh_from_db()
    assert row.slug == "ines-2"


def test_unpublishing_takes_off_the_lists_and_keeps_the_words():
    row = PractitionerFactory()

    operations.unpublish(practitioner_id=row.pk)

    row.refresh_from_db()
    assert (row.is_listed, row.display_name) == (False, "Inês Duarte")


def test_whoever_is_not_there_is_not_found():
    with pytest.raises(operations.PractitionerNotFound):
        operations.unpublish(practitioner_id=0)


def applicant(status):
    return PractitionerFactory(status=status, user__is_practitioner=False)
