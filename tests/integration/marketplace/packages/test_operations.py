import pytest
from django.db import IntegrityError

from marketplace.models import Package, PackageItem, PackageTerms, Service
from marketplace.packages import operations
from marketplace.packages.operations import Content, PackageFigures, PackageWords
from marketplace.packages.states import PackageKind
from tests.factories import (
    PackageFactory,
    PractitionerFactory,
    ServiceFactory,
    TermsFactory,
)

pytestmark = pytest.mark.django_db
WORDS = PackageWords(title="Three breaths", summary="Slow.")


@pytest.fixture
def service():
    return ServiceFactory()


def figures(*held, price_cents=20000, **others):
    contents = [Content(service_id=one.public_id, quantity=number) for one, number in held]
    return PackageFigures(price_cents=price_cents, contents=contents, **others)


def made(said, *, by, kind=PackageKind.PACKAGE) -> Package:
    return operations.create_package(by=by, kind=kind, words=WORDS, figures=said)


def test_a_new_package_is_a_draft_under_the_present_terms_of_its_service(service):
    row = made(figures((service, 3), valid_for_days=90), by=service.practitioner.user)

    terms = row.terms
    assert (row.status, row.slug, row.practitioner) == (
        "draft",
        "three-breaths",
        service.practitioner,
    )
    assert (terms.version, terms.price_cents, terms.list_price_cents) == (1, 20000, 24000)
    assert (terms.currency, terms.valid_for_days, terms.saves_cents) == ("usd", 90, 4000)
    assert [(item.service, item.service_terms, item.quantity) for item in terms.items.all()] == [
        (service, service.terms, 3)
    ]
    assert not Package.objects.on_sale().exists()


def test_a_bundle_holds_several_services_in_the_order_given(service):
    other = ServiceFactory(practitioner=service.practitioner, terms__price_cents=5000)

    row = made(
        figures((other, 1), (service, 2), price_cents=18000),
        by=service.practitioner.user,
        kind=PackageKind.BUNDLE,
    )

    assert [item.service for item in row.terms.items.all()] == [other, service]
    assert row.terms.list_price_cents == 21000


def test_other_figures_make_a_new_version_and_the_same_ones_none(service):
    by = service.practitioner.user
    row = made(figures((service, 3)), by=by)

    for price in (20000, 19000, 19000):
        said = figures((service, 3), price_cents=price)
        operations.change_package(public_id=row.public_id, by=by, figures=said)

    assert list(row.versions.order_by("version").values_list("version", "price_cents")) == [
        (1, 20000),
        (2, 19000),
    ]


def test_a_package_keeps_its_service_terms_until_it_is_offered_anew(service):
    by = service.practitioner.user
    row = made(figures((service, 3)), by=by)
    old, service.terms = service.terms, TermsFactory(service=service, price_cents=9000)
    service.save()

    assert row.terms.items.get().service_terms == old
    operations.change_package(public_id=row.public_id, by=by, figures=figures((service, 3)))

    row.refresh_from_db()
    assert (row.terms.version, row.terms.list_price_cents) == (2, 27000)


@pytest.mark.parametrize(
    ("kind", "held", "refusal"),
    [
        ("package", lambda own: [(own(), 1)], operations.WrongContents),
        ("package", lambda own: [(own(), 101)], operations.WrongContents),
        ("package", lambda own: [(own(), 1), (own(), 1)], operations.WrongContents),
        ("bundle", lambda own: [(own(), 3)], operations.WrongContents),
        ("bundle", lambda own: [(own(), 60), (own(), 60)], operations.WrongContents),
        ("package", lambda own: [(ServiceFactory(), 3)], operations.ServiceNotForPackages),
        ("bundle", lambda own: [(own(), 3), (ServiceFactory(), 1)], None),
        ("package", lambda own: [(own(terms=False), 3)], operations.ServiceNotForPackages),
        ("package", lambda own: [(own(service_type="course"), 3)], None),
        ("bundle", lambda own: [(own(), 3), (own(terms__currency="eur"), 3)], None),
        ("package", lambda own: [(own(terms__price_cents=6000), 3)], operations.PackageTooDear),
    ],
)
def test_what_is_no_package_is_refused(service, kind, held, refusal):
    def own(**given):
        return ServiceFactory(practitioner=service.practitioner, **given)

    with pytest.raises(refusal or operations.ServiceNotForPackages):
        made(figures(*held(own)), by=service.practitioner.user, kind=PackageKind(kind))

    assert not Package.objects.exists()


def test_one_service_named_twice_is_refused(service):
    with pytest.raises(operations.WrongContents):
        made(figures((service, 2), (service, 1)), by=service.practitioner.user)


def test_a_price_nobody_can_pay_is_refused(service):
    with pytest.raises(operations.PackageTooCheap):
        made(figures((service, 2), price_cents=49), by=service.practitioner.user)


def test_only_practitioners_make_packages(service):
    with pytest.raises(operations.PackageNotFound):
        made(
            figures((service, 3)), by=PackageFactory().practitioner.user.__class__.objects.create()
        )


def test_it_goes_on_sale_rests_and_ends(service):
    by = service.practitioner.user
    row = made(figures((service, 3)), by=by)
    about = {"public_id": row.public_id, "by": by}

    operations.activate(**about)
    assert Package.objects.on_sale().get() == row
    operations.pause(**about)
    assert not Package.objects.on_sale().exists()
    operations.archive(**about)
    for step in (operations.activate, operations.pause, operations.archive):
        with pytest.raises(operations.PackageNotInThisState):
            step(**about)
    with pytest.raises(operations.PackageNotInThisState):
        operations.change_package(**about, words=WORDS)


@pytest.mark.parametrize(
    "change",
    [{"status": "paused"}, {"status": "archived"}, {"is_listed": False}],
)
def test_it_is_on_sale_while_every_service_in_it_is(service, change):
    other = ServiceFactory(practitioner=service.practitioner)
    PackageFactory(
        practitioner=service.practitioner, kind="bundle", terms__holds=[(service, 1), (other, 2)]
    )

    assert Package.objects.on_sale().count() == 1
    Service.objects.filter(pk=other.pk).update(**change)
    assert not Package.objects.on_sale().exists()


def test_it_is_not_activated_before_its_services(service):
    by = service.practitioner.user
    row = made(figures((service, 3)), by=by)
    Service.objects.update(status="paused")

    with pytest.raises(operations.ServiceNotOffered):
        operations.activate(public_id=row.public_id, by=by)


@pytest.mark.parametrize("step", ["activate", "pause", "archive", "change_package"])
def test_what_is_anothers_does_not_exist(step):
    row, stranger = PackageFactory(), PractitionerFactory().user

    with pytest.raises(operations.PackageNotFound):
        getattr(operations, step)(public_id=row.public_id, by=stranger)


def test_two_of_one_title_have_two_addresses(service):
    slugs = [made(figures((service, n)), by=service.practitioner.user).slug for n in (3, 4)]

    assert slugs == ["three-breaths", "three-breaths-2"]


@pytest.mark.parametrize("rows", [PackageTerms, PackageItem])
@pytest.mark.parametrize(
    "change", [lambda found: found.update(id=0), lambda found: found._raw_delete("default")]
)
def test_terms_never_change(rows, change):
    PackageFactory()

    with pytest.raises(IntegrityError, match="never changed or deleted"):
        change(rows.objects.order_by())


@pytest.mark.parametrize(
    ("figures", "constraint"),
    [
        ({"price_cents": 24001}, "package_terms_cost_no_more_than_their_parts"),
        ({"price_cents": 49}, "package_terms_price_is_payable"),
        ({"valid_for_days": 0}, "package_terms_are_valid_for_a_while"),
    ],
)
def test_the_database_refuses_terms_that_make_no_sense(figures, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        PackageFactory(**{f"terms__{name}": value for name, value in figures.items()})


@pytest.mark.parametrize(
    ("held", "constraint"),
    [
        (lambda one: [(one, 2), (one, 1)], "package_item_service_once"),
        (lambda one: [(one, 101)], "package_item_holds_some"),
    ],
)
def test_the_database_refuses_contents_that_make_no_sense(service, held, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        PackageFactory(practitioner=service.practitioner, terms__holds=held(service))


def test_the_database_refuses_to_sell_without_terms():
    with pytest.raises(IntegrityError, match="package_on_sale_has_terms"):
        Package.objects.create(
            practitioner=PractitionerFactory(), kind="package", status="active", slug="x", title="X"
        )
