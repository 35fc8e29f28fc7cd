import pytest

from estuary.kernel import db
from estuary.kernel.models import OutboxEvent
from marketplace.catalogue import operations
from marketplace.catalogue.operations import Details, Figures, ListingWords
from marketplace.catalogue.states import LocationType, ServiceStatus
from marketplace.models import Service, ServiceTerms
from marketplace.practitioners import operations as practitioners
from marketplace.practitioners.operations import ProfileWords
from tests.factories import CategoryFactory, PlaceFactory, PractitionerFactory, ServiceFactory

pytestmark = pytest.mark.django_db
HOUR = Figures(price_cents=8000, duration_minutes=60)
WORDS = ListingWords(
    title="Breath for sleep",
    summary="Slow.",
    slug="breath",
    picture=None,
    modalities=["breathwork"],
)


def told():
    return list(OutboxEvent.objects.order_by("recorded_at").values_list("name", flat=True))


def test_a_new_service_is_a_draft_that_nobody_sees():
    practitioner = PractitionerFactory()
    category = CategoryFactory()

    row = operations.create_service(
        practitioner_id=practitioner.pk,
        title="Breathwork",
        details=Details(category_id=category.pk, minimum_notice_hours=0),
    )

    assert (row.status, row.slug, row.category) == (ServiceStatus.DRAFT, "breathwork", category)
    assert row.practitioner_name == practitioner.display_name
    assert not Service.objects.on_sale().exists()


def test_other_figures_make_a_new_version_and_the_old_one_stays():
    row = ServiceFactory(terms=False)

    first = operations.set_terms(service_id=row.pk, figures=HOUR)
    second = operations.set_terms(
        service_id=row.pk, figures=Figures(price_cents=9000, duration_minutes=60)
    )

    row.refresh_from_db()
    assert row.terms == second
    assert list(ServiceTerms.objects.order_by("version").values_list("version", "price_cents")) == [
        (1, 8000),
        (2, 9000),
    ]
    assert first.price_cents == 8000
    assert told() == ["marketplace.service.changed"] * 2


def test_the_same_figures_make_no_version():
    row = ServiceFactory(terms=False)
    first = operations.set_terms(service_id=row.pk, figures=HOUR)

    assert operations.set_terms(service_id=row.pk, figures=HOUR) == first
    assert ServiceTerms.objects.count() == 1


def test_a_service_goes_on_sale_with_terms_only():
    row = ServiceFactory(terms=False)

    with pytest.raises(operations.ServiceWithoutTerms):
        operations.activate(service_id=row.pk)

    operations.set_terms(service_id=row.pk, figures=HOUR)
    operations.activate(service_id=row.pk)
    assert list(Service.objects.on_sale()) == [row]


def test_a_service_in_person_needs_a_place_of_its_own_practitioner():
    row = ServiceFactory(status=ServiceStatus.DRAFT, location_type=LocationType.IN_PERSON)
    operations.pause(service_id=row.pk)
    with pytest.raises(operations.ServiceWithoutPlace):
        operations.activate(service_id=row.pk)

    with pytest.raises(operations.PlaceOfAnother):
        operations.change_service(service_id=row.pk, details=Details(place_id=PlaceFactory().pk))

    here = PlaceFactory(practitioner=row.practitioner)
    operations.change_service(
        service_id=row.pk, details=Details(location_type="in_person", place_id=here.pk)
    )
    assert operations.activate(service_id=row.pk).status == ServiceStatus.ACTIVE
    with pytest.raises(operations.ServiceWithoutPlace):
        operations.change_service(service_id=row.pk, details=Details(location_type="in_person"))


STEPS = {
    "activate": ({"draft", "paused"}, {}),
    "pause": ({"active"}, {}),
    "archive": ({"draft", "active", "paused"}, {}),
    "set_terms": ({"draft", "active", "paused"}, {"figures": HOUR}),
    "change_service": ({"draft", "active", "paused"}, {"details": Details()}),
}


@pytest.mark.parametrize(
    ("step", "status"),
    [
        (step, status)
        for step, (allowed, _) in STEPS.items()
        for status in ServiceStatus.values
        if status not in allowed
    ],
)
def test_a_step_that_the_standing_does_not_allow_is_refused(step, status):
    row = ServiceFactory()
    Service.objects.filter(pk=row.pk).update(status=status)

    with pytest.raises(operations.ServiceNotInThisState):
        getattr(operations, step)(service_id=row.pk, **STEPS[step][1])

    row.refresh_from_db()
    assert row.status == status
    assert told() == []


def test_archiving_is_told_as_a_retirement():
    row = ServiceFactory()

    operations.archive(service_id=row.pk)

    assert told() == ["marketplace.service.retired", "marketplace.service.changed"]
    assert not Service.objects.on_sale().exists()


def test_the_lowest_price_on_offer_is_written_to_the_practitioner():
    cheap = ServiceFactory(terms__price_cents=3000)
    practitioner = cheap.practitioner
    dear = ServiceFactory(practitioner=practitioner, terms__price_cents=9000)

    def price_from():
        practitioner.refresh_from_db()
        return practitioner.price_from_cents

    operations.publish(service_id=dear.pk, words=WORDS)
    assert price_from() == 3000
    operations.set_terms(
        service_id=cheap.pk, figures=Figures(price_cents=2000, duration_minutes=30)
    )
    assert price_from() == 2000
    operations.pause(service_id=cheap.pk)
    assert price_from() == 9000
    operations.unpublish(service_id=dear.pk)
    assert price_from() is None


def test_publishing_takes_over_the_words_and_lists():
    row = ServiceFactory(is_listed=False)
    ServiceFactory(slug="breath")

    with db.in_transaction():
        operations.publish(service_id=row.pk, words=WORDS)

    row.refresh_from_db()
    assert (row.title, row.summary, row.slug) == ("Breath for sleep", "Slow.", "breath-2")
    assert (row.is_listed, row.modalities) == (True, ["breathwork"])


def test_a_new_name_of_the_practitioner_is_carried_to_their_services(relay):
    row = ServiceFactory()
    other = ServiceFactory()
    renamed = ProfileWords(
        display_name="Inês Vaz",
        professional_title="",
        summary="",
        slug="ines",
        picture=None,
        modalities=[],
    )

    practitioners.publish(practitioner_id=row.practitioner_id, words=renamed)
    relay()

    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.practitioner_name, other.practitioner_name) == ("Inês Vaz", "Inês Duarte")


def test_a_service_that_is_not_there_is_not_found():
    with pytest.raises(operations.ServiceNotFound):
        operations.unpublish(service_id=0)


def test_booking_rules_are_the_services_own_or_the_practitioners():
    row = ServiceFactory(slot_step_minutes=30, practitioner__buffer_after_minutes=5)

    rules = operations.booking_rules(row)

    assert (rules.step_minutes, rules.buffer_after.seconds) == (30, 300)


@pytest.mark.parametrize("service_type", ["workshop", "course"])
def test_workshops_and_courses_are_made_priced_and_put_on_sale(service_type):
    practitioner = PractitionerFactory()
    row = operations.create_service(
        practitioner_id=practitioner.pk, title="Breathe together", service_type=service_type
    )

    terms = operations.set_terms(
        service_id=row.pk,
        figures=Figures(
            price_cents=4000,
            duration_minutes=90,
            capacity=20,
            joins_late=service_type == "course",
        ),
    )
    operations.activate(service_id=row.pk)
    operations.publish(service_id=row.pk, words=WORDS)

    assert (terms.capacity, terms.joins_late) == (20, service_type == "course")
    assert Service.objects.on_sale().get().terms == terms


@pytest.mark.parametrize(
    ("service_type", "figures", "refusal"),
    [
        ("session", {"capacity": 2}, operations.SessionHasOneSeat),
        ("session", {"joins_late": True}, operations.OnlyCoursesAreJoinedLate),
        ("workshop", {"joins_late": True}, operations.OnlyCoursesAreJoinedLate),
    ],
)
def test_figures_that_do_not_suit_the_type_are_refused(service_type, figures, refusal):
    row = ServiceFactory(service_type=service_type, terms=False)

    with pytest.raises(refusal):
        operations.set_terms(
            service_id=row.pk, figures=Figures(price_cents=8000, duration_minutes=60, **figures)
        )

    assert not row.versions.exists()
