import pytest
from wagtail.models import Page, PageViewRestriction

from cms.visibility import public_pages
from tests.factories import (
    PostPageFactory,
    PractitionerPageFactory,
    ServicePageFactory,
    StandardPageFactory,
)

pytestmark = pytest.mark.django_db


def titles():
    return set(public_pages().filter(depth__gt=3).values_list("title", flat=True))


@pytest.fixture
def ines():
    page = PractitionerPageFactory(title="Inês")
    ServicePageFactory(service__practitioner=page.practitioner, title="Massage")
    PostPageFactory(post__practitioner=page.practitioner, post__title="On sleep")
    return page.practitioner


def test_everything_of_a_listed_practitioner_is_public(ines):
    assert titles() == {"Inês", "Massage", "Notes on breathing", "On sleep"}


def test_nothing_of_a_suspended_practitioner_is(ines):
    type(ines).objects.update(status="suspended")

    assert titles() == set()


@pytest.mark.parametrize("status", ["paused", "archived", "draft"])
def test_the_page_of_a_service_that_is_not_sold_is_not_public(ines, status):
    ines.services.update(status=status)

    assert "Massage" not in titles()


def test_drafts_and_restricted_pages_are_not_public():
    StandardPageFactory(published=False, title="Draft")
    closed = StandardPageFactory(title="Closed")
    StandardPageFactory(parent=closed, title="Below")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.PASSWORD)

    assert not public_pages().filter(title__in=["Draft", "Closed", "Below"]).exists()


def test_some_of_a_kind_may_be_asked_for(ines):
    assert public_pages(Page.objects.filter(title="Inês")).count() == 1
