"""What publishing makes of a post."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cms.models import Post
from cms.streams import operations
from cms.streams.events import PostPublished
from cms.streams.values import PostWords
from estuary.kernel import db
from estuary.kernel.models import OutboxEvent
from tests.factories import (
    ImageFactory,
    ModalityFactory,
    PostFactory,
    PostPageFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db


def facts():
    return list(OutboxEvent.objects.filter(name=PostPublished.name).values_list("payload", flat=1))


def test_publishing_a_post_lists_it_under_its_words():
    post = PostFactory(slug="sleep")
    service = ServiceFactory(practitioner=post.practitioner)
    begins = timezone.now() + timedelta(days=3)

    PostPageFactory(
        post=post,
        title="Sleep better",
        slug="sleep-better",
        teaser="Slowly.",
        kind="live",
        access="followers",
        starts_at=begins,
        picture=ImageFactory(),
        modalities=[ModalityFactory(slug="breathwork"), ModalityFactory(slug="off", live=False)],
        tags=["Sleep", "before bed", "sleep"],
        service=service,
    )

    post.refresh_from_db()
    assert post.is_listed
    assert (post.title, post.slug, post.teaser) == ("Sleep better", "sleep-better", "Slowly.")
    assert (post.kind, post.access, post.starts_at) == ("live", "followers", begins)
    assert (post.picture["width"], post.picture["height"]) == (480, 360)
    assert post.modalities == ["breathwork"]
    assert post.tags == ["before bed", "sleep"]
    assert post.service == service


def test_the_first_publication_is_told_of_once():
    page = PostPageFactory()
    post = page.post
    post.refresh_from_db()
    first = post.published_at

    page.save_revision().publish()
    page.unpublish()
    page.save_revision().publish()

    post.refresh_from_db()
    assert post.published_at == first
    assert facts() == [{"post_id": post.pk, "practitioner_id": post.practitioner_id}]


def test_a_draft_tells_nobody():
    page = PostPageFactory(published=False)

    page.post.refresh_from_db()
    assert not page.post.is_listed
    assert facts() == []


@pytest.mark.parametrize("step", [lambda page: page.unpublish(), lambda page: page.delete()])
def test_what_is_unpublished_is_off_the_lists(step):
    page = PostPageFactory()

    step(page)

    page.post.refresh_from_db()
    assert not page.post.is_listed


def test_publishing_works_inside_a_transaction_too():
    page = PostPageFactory(published=False)

    with db.in_transaction():
        page.get_latest_revision().publish()

    page.post.refresh_from_db()
    assert page.post.is_listed


def test_a_slug_that_another_post_has_gets_a_number():
    PostFactory(slug="sleep")
    PostFactory(slug="sleep-2")
    post = PostFactory()

    operations.publish(
        post_id=post.pk, words=PostWords(title="Sleep", slug="sleep"), now=timezone.now()
    )

    post.refresh_from_db()
    assert post.slug == "sleep-3"


@pytest.mark.parametrize("reserved", ["saved", "mine", "feeds"])
def test_an_address_of_ours_is_no_slug(reserved):
    post = PostFactory()

    operations.publish(
        post_id=post.pk, words=PostWords(title="Mine", slug=reserved), now=timezone.now()
    )

    post.refresh_from_db()
    assert post.slug == f"{reserved}-2"


def test_publishing_leaves_the_counters_alone():
    page = PostPageFactory()
    stale = Post.objects.get(pk=page.post_id)
    Post.objects.filter(pk=stale.pk).update(likes=5, comments=2, saves=1, views=9)

    page.save_revision().publish()

    counted = Post.objects.values_list("likes", "comments", "saves", "views").get(pk=stale.pk)
    assert counted == (5, 2, 1, 9)


def test_an_old_revision_brings_back_words_and_no_facts():
    page = PostPageFactory(teaser="First.")
    old = page.get_latest_revision()
    page.teaser = "Second."
    page.save_revision().publish()
    Post.objects.update(likes=3)

    old.publish()

    post = Post.objects.get()
    assert (post.teaser, post.likes) == ("First.", 3)


def test_what_was_archived_is_back_when_it_is_published_again():
    page = PostPageFactory()
    page.unpublish()
    Post.objects.update(archived_at=timezone.now())

    page.save_revision().publish()

    assert Post.objects.filter(is_listed=True, archived_at=None).exists()


@pytest.mark.parametrize("step", ["publish", "unpublish"])
def test_a_post_that_is_not_there_is_refused(step):
    said = {"words": PostWords(title="x", slug="x"), "now": timezone.now()}
    with pytest.raises(operations.PostNotFound):
        getattr(operations, step)(post_id=0, **(said if step == "publish" else {}))
