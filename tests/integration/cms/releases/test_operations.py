from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Page

from cms.models import Release, StandardPage
from cms.releases import operations
from cms.releases.states import ReleaseStatus
from cms.workflows import moderation
from tests.factories import UserFactory
from tests.factories.pages import (
    PROFILE_WORDS,
    ModalityFactory,
    PractitionerPageFactory,
    StandardPageFactory,
)
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def moderator():
    user = UserFactory()
    user.groups.add(Group.objects.get(name="Moderators"))
    return user


def approved(thing, release=None):
    """Put in the release, submitted by somebody and approved by somebody else."""
    if thing.latest_revision is None:
        thing.save_revision()
    if release is not None:
        operations.add(release_id=release.pk, thing=thing)
    moderation.submit(thing=thing, user=UserFactory())
    moderation.approve(thing=thing, by=moderator())
    return thing


def draft_page(**fields):
    return StandardPageFactory(published=False, **fields)


def release(*things):
    made = Release.objects.create(name="Spring")
    for thing in things:
        approved(thing, made)
    return made


def publish(made, by=None):
    return operations.publish_now(release_id=made.pk, by=by or moderator(), now=timezone.now())


def status(made):
    made.refresh_from_db()
    return made.status


def is_live(thing):
    return type(thing)._base_manager.get(pk=thing.pk).live


def refusal(made, by=None):
    with pytest.raises(operations.ReleaseRefused) as refused:
        publish(made, by)
    return refused.value.details


def test_what_is_in_a_release_is_kept_when_it_is_approved_and_published_with_the_release():
    page, modality = draft_page(), ModalityFactory(live=False)
    profile = PractitionerPageFactory(published=False, modalities=[modality], **PROFILE_WORDS)
    made = release(profile, page, modality)
    assert not any(is_live(one) for one in (page, profile, modality))

    assert publish(made)

    assert all(is_live(one) for one in (page, profile, modality))
    assert status(made) == ReleaseStatus.PUBLISHED
    assert made.published_at is not None
    profile.practitioner.refresh_from_db()
    assert profile.practitioner.is_listed
    assert profile.practitioner.modalities == [modality.slug]  # published before its page


def test_what_is_in_no_release_is_published_when_it_is_approved():
    assert is_live(approved(draft_page()))


def test_a_release_is_published_at_its_time_and_not_before():
    page = draft_page()
    made, now = release(page), timezone.now()
    operations.schedule(
        release_id=made.pk, by=moderator(), publish_at=now + timedelta(hours=1), now=now
    )

    assert not operations.publish_due(release_id=made.pk, now=now)
    assert not is_live(page)
    assert operations.publish_due(release_id=made.pk, now=now + timedelta(hours=2))
    assert is_live(page)
    assert not operations.publish_due(release_id=made.pk, now=now + timedelta(hours=3))


def test_what_was_not_approved_holds_all_of_it_back():
    page, waiting = draft_page(), draft_page(title="Not looked at")
    made = release(page)
    operations.add(release_id=made.pk, thing=waiting)

    assert refusal(made) == {"Not looked at": ["It has not been approved."]}
    assert not is_live(page)
    assert status(made) == ReleaseStatus.DRAFT


def test_what_was_changed_since_is_named_until_it_is_taken_anew_and_approved():
    page = draft_page(title="Spring")
    made = release(page)
    page.introduction = "Other words."
    page.save_revision()

    assert refusal(made) == {"Spring": ["It has been changed since it was put into the release."]}
    page = StandardPage.objects.get(pk=page.pk)
    operations.add(release_id=made.pk, thing=page)
    assert refusal(made) == {"Spring": ["It has not been approved."]}
    approved(page)
    assert publish(made)
    page.refresh_from_db()
    assert page.introduction == "Other words."


def test_what_is_approved_anew_is_taken_over_by_a_draft_of_a_release():
    page = draft_page()
    made = release(page)
    page.introduction = "Other words."
    page.save_revision()

    approved(StandardPage.objects.get(pk=page.pk))

    assert publish(made)


def test_what_is_locked_is_named():
    page = draft_page(title="Spring")
    made = release(page)
    Page.objects.filter(pk=page.pk).update(locked=True, locked_by=UserFactory())

    assert refusal(made) == {"Spring": ["It is locked."]}


def test_who_may_not_publish_an_item_publishes_no_release_with_it():
    editor = UserFactory(email="editor@example.test")
    editor.groups.add(Group.objects.get(name="Editors"))
    made = release(draft_page(title="Spring"), ModalityFactory(live=False, name="Yoga"))

    reasons = refusal(made, by=editor)

    assert list(reasons) == ["Spring", "Yoga"]
    assert "may not publish it" in str(reasons)


def test_a_right_that_was_lost_meanwhile_stops_the_release():
    page, by, now = draft_page(), moderator(), timezone.now()
    made = release(page)
    operations.schedule(release_id=made.pk, by=by, publish_at=now, now=now)
    by.groups.clear()

    assert not operations.publish_due(release_id=made.pk, now=now)

    assert status(made) == ReleaseStatus.STOPPED
    assert "may not publish it" in made.stopped_because
    assert not is_live(page)


def test_what_was_deleted_stops_the_release():
    page, gone = draft_page(), draft_page(title="Gone")
    made = release(page, gone)
    gone.delete()

    assert refusal(made) == {"Gone": ["It has been deleted."]}


def test_what_has_a_date_of_its_own_is_named():
    page = draft_page(title="Spring", go_live_at=timezone.now() + timedelta(days=1))

    assert refusal(release(page)) == {"Spring": ["It has a date of its own."]}


def test_when_one_cannot_be_published_none_is(monkeypatch):
    """As when a row below refuses: what went before it is undone."""
    first, second = draft_page(), draft_page()
    made = release(first, second)
    clean_publish = StandardPage.full_clean

    def fail(self, *args, **kwargs):
        if self.pk == second.pk:
            raise RuntimeError("the second fails")
        clean_publish(self, *args, **kwargs)

    monkeypatch.setattr(StandardPage, "full_clean", fail)

    assert not publish(made)

    assert not is_live(first)
    assert not is_live(second)
    assert status(made) == ReleaseStatus.STOPPED
    assert made.stopped_because == "RuntimeError: the second fails"
    monkeypatch.undo()
    assert publish(made)
    assert is_live(first)


def test_a_scheduled_release_can_be_taken_back_and_changed():
    page = draft_page()
    made, now = release(page), timezone.now()
    operations.schedule(release_id=made.pk, by=moderator(), publish_at=now, now=now)
    with pytest.raises(operations.ReleaseNotInThisState):
        operations.remove(release_id=made.pk, item_id=made.items.get().pk)

    operations.take_back(release_id=made.pk)

    assert not operations.publish_due(release_id=made.pk, now=now)
    operations.remove(release_id=made.pk, item_id=made.items.get().pk)
    with pytest.raises(operations.ReleaseIsEmpty):
        publish(made)


def test_a_published_release_stays_as_it_is():
    page = draft_page()
    made = release(page)
    publish(made)

    with pytest.raises(operations.ReleaseNotInThisState):
        operations.add(release_id=made.pk, thing=draft_page())
    with pytest.raises(operations.ReleaseNotInThisState):
        operations.take_back(release_id=made.pk)
    with pytest.raises(operations.ReleaseNotInThisState):
        publish(made)


def test_nothing_is_in_two_releases():
    page = draft_page()
    release(page)
    other = Release.objects.create(name="Autumn")

    with pytest.raises(operations.InAnotherRelease):
        operations.add(release_id=other.pk, thing=page)


def test_what_has_no_draft_is_not_put_in():
    made = Release.objects.create(name="Spring")

    with pytest.raises(operations.NothingToRelease):
        operations.add(release_id=made.pk, thing=StandardPageFactory())
    with pytest.raises(operations.NothingToRelease):
        operations.add(release_id=made.pk, thing=ModalityFactory(live=False))


def test_what_is_not_there_is_said():
    made = Release.objects.create(name="Spring")

    with pytest.raises(operations.ReleaseNotFound):
        operations.take_back(release_id=0)
    with pytest.raises(operations.NotInTheRelease):
        operations.remove(release_id=made.pk, item_id=0)


@pytest.mark.django_db(transaction=True)
def test_of_two_clocks_one_publishes():
    page, now = draft_page(), timezone.now()
    made = release(page)
    operations.schedule(release_id=made.pk, by=moderator(), publish_at=now, now=now)

    def tick():
        return operations.publish_due(release_id=made.pk, now=now)

    assert sorted(at_once(tick, tick)) == [False, True]
    assert status(made) == ReleaseStatus.PUBLISHED
