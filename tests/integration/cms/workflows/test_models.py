import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import TaskState, Workflow

from tests.factories import ModalityFactory, PractitionerPageFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return member_of("Moderators")


def member_of(group):
    user = UserFactory()
    user.groups.add(Group.objects.get(name=group))
    return user


def submitted_by(user, thing):
    thing.save_revision(user=user)
    Workflow.objects.active().get().start(thing, user)
    return TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)


def test_a_moderator_approves_what_an_editor_submitted_and_it_is_published(moderator):
    page = PractitionerPageFactory(published=False)
    state = submitted_by(member_of("Editors"), page)

    state.task.specific.on_action(state, moderator, "approve")

    page.refresh_from_db()
    page.practitioner.refresh_from_db()
    assert page.live
    assert page.practitioner.is_listed


def test_a_moderator_sends_back_what_an_editor_submitted(moderator):
    page = PractitionerPageFactory(published=False)
    state = submitted_by(member_of("Editors"), page)

    state.task.specific.on_action(state, moderator, "reject", comment="Which school?")

    page.refresh_from_db()
    page.practitioner.refresh_from_db()
    assert not page.live
    assert not page.practitioner.is_listed


@pytest.mark.parametrize("action", ["approve", "reject"])
@pytest.mark.parametrize("is_superuser", [False, True])
def test_nobody_judges_what_they_submitted_themselves(moderator, action, is_superuser):
    moderator.is_superuser = is_superuser
    moderator.save()
    page = PractitionerPageFactory(published=False)
    state = submitted_by(moderator, page)

    with pytest.raises(PermissionDenied):
        state.task.specific.on_action(state, moderator, action)

    page.refresh_from_db()
    assert not page.live
    assert state.task.specific.get_actions(page, moderator) == []
    assert list(TaskState.objects.reviewable_by(moderator)) == []
    assert list(TaskState.objects.reviewable_by(member_of("Moderators"))) != []


def test_the_admin_does_not_approve_ones_own_submission_either(client, moderator):
    page = PractitionerPageFactory(published=False)
    state = submitted_by(moderator, page)
    client.force_login(moderator)

    address = reverse("wagtailadmin_pages:workflow_action", args=(page.pk, "approve", state.pk))
    client.post(address, {"comment": ""})

    page.refresh_from_db()
    assert not page.live


def test_an_editor_cannot_approve():
    page = PractitionerPageFactory(published=False)
    state = submitted_by(member_of("Editors"), page)

    assert state.task.specific.get_actions(page, member_of("Editors")) == []


def test_a_modality_goes_through_the_same_moderation(moderator):
    modality = ModalityFactory(live=False)
    state = submitted_by(member_of("Editors"), modality)

    state.task.specific.on_action(state, moderator, "approve")

    modality.refresh_from_db()
    assert modality.live
