import pytest
from wagtail.models import Page, PageViewRestriction

from cms.pages.visibility import about_what_is_not_public, hidden_pages, public_pages
from tests.factories import (
    PostPageFactory,
    PractitionerPageFactory,
    ServicePageFactory,
    StandardPageFactory,
)

pytestmark = pytest.mark.django_db


def titles():
    """What both ways to ask say alike: about the page at hand, and by keys."""
    found = [
        set(Page.objects.live().exclude(hidden).filter(depth__gt=3).values_list("title", flat=True))
        for hidden in (about_what_is_not_public(), hidden_pages())
    ]
    assert found[0] == found[1]
    return found[0]


@pytest.fixture
def ines():
    page = PractitionerPageFactory(title="Inês")
    ServicePageFactory(service__practitioner=page.practitioner, title="Massage")
    PostPageFactory(post__practitioner=page.practitioner, post__title="On sleep")
    return page.practitioner


def test_everything_of_a_listed_practitioner_is_public(ines):
    assert titles() == {"Inês", "Massage", "Notes on breathing", "On sleep"}


@pytest.mark.parametrize("said", [{"status": "suspended"}, {"is_listed": False}])
def test_nothing_of_a_practitioner_who_is_not_listed_is(ines, said):
    of_another = PostPageFactory(post__title="Of another")
    type(ines).objects.filter(pk=ines.pk).update(**said)

    profile, channel = of_another.get_ancestors().filter(depth__gt=3)
    assert titles() == {profile.title, channel.title, "Of another"}


@pytest.mark.parametrize(
    "said",
    [{"status": "paused"}, {"status": "archived"}, {"status": "draft"}, {"is_listed": False}],
)
def test_the_page_of_a_service_that_is_not_sold_is_not_public(ines, said):
    service = ServicePageFactory(service__practitioner=ines, title="Acupuncture").service
    ines.services.exclude(pk=service.pk).update(**said)

    assert titles() == {"Inês", "Acupuncture", "Notes on breathing", "On sleep"}


def test_drafts_and_restricted_pages_are_not_public():
    StandardPageFactory(published=False, title="Draft")
    closed = StandardPageFactory(title="Closed")
    StandardPageFactory(parent=closed, title="Below")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.PASSWORD)

    assert not public_pages().filter(title__in=["Draft", "Closed", "Below"]).exists()


def test_some_of_a_kind_may_be_asked_for(ines):
    assert public_pages(Page.objects.filter(title="Inês")).count() == 1
