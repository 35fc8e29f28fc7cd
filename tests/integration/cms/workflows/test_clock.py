from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

from cms.workflows import clock
from tasks import publishing
from tests.factories.pages import ModalityFactory, PractitionerPageFactory, StandardPageFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def due_page(**fields):
    """A page that was to be published a minute ago."""
    return set_for(StandardPageFactory(published=False, **fields), minutes=-1)


def set_for(thing, *, minutes):
    thing.go_live_at = timezone.now() + timedelta(hours=1)
    thing.save_revision().publish()
    moment = timezone.now() + timedelta(minutes=minutes)
    revision = thing.get_latest_revision()
    revision.approved_go_live_at = moment
    revision.content["go_live_at"] = moment.isoformat()
    revision.save()
    return type(thing)._base_manager.get(pk=thing.pk)


def is_live(thing):
    return type(thing)._base_manager.get(pk=thing.pk).live


def test_what_is_due_is_published_and_what_is_not_waits():
    page, later = due_page(), set_for(StandardPageFactory(published=False), minutes=5)
    modality = set_for(ModalityFactory(live=False), minutes=-1)

    publishing.publish_what_is_due()

    assert (is_live(page), is_live(modality), is_live(later)) == (True, True, False)
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish.scheduled").exists()
    assert ModelLogEntry.objects.filter(action="wagtail.publish.scheduled").exists()


def test_what_is_over_is_unpublished():
    ended = timezone.now() - timedelta(minutes=1)
    page = PractitionerPageFactory(expire_at=ended)
    modality = ModalityFactory(expire_at=ended)
    stays = StandardPageFactory(expire_at=timezone.now() + timedelta(minutes=5))

    publishing.publish_what_is_due()

    page.refresh_from_db()
    page.practitioner.refresh_from_db()
    assert (page.live, page.expired, page.practitioner.is_listed) == (False, True, False)
    assert (is_live(modality), is_live(stays)) == (False, True)


def test_one_that_fails_does_not_keep_the_others_waiting(monkeypatch):
    broken, page = due_page(title="Broken"), due_page()
    publish = clock.Revision.publish

    def fail(self, *args, **kwargs):
        if self.object_str == "Broken":
            publish(self, *args, **kwargs)
            raise RuntimeError("cut off in the middle")
        publish(self, *args, **kwargs)

    monkeypatch.setattr(clock.Revision, "publish", fail)
    now = timezone.now()
    first, second = clock.due(now=now)

    with pytest.raises(RuntimeError):
        clock.publish(revision_id=first, now=now)
    clock.publish(revision_id=second, now=now)

    assert (is_live(broken), is_live(page)) == (False, True)
    monkeypatch.undo()
    publishing.publish_what_is_due()  # the next minute finds it again
    assert is_live(broken)


def test_what_was_taken_back_meanwhile_is_left_alone():
    page, now = due_page(), timezone.now()
    [revision_id] = clock.due(now=now)
    page.get_latest_revision().publish()
    page.refresh_from_db()
    page.unpublish()

    assert not clock.publish(revision_id=revision_id, now=now)
    assert not is_live(page)
    assert not clock.expire(label="wagtailcore.Page", key=str(page.pk), now=now)


@pytest.mark.django_db(transaction=True)
def test_two_clocks_publish_once():
    page, now = due_page(), timezone.now()
    [revision_id] = clock.due(now=now)

    def tick():
        return clock.publish(revision_id=revision_id, now=now)

    assert sorted(at_once(tick, tick)) == [False, True]
    published = PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish.scheduled")
    assert published.count() == 1
