"""What lists of pages cost in the back office, whatever their length, and what they offer."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from cms.models import HelpIndexPage, HomePage, PractitionerIndexPage
from cms.pages.translating import page_buttons
from marketplace.practitioners import operations as practitioners
from tests.factories import (
    HelpPageFactory,
    PractitionerPageFactory,
    ServicePageFactory,
    StandardPageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

MOST = 40


@pytest.fixture(autouse=True)
def portuguese():
    return Locale.objects.get_or_create(language_code="pt")[0]


@pytest.fixture
def reader(client):
    """A browser signed in as somebody who reads all pages."""

    def sign_in(group):
        person = UserFactory(is_superuser=not group, first_name="Rita", last_name="Reads")
        if group:
            person.groups.add(Group.objects.get(name=group))
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def author(client):
    """A browser signed in as a practitioner who writes there, and their profile."""
    page = PractitionerPageFactory(title="Ana Reis")
    practitioners.give_desk(practitioner_id=page.practitioner_id)
    client.force_login(page.practitioner.user)
    return client, page


def cost(browser, address, rows):
    """What it costs when everything that is kept is kept, with so many rows shown."""
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = browser.get(address)
    assert answer.status_code == 200
    assert answer.content.decode().count("Hush ") >= rows
    return len(queries)


def profiles(count):
    for number in range(count):
        PractitionerPageFactory(title=f"Hush {number}")


def below(model):
    return reverse("wagtailadmin_explore", args=[model.topmost().pk])


ADDRESSES = {
    "explorer": lambda: below(PractitionerIndexPage),
    "explorer, searched": lambda: below(PractitionerIndexPage) + "?q=Hush",
    "search": lambda: reverse("wagtailadmin_pages:search") + "?q=Hush",
    "type": lambda: reverse("wagtailadmin_pages:type_use", args=["cms", "practitionerpage"]),
    "chooser": lambda: reverse(
        "wagtailadmin_choose_page_child", args=[PractitionerIndexPage.topmost().pk]
    ),
    "chooser, searched": lambda: reverse("wagtailadmin_choose_page_search") + "?q=Hush",
}


def test_a_list_of_pages_costs_the_same_for_three_and_twenty(reader):
    def costs(rows):
        return {
            (group, name): cost(reader(group), address(), rows)
            for group in ("", "Moderators", "Editors")
            for name, address in ADDRESSES.items()
        }

    profiles(3)
    three = costs(3)
    profiles(17)

    assert costs(20) == three
    assert max(three.values()) <= MOST


def test_a_list_of_several_types_costs_the_same(reader):
    def some(count):
        for number in range(count):
            StandardPageFactory(title=f"Hush {number}", published=bool(number % 2))
            HelpPageFactory(title=f"Hush {number}", parent=HelpIndexPage.topmost())

    browser, address = reader("Moderators"), ADDRESSES["search"]()
    some(2)
    few = cost(browser, address, 4)
    some(6)

    assert cost(browser, address, 16) == few <= MOST


@pytest.mark.parametrize(
    "address",
    [
        lambda page: reverse("wagtailadmin_explore", args=[page.pk]),
        lambda page: reverse("wagtailadmin_pages:search") + "?q=Hush",
        lambda page: reverse("wagtailadmin_choose_page_child", args=[page.pk]),
        lambda page: reverse("wagtailadmin_choose_page_search") + "?q=Hush",
    ],
)
def test_what_an_author_lists_costs_the_same_for_three_and_twenty(author, address):
    def services(count):
        for number in range(count):
            ServicePageFactory(
                service__practitioner=page.practitioner,
                title=f"Hush {number}",
                published=bool(number % 2),
            )

    browser, page = author
    services(3)
    three = cost(browser, address(page), 3)
    services(17)

    twenty = cost(browser, address(page), 20)

    assert twenty == three <= MOST


def test_staff_are_offered_to_filter_by_and_practitioners_are_not(reader):
    page = PractitionerPageFactory(practitioner__user__first_name="Zoe")
    Page.objects.filter(pk=page.pk).update(owner=page.practitioner.user)
    practitioners.give_desk(practitioner_id=page.practitioner_id)
    browser = reader("Editors")
    owner = UserFactory(first_name="Olga")
    owner.groups.add(Group.objects.get(name="Editors"))
    Page.objects.filter(pk=HomePage.topmost().pk).update(owner=owner)

    answer = browser.get(below(PractitionerIndexPage)).content.decode()

    assert "Olga" in answer
    assert "Zoe" not in answer


def test_an_author_is_not_told_who_else_owns_or_edits_pages(author):
    browser, page = author
    staff = UserFactory(first_name="Olga", is_superuser=True)
    Page.objects.filter(pk=HomePage.topmost().pk).update(owner=staff)
    other = PractitionerPageFactory(practitioner__user__first_name="Zoe")
    Page.objects.filter(pk=other.pk).update(owner=other.practitioner.user)

    answer = browser.get(reverse("wagtailadmin_explore", args=[page.pk])).content.decode()

    assert "Olga" not in answer
    assert "Zoe" not in answer


@pytest.mark.parametrize("address", ["explorer", "search"])
def test_a_page_without_a_translation_is_offered_to_be_translated(reader, address):
    profiles(1)
    page = Page.objects.get(title="Hush 0")

    answer = reader("").get(ADDRESSES[address]()).content.decode()

    assert reverse("wagtail_localize:submit_page_translation", args=[page.pk]) in answer


def test_a_page_in_every_language_is_not(reader, portuguese):
    page = StandardPageFactory(title="Hush")
    page.copy_for_translation(portuguese, copy_parents=True)

    answer = reader("").get(below(HomePage)).content.decode()

    assert reverse("wagtail_localize:submit_page_translation", args=[page.pk]) not in answer


def test_an_alias_is_no_translation(reader, portuguese):
    page = StandardPageFactory(title="Hush")
    page.copy_for_translation(portuguese, copy_parents=True, alias=True)

    answer = reader("").get(below(HomePage)).content.decode()

    assert reverse("wagtail_localize:submit_page_translation", args=[page.pk]) in answer


@pytest.mark.parametrize("enabled", [True, False])
def test_translations_that_are_kept_in_step_are_offered_to_be_renewed(reader, portuguese, enabled):
    page = StandardPageFactory(title="Hush")
    source, _ = TranslationSource.get_or_create_from_instance(page)
    Translation.objects.create(source=source, target_locale=portuguese, enabled=enabled)

    answer = reader("").get(below(HomePage)).content.decode()

    renewed = reverse("wagtail_localize:update_translations", args=[source.pk])
    assert (renewed in answer) == enabled


def test_who_may_not_translate_is_offered_nothing(author):
    browser, page = author
    ServicePageFactory(service__practitioner=page.practitioner, title="Hush")

    answer = browser.get(reverse("wagtailadmin_explore", args=[page.pk])).content.decode()

    assert "localize/submit" not in answer


def test_a_page_that_was_not_listed_is_answered_as_ever():
    page = StandardPageFactory()

    buttons = list(page_buttons(page, UserFactory(is_superuser=True)))

    assert [button.label for button in buttons] == ["Translate this page"]


@pytest.mark.parametrize("published", [True, False])
@pytest.mark.parametrize("has_children", [True, False])
def test_an_author_moves_and_deletes_only_what_nobody_saw(author, published, has_children):
    _, page = author
    service = ServicePageFactory(service__practitioner=page.practitioner, published=published)
    if has_children:
        service.add_child(instance=Page(title="Below", slug="below", live=True))
    rights = Page.objects.get(pk=service.pk).specific.permissions_for_user(page.practitioner.user)

    assert rights.can_delete(ignore_bulk=True) == (not published and not has_children)
