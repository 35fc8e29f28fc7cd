"""Many at once: the counters are what is there."""

import time

import pytest
from django.utils import timezone

from cms.models import Comment, Like, Post, Save
from cms.streams import commenting, reacting
from marketplace.followers import operations as followers
from tests.factories import PostFactory, PostPageFactory, UserFactory
from tests.threads import at_once

RACERS = 8


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("gesture", "model", "counter"),
    [(reacting.like, Like, "likes"), (reacting.save, Save, "saves")],
)
def test_one_person_pressing_many_times_at_once_counts_once(gesture, model, counter):
    """Guard: the insert ON CONFLICT DO NOTHING, which tells one of them that it was the first."""
    post, reader = PostFactory(listed=True), UserFactory()

    results = at_once(*[lambda: gesture(name=post.slug, by=reader, now=timezone.now())] * RACERS)

    assert [one for one in results if isinstance(one, Exception)] == []
    assert model.objects.count() == 1
    assert getattr(Post.objects.get(), counter) == 1


@pytest.mark.django_db(transaction=True)
def test_many_people_at_once_all_count():
    """Guard: the counter is moved by F(), never written from what was read."""
    post, readers = PostFactory(listed=True), UserFactory.create_batch(RACERS)

    def come(reader):
        return lambda: [
            reacting.like(name=post.slug, by=reader, now=timezone.now()),
            commenting.write(name=post.slug, by=reader, text="Good.", now=timezone.now()),
        ]

    results = at_once(*map(come, readers))

    assert [one for one in results if isinstance(one, Exception)] == []
    counted = Post.objects.get()
    assert (counted.likes, counted.comments) == (RACERS, RACERS)
    assert not Post.objects.miscounted().exists()


@pytest.mark.django_db(transaction=True)
def test_taking_back_many_times_at_once_counts_once():
    post, reader = PostFactory(listed=True), UserFactory()
    reacting.like(name=post.slug, by=reader, now=timezone.now())
    reacting.like(name=post.slug, by=UserFactory(), now=timezone.now())

    at_once(*[lambda: reacting.unlike(name=post.slug, by=reader)] * RACERS)

    assert Post.objects.get().likes == 1


@pytest.mark.django_db(transaction=True)
def test_hiding_and_removing_a_comment_at_once_counts_it_no_more_once(monkeypatch):
    """Guard: the lock on the comment, under which it is seen whether it was shown."""
    post, writer = PostFactory(listed=True), UserFactory()
    for _ in range(RACERS):
        comment = commenting.write(name=post.slug, by=writer, text="x", now=timezone.now())

    change = commenting._change

    def slowly(*said):
        time.sleep(0.2)  # so that all have looked at the comment before the first writes
        return change(*said)

    monkeypatch.setattr(commenting, "_change", slowly)

    def remove():
        commenting.remove(
            name=post.slug, comment_id=comment.public_id, by=writer, now=timezone.now()
        )

    at_once(
        lambda: commenting.hide_as_moderator(
            comment_id=comment.pk, reason="Spam.", now=timezone.now()
        ),
        *[remove] * RACERS,
    )

    assert Post.objects.get().comments == RACERS - 1
    assert Comment.objects.standing().count() == RACERS - 1


@pytest.mark.django_db(transaction=True)
def test_publishing_again_loses_nothing_that_is_counted_meanwhile():
    """Guards: publishing holds the row, and writes the words it takes over and no counter."""
    page = PostPageFactory(post__practitioner__user__first_name="Inês")
    post, readers = page.post, UserFactory.create_batch(RACERS)

    def come(reader):
        def all_at_once():
            now = timezone.now()
            reacting.like(name=post.slug, by=reader, now=now)
            commenting.write(name=post.slug, by=reader, text="Good.", now=now)
            reacting.save(name=post.slug, by=reader, now=now)
            reacting.view(name=post.slug, by=reader, token="", address="", now=now)
            followers.follow(name=post.practitioner.slug, by=reader)

        return all_at_once

    def publish_again(page):
        def publish():
            for _ in range(RACERS):
                page.get_latest_revision().publish()

        return publish

    pages = [page, page.get_parent().get_parent().specific]
    results = at_once(*map(publish_again, pages), *map(come, readers))

    assert [one for one in results if isinstance(one, Exception)] == []
    post = Post.objects.select_related("practitioner").get()
    assert (post.likes, post.comments, post.saves, post.views) == (RACERS,) * 4
    assert post.practitioner.followers_count == RACERS
    assert not Post.objects.miscounted().exists()
