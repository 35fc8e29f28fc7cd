import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from cms.models import Modality, PractitionerIndexPage, PractitionerPage, ServicePage
from marketplace.catalogue.states import ServiceStatus
from marketplace.models import User
from tests.factories import BookingFactory, UserFactory
from tests.factories.pages import (
    ModalityFactory,
    PractitionerPageFactory,
    ServicePageFactory,
    StandardPageFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    client.force_login(UserFactory(is_superuser=True))
    return client


def booked_page():
    page = ServicePageFactory(title="Sleep")
    page.service.refresh_from_db()
    BookingFactory(session__service=page.service)
    return page


def address(thing, view="delete"):
    if isinstance(thing, User):
        return reverse(f"wagtailusers_users:{view}", args=[thing.pk])
    if isinstance(thing, Modality):
        return reverse(f"wagtailsnippets_cms_modality:{view}", args=[thing.pk])
    return reverse(f"wagtailadmin_pages:{view}", args=[thing.pk])


def press(browser, page):
    """The button on the page that refuses."""
    [to] = {part.split('"')[0] for part in page.split('form action="')[1:] if "/archive/" in part}
    return browser.post(to, follow=True)


def refused(browser, to, *, method="post"):
    answer = getattr(browser, method)(to)
    assert answer.status_code == 409
    return answer.content.decode()


@pytest.mark.parametrize("which", ["service", "profile", "index"])
def test_a_page_with_bookings_on_it_or_below_it_stays_and_says_why(boss, which):
    page = booked_page()
    if which == "profile":
        page = page.get_parent()
    elif which == "index":
        page = PractitionerIndexPage.objects.get()

    for method in ("get", "post"):
        assert "Bookings depend on it." in refused(boss, address(page), method=method)

    assert ServicePage.objects.count() == 1


def test_a_service_is_archived_with_one_press(boss):
    page = booked_page()

    shown = press(boss, refused(boss, address(page))).content.decode()

    assert "It is archived" in shown
    page.refresh_from_db()
    page.service.refresh_from_db()
    assert not page.live
    assert not page.service.is_listed
    assert page.service.status == ServiceStatus.ARCHIVED
    press(boss, refused(boss, address(page)))  # again changes nothing
    assert ServicePage.objects.filter(pk=page.pk).exists()


def test_a_profile_is_taken_from_the_public_with_what_lies_below(boss):
    page = booked_page()

    press(boss, refused(boss, address(page.get_parent())))

    page.refresh_from_db()
    profile = PractitionerPage.objects.get()
    page.service.refresh_from_db()
    assert (page.live, profile.live, profile.practitioner.is_listed) == (False, False, False)
    assert page.service.status != ServiceStatus.ARCHIVED


def test_pages_with_bookings_are_not_deleted_in_bulk(boss):
    page, other = booked_page(), StandardPageFactory(title="About")
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])

    shown = refused(boss, f"{bulk}?id={page.pk}&id={other.pk}")

    assert "Sleep" in shown
    assert "About" not in shown
    assert ServicePage.objects.filter(pk=page.pk).exists()
    assert type(other).objects.filter(pk=other.pk).exists()
    press(boss, shown)
    page.refresh_from_db()
    assert not page.live


def test_a_modality_that_pages_name_stays_and_can_be_unpublished(boss):
    modality = ModalityFactory(name="Breath")
    PractitionerPageFactory(modalities=[modality])
    bulk = reverse("wagtail_bulk_action", args=["cms", "modality", "delete"])

    assert "It is used by 1 practitioner." in refused(boss, f"{bulk}?id={modality.pk}")
    press(boss, refused(boss, address(modality)))

    modality.refresh_from_db()
    assert not modality.live


def test_a_modality_with_others_below_it_stays(boss):
    modality = ModalityFactory()
    ModalityFactory(parent=modality)

    assert "It is used by 1 modality." in refused(boss, address(modality))


def test_what_nobody_uses_is_deleted(boss):
    modality, page = ModalityFactory(), ServicePageFactory()
    user = UserFactory()

    for thing in (modality, page, user):
        boss.post(address(thing))
        assert not type(thing).objects.filter(pk=thing.pk).exists()


def test_somebody_with_bookings_stays_and_is_switched_off(boss):
    client = BookingFactory().client
    bulk = reverse("wagtail_bulk_action", args=["marketplace", "user", "delete"])

    assert "would lose what they refer to" in refused(boss, f"{bulk}?id={client.pk}")
    press(boss, refused(boss, address(client)))

    client.refresh_from_db()
    assert not client.is_active


def in_group(name):
    user = UserFactory()
    user.groups.add(Group.objects.get(name=name))
    return user


@pytest.mark.parametrize("group", ["Editors", "Support"])
def test_who_may_not_unpublish_archives_nothing(client, group):
    page, modality, user = ServicePageFactory(), ModalityFactory(), UserFactory()
    client.force_login(in_group(group))

    for thing in (page, modality, user):
        client.post(
            reverse("archive", args=[thing._meta.app_label, thing._meta.model_name, thing.pk])
        )

    for thing in (page, modality, user):
        thing.refresh_from_db()
    assert (page.live, modality.live, user.is_active) == (True, True, True)


def test_a_moderator_archives_a_page_and_no_account(client):
    page, user = ServicePageFactory(), UserFactory()
    client.force_login(in_group("Moderators"))

    client.post(reverse("archive", args=["cms", "servicepage", page.pk]))
    client.post(reverse("archive", args=["marketplace", "user", user.pk]))

    page.refresh_from_db()
    user.refresh_from_db()
    assert (page.live, user.is_active) == (False, True)


@pytest.mark.parametrize(
    "said", [("cms", "nothing", "1"), ("commerce", "booking", "1"), ("cms", "modality", "x")]
)
def test_what_cannot_be_archived_is_not_there(boss, said):
    assert boss.post(reverse("archive", args=said)).status_code == 404
