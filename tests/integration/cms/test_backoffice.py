import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from cms.models import HomePage, PractitionerIndexPage, ServicePage
from tests.factories import (
    ImageFactory,
    ModalityFactory,
    PractitionerFactory,
    PractitionerPageFactory,
    ServicePageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client):
    """A browser signed in as a member of one group."""

    def sign_in(group=None, **user):
        person = UserFactory(**user)
        if group:
            person.groups.add(Group.objects.get(name=group))
        client.force_login(person)
        return client

    return sign_in


def test_the_sign_in_page_is_ours(client):
    page = client.get(reverse("wagtailadmin_login")).content.decode()

    assert "Sign in to Estuary" in page
    assert "cms/mark.svg" in page
    assert "<title>Sign in - Estuary</title>" in page


@pytest.mark.parametrize(
    "address",
    [
        lambda: reverse("wagtailadmin_home"),
        lambda: reverse("wagtailadmin_explore", args=[HomePage.objects.get().pk]),
        lambda: reverse("wagtailadmin_pages:edit", args=[PractitionerPageFactory().pk]),
        lambda: reverse("wagtailadmin_pages:edit", args=[ServicePageFactory().pk]),
        lambda: reverse(
            "wagtailadmin_pages:add",
            args=["cms", "practitionerpage", PractitionerIndexPage.objects.get().pk],
        ),
        lambda: reverse(
            "wagtailadmin_pages:add", args=["cms", "standardpage", HomePage.objects.get().pk]
        ),
        lambda: reverse("wagtailsnippets_cms_modality:list"),
        lambda: reverse("wagtailsnippets_cms_modality:edit", args=[ModalityFactory().pk]),
        lambda: reverse("wagtailimages:index"),
        lambda: reverse("wagtailimages:edit", args=[ImageFactory().pk]),
        lambda: reverse("wagtaildocs:index"),
        lambda: reverse("choose_practitioner:choose"),
        lambda: reverse("choose_service:choose_results") + "?q=breath",
    ],
)
def test_an_editor_works_and_a_client_does_not_get_in(signed_in, address):
    address = address()

    assert signed_in("Editors").get(address).status_code == 200
    refused = signed_in().get(address)
    assert refused.status_code == 302
    assert refused["Location"].startswith(reverse("wagtailadmin_login"))


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get(reverse("wagtailadmin_home")).status_code == 302


def publish_in_the_admin(browser, page):
    return browser.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        {
            "title": "Inês Duarte",
            "slug": page.slug,
            "practitioner": page.practitioner_id,
            "summary": "She breathes.",
            "story": "null",
            "approach": "null",
            "education-count": 0,
            "questions-count": 0,
            "comments-TOTAL_FORMS": 0,
            "comments-INITIAL_FORMS": 0,
            "action-publish": "1",
        },
    )


def test_what_a_moderator_publishes_is_listed(signed_in):
    page = PractitionerPageFactory(published=False)

    publish_in_the_admin(signed_in("Moderators"), page)

    page.refresh_from_db()
    page.practitioner.refresh_from_db()
    assert page.live
    assert page.practitioner.is_listed
    assert page.practitioner.summary == "She breathes."


def test_what_an_editor_may_not_publish_stays_a_draft(signed_in):
    page = PractitionerPageFactory(published=False)

    publish_in_the_admin(signed_in("Editors"), page)

    page.refresh_from_db()
    page.practitioner.refresh_from_db()
    assert not page.live
    assert not page.practitioner.is_listed


@pytest.mark.parametrize(
    ("group", "seen"),
    [
        ("Editors", []),
        ("Moderators", ["practitioners to review"]),
        ("Finance", ["sessions booked this week", "open orders"]),
    ],
)
def test_the_first_page_counts_what_its_reader_may_see(signed_in, group, seen):
    page = signed_in(group).get(reverse("wagtailadmin_home")).content.decode()

    assert re.findall(r"<b>\d+</b> <span>([^<]+)</span>", page) == seen


def test_a_page_without_bookings_is_deleted(signed_in):
    page = ServicePageFactory()

    signed_in(is_superuser=True).post(reverse("wagtailadmin_pages:delete", args=[page.pk]))

    assert not ServicePage.objects.filter(pk=page.pk).exists()
    page.service.refresh_from_db()
    assert not page.service.is_listed


def test_two_pages_cannot_share_a_slug_that_a_row_has():
    PractitionerFactory(slug="ines")
    page = PractitionerPageFactory(published=False)
    page.slug = "ines"

    with pytest.raises(Exception, match="taken"):
        page.full_clean()


def test_a_slug_that_is_an_address_is_refused():
    page = PractitionerPageFactory(published=False)
    page.slug = "apply"

    with pytest.raises(Exception, match="taken"):
        page.full_clean()


def test_a_page_stays_with_its_row():
    page = PractitionerPageFactory(published=False)
    page.practitioner = PractitionerFactory()

    with pytest.raises(Exception, match="stays with the row"):
        page.full_clean()


def test_a_service_lies_below_its_own_practitioner():
    page = ServicePageFactory(published=False)
    stranger = PractitionerPageFactory()
    page.move(stranger, pos="last-child")
    page = ServicePage.objects.get(pk=page.pk)

    with pytest.raises(Exception, match="another practitioner"):
        page.full_clean()
