"""Comments in the back office."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from cms.models import Comment, CommentReport, Post
from tests.factories import CommentFactory, CommentReportFactory, UserFactory

pytestmark = pytest.mark.django_db
REASON = "Advertising."


@pytest.fixture
def signed_in(client):
    def sign_in(group):
        person = UserFactory()
        person.groups.add(Group.objects.get(name=group))
        client.force_login(person)
        return client

    return sign_in


def listing(client, **asked):
    return client.get(reverse("comments:index"), asked).content.decode()


def take(client, step, comment, **said):
    return client.post(reverse(f"comments:{step}", args=[comment.pk]), said)


def test_what_was_reported_comes_first(signed_in):
    CommentReportFactory(comment__text="Buy pills.")
    CommentFactory(text="I slept.")
    moderator = signed_in("Moderators")

    page = listing(moderator)

    assert page.index("Buy pills.") < page.index("I slept.")
    assert "I slept." not in listing(moderator, stands="reported")
    assert "I slept." in listing(moderator, stands="shown")


@pytest.mark.parametrize("stands", ["hidden", "hidden_by_author", "removed"])
def test_the_listing_is_narrowed(signed_in, stands):
    CommentFactory(text="I slept.")

    assert "I slept." not in listing(signed_in("Moderators"), stands=stands)


def test_a_moderator_hides_with_a_reason_and_shows_again(signed_in):
    report = CommentReportFactory()
    moderator, comment = signed_in("Moderators"), report.comment

    take(moderator, "hide", comment)
    assert Comment.objects.standing().exists()
    take(moderator, "hide", comment, reason=REASON)

    comment.refresh_from_db()
    assert (comment.hidden_by, comment.hidden_reason) == ("moderator", REASON)
    assert not CommentReport.objects.filter(settled_at=None).exists()
    assert Post.objects.get().comments == 0
    shown = moderator.get(reverse("comments:inspect", args=[comment.pk])).content.decode()
    assert "Advertising (decided)" in shown

    take(moderator, "show", comment)
    assert Post.objects.get().comments == 1


def test_a_moderator_lets_it_stand(signed_in):
    report = CommentReportFactory()

    take(signed_in("Moderators"), "dismiss-reports", report.comment)

    report.refresh_from_db()
    assert report.settled_at is not None
    assert Comment.objects.standing().exists()


@pytest.mark.parametrize(("group", "sees"), [("Support", True), ("Editors", False)])
def test_others_decide_nothing(signed_in, group, sees):
    report = CommentReportFactory()
    client = signed_in(group)

    take(client, "hide", report.comment, reason=REASON)

    assert Comment.objects.standing().exists()
    assert (client.get(reverse("comments:index")).status_code == 200) is sees
