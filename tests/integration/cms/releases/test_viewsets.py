import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from cms.models import Release
from cms.releases.states import ReleaseStatus
from tests.factories import UserFactory
from tests.factories.pages import StandardPageFactory
from tests.integration.cms.releases.test_operations import approved

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    """A browser at which somebody of one group sits."""

    def sit(group):
        user = UserFactory()
        user.groups.add(Group.objects.get(name=group))
        client.force_login(user)
        return client

    return sit


def step(name, made):
    return reverse(f"release:{name}", args=[made.pk])


def test_a_moderator_makes_a_release_fills_it_and_publishes_it(desk):
    page = StandardPageFactory(published=False, title="Spring is here")
    browser = desk("Moderators")
    browser.post(reverse("release:add"), {"name": "Spring"})
    made = Release.objects.get(name="Spring")
    thing = f"{page.get_base_content_type().pk}:{page.pk}"

    assert "Spring is here" in browser.get(step("add-item", made)).content.decode()
    browser.post(step("add-item", made), {"thing": thing})
    approved(page)
    shown = browser.get(reverse("release:inspect", args=[made.pk])).content.decode()
    assert "Spring is here" in shown
    browser.post(step("publish-now", made))

    made.refresh_from_db()
    assert made.status == ReleaseStatus.PUBLISHED
    page.refresh_from_db()
    assert page.live


def test_a_refusal_is_shown_by_title(desk):
    page = StandardPageFactory(published=False, title="Spring is here")
    browser = desk("Moderators")
    made = Release.objects.create(name="Spring")
    thing = f"{page.get_base_content_type().pk}:{page.pk}"
    browser.post(step("add-item", made), {"thing": thing})

    shown = browser.post(step("publish-now", made), follow=True).content.decode()

    assert "“Spring is here”: It has not been approved." in shown


def test_a_release_is_scheduled_taken_back_and_emptied(desk):
    page = StandardPageFactory(published=False)
    browser = desk("Moderators")
    made = Release.objects.create(name="Spring")
    approved(page, made)

    browser.post(step("schedule", made), {"publish_at": "2999-01-01 10:00"})
    made.refresh_from_db()
    assert made.status == ReleaseStatus.SCHEDULED
    browser.post(step("take-back", made))
    browser.post(step("remove-item", made), {"item": made.items.get().pk})

    made.refresh_from_db()
    assert made.status == ReleaseStatus.DRAFT
    assert not made.items.exists()


def test_an_editor_makes_no_release(desk):
    made = Release.objects.create(name="Spring")
    browser = desk("Editors")

    browser.post(reverse("release:add"), {"name": "Mine"})
    browser.post(step("publish-now", made))

    assert list(Release.objects.values_list("name", "status")) == [("Spring", "draft")]
