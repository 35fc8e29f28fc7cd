from datetime import timedelta

import pytest
from django.utils import timezone

from cms.models import Like, Post, View
from tasks import streams
from tests.factories import CommentFactory, PostFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_counters_that_are_wrong_are_mended_and_said_aloud(caplog):
    right, wrong = PostFactory(listed=True), PostFactory(listed=True)
    for post in (right, wrong):
        CommentFactory(post=post)
        CommentFactory(post=post, hidden_at=timezone.now(), hidden_by="author", hidden_reason="x")
        Like.objects.create(post=post, user=UserFactory(), made_at=timezone.now())
    Post.objects.filter(pk=right.pk).update(likes=1)
    Post.objects.filter(pk=wrong.pk).update(likes=7, saves=2, comments=0)

    streams.recount_streams.call_local()

    for post in (right, wrong):
        post.refresh_from_db()
        assert (post.likes, post.saves, post.comments) == (1, 0, 1)
    assert [record.args[0] for record in caplog.records if record.name == "tasks.streams"] == [
        wrong.pk
    ]


def test_looks_are_forgotten_and_stay_counted():
    post = PostFactory(listed=True, views=2)
    today = timezone.now().date()
    View.objects.create(post=post, day=today - timedelta(days=41), viewer="a")
    View.objects.create(post=post, day=today - timedelta(days=39), viewer="b")

    streams.forget_views.call_local()

    assert [view.viewer for view in View.objects.all()] == ["b"]
    post.refresh_from_db()
    assert post.views == 2
