"""What is said below streams."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cms.models import Comment, CommentReport, Post
from cms.streams import commenting
from cms.streams.events import CommentReported, CommentWritten
from estuary.kernel.models import OutboxEvent
from tests.factories import CommentFactory, CommentReportFactory, PostFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return PostFactory(slug="sleep", listed=True)


def address(comment=None, step=""):
    below = f"{comment.public_id}/{step}" if comment else ""
    return f"/api/v1/streams/sleep/comments/{below}"


def data(response):
    assert response.status_code == 200, response.json()
    return response.json()["data"]


def said(comment):
    return Comment.objects.get(pk=comment.pk)


def count():
    return Post.objects.get(slug="sleep").comments


def facts(event):
    return OutboxEvent.objects.filter(name=event.name).count()


def test_somebody_says_something(api, post):
    writer = UserFactory(first_name="Clara", last_name="Reis")

    answer = api(writer).post(address(), {"text": "  I slept. "})

    assert answer.status_code == 201
    card = answer.json()["data"]
    assert card["text"] == "I slept."
    assert card["author"] == {"name": "Clara R.", "is_practitioner": False, "is_you": True}
    assert (card["state"], card["replies"], card["reply_to"]) == ("shown", [], None)
    assert count() == 1
    assert facts(CommentWritten) == 1
    [listed] = data(api().get(address()))["results"]
    assert (listed["id"], listed["author"]["is_you"]) == (card["id"], False)


def test_the_author_speaks_under_the_name_they_work_under(api, post):
    api(post.practitioner.user).post(address(), {"text": "Thank you."})

    [card] = data(api().get(address()))["results"]
    assert (card["author"]["name"], card["author"]["is_practitioner"]) == ("Inês Duarte", True)


def test_a_comment_is_answered_and_an_answer_is_not(api, post):
    root = CommentFactory(post=post)
    writer = api(UserFactory())

    reply = writer.post(address(), {"text": "Me too.", "reply_to": root.public_id})

    assert reply.json()["data"]["reply_to"] == str(root.public_id)
    again = writer.post(address(), {"text": "So?", "reply_to": reply.json()["data"]["id"]})
    assert (again.status_code, again.json()["code"]) == (409, "reply_to_reply")
    elsewhere = CommentFactory()
    lost = writer.post(address(), {"text": "So?", "reply_to": elsewhere.public_id})
    assert lost.json()["code"] == "comment_not_found"
    [card] = data(api().get(address()))["results"]
    assert card["replies_count"] == 1
    assert [one["text"] for one in card["replies"]] == ["Me too."]


@pytest.mark.parametrize(
    "wrong", [{"text": " "}, {"text": "x" * 2001}, {}, {"text": "a", "post": 3}], ids=len
)
def test_what_cannot_be_said_is_refused(api, post, wrong):
    assert api(UserFactory()).post(address(), wrong).status_code == 400


def test_who_is_not_signed_in_says_nothing(api, post):
    assert api().post(address(), {"text": "x"}).status_code == 401


def test_who_may_not_read_may_not_comment(api):
    PostFactory(slug="sleep", listed=True, access="purchasers")

    answer = api(UserFactory()).post(address(), {"text": "x"})

    assert (answer.status_code, answer.json()["code"]) == (403, "access_needed")
    assert answer.json()["errors"] == {"access": ["purchasers"]}


def test_only_so_much_is_said_at_once(api, post, settings):
    settings.THROTTLE_COMMENTS = "2/minute"
    writer = api(UserFactory())
    for _ in range(2):
        assert writer.post(address(), {"text": "x"}).status_code == 201

    assert writer.post(address(), {"text": "x"}).status_code == 429
    assert writer.get(address()).status_code == 200
    assert api(UserFactory()).post(address(), {"text": "x"}).status_code == 201


def test_a_list_costs_the_same_however_long(api, post, django_assert_num_queries):
    def more():
        root = CommentFactory(post=post)
        CommentFactory.create_batch(2, post=post, parent=root)

    more()
    with django_assert_num_queries(3):  # the post, the comments, their first replies
        api().get(address())
    more()
    more()
    with django_assert_num_queries(3):
        api().get(address())
    reader = api(UserFactory())
    with django_assert_num_queries(4):
        reader.get(address())


def test_three_replies_stand_with_a_comment_and_all_have_an_address(
    api, post, django_assert_num_queries
):
    root = CommentFactory(post=post)
    for number in range(5):
        CommentFactory(
            post=post,
            parent=root,
            text=f"{number}",
            written_at=timezone.now() + timedelta(seconds=number),
        )

    [card] = data(api().get(address()))["results"]
    assert (card["replies_count"], [one["text"] for one in card["replies"]]) == (5, ["0", "1", "2"])
    with django_assert_num_queries(3):
        replies = data(api().get(address(root, "replies/")))
    assert [one["text"] for one in replies["results"]] == ["0", "1", "2", "3", "4"]
    assert count() == 6


def test_the_newest_come_first(api, post):
    for number in range(3):
        CommentFactory(
            post=post, text=f"{number}", written_at=timezone.now() + timedelta(minutes=number)
        )

    first = data(api().get(address(), {"page_size": 2}))
    assert [one["text"] for one in first["results"]] == ["2", "1"]
    assert [one["text"] for one in data(api().get(first["next"]))["results"]] == ["0"]


def test_words_are_changed_for_ten_minutes(api, post):
    comment = CommentFactory(post=post)
    writer = api(comment.author)

    changed = data(writer.patch(address(comment), {"text": "I slept well."}))

    assert changed["text"] == "I slept well."
    assert changed["edited_at"] is not None
    Comment.objects.update(written_at=timezone.now() - timedelta(minutes=11))
    late = writer.patch(address(comment), {"text": "I did not."})
    assert (late.status_code, late.json()["code"]) == (409, "comment_too_old")
    assert said(comment).text == "I slept well."


@pytest.mark.parametrize("step", ["patch", "delete"])
def test_what_others_said_is_not_there_to_be_changed(api, post, step):
    comment = CommentFactory(post=post)

    for other in (UserFactory(), post.practitioner.user):
        answer = getattr(api(other), step)(address(comment), {"text": "x"})
        assert answer.json()["code"] == "comment_not_found"
    assert said(comment).text == "I slept."


def test_what_is_removed_is_gone(api, post):
    comment = CommentFactory(post=post)

    assert api(comment.author).delete(address(comment)).status_code == 200

    assert said(comment).text == ""
    assert data(api().get(address()))["results"] == []
    assert count() == 0
    assert api(comment.author).delete(address(comment)).status_code == 404


def test_what_was_answered_stands_as_removed(api, post):
    comment = CommentFactory(post=post)
    CommentFactory(post=post, parent=comment, text="Good for you.")

    api(comment.author).delete(address(comment))

    [card] = data(api().get(address()))["results"]
    assert (card["state"], card["text"], card["author"]) == ("removed", None, None)
    assert card["replies"][0]["text"] == "Good for you."
    assert count() == 1


def test_authors_hide_what_stands_below_their_streams(api, post):
    comment = CommentFactory(post=post, text="Buy pills.")
    author = api(post.practitioner.user)

    data(author.post(address(comment, "hide/"), {"reason": "Advertising."}))

    assert data(api().get(address()))["results"] == []
    assert data(api(UserFactory()).get(address()))["results"] == []
    assert count() == 0
    for concerned in (author, api(comment.author)):
        [card] = data(concerned.get(address()))["results"]
        assert card["text"] == "Buy pills."
        assert card["hidden"] == {"by": "author", "reason": "Advertising."}
    refused = api(comment.author).patch(address(comment), {"text": "Buy more."})
    assert refused.json()["code"] == "comment_is_hidden"
    again = author.post(address(comment, "hide/"), {"reason": "x"})
    assert again.json()["code"] == "comment_is_hidden"

    data(author.delete(address(comment, "hide/")))

    assert count() == 1
    assert author.delete(address(comment, "hide/")).json()["code"] == "comment_is_shown"


def test_nobody_else_hides(api, post):
    comment = CommentFactory(post=post)

    for other in (UserFactory(), comment.author, PostFactory().practitioner.user):
        for answer in (
            api(other).post(address(comment, "hide/"), {"reason": "x"}),
            api(other).delete(address(comment, "hide/")),
        ):
            assert answer.json()["code"] == "comment_not_found"


def test_what_a_moderator_hid_only_a_moderator_shows(api, post):
    comment = CommentFactory(post=post)
    commenting.hide_as_moderator(comment_id=comment.pk, reason="Insult.", now=timezone.now())

    refused = api(post.practitioner.user).delete(address(comment, "hide/"))

    assert (refused.status_code, refused.json()["code"]) == (409, "hidden_by_moderator")
    commenting.show_as_moderator(comment_id=comment.pk)
    assert count() == 1


def test_a_moderator_takes_over_what_the_author_hid(api, post):
    comment = CommentFactory(post=post)
    api(post.practitioner.user).post(address(comment, "hide/"), {"reason": "x"})

    commenting.hide_as_moderator(comment_id=comment.pk, reason="Insult.", now=timezone.now())

    assert (said(comment).hidden_by, said(comment).hidden_reason) == ("moderator", "Insult.")
    assert count() == 0


def test_what_is_removed_while_hidden_is_counted_no_more_once(api, post):
    comment = CommentFactory(post=post)
    commenting.hide_as_moderator(comment_id=comment.pk, reason="x", now=timezone.now())

    api(comment.author).delete(address(comment))

    assert count() == 0
    with pytest.raises(commenting.CommentNotFound):
        commenting.show_as_moderator(comment_id=comment.pk)


def test_a_comment_is_reported_once_each(api, post):
    comment = CommentFactory(post=post)
    reader = api(UserFactory())

    for _ in range(2):
        assert reader.post(address(comment, "report/"), {"reason": "spam"}).status_code == 200
    api(UserFactory()).post(address(comment, "report/"), {"reason": "abuse", "note": "Look."})

    assert CommentReport.objects.count() == 2
    assert facts(CommentReported) == 1
    own = api(comment.author).post(address(comment, "report/"), {"reason": "spam"})
    assert own.json()["code"] == "own_comment"
    assert count() == 1


def test_reports_are_dismissed_or_settled_by_hiding(post):
    first, second = CommentReportFactory.create_batch(2, comment__post=post)

    commenting.dismiss_reports(comment_id=first.comment_id, now=timezone.now())
    commenting.hide_as_moderator(comment_id=second.comment_id, reason="Spam.", now=timezone.now())

    assert not CommentReport.objects.filter(settled_at=None).exists()
    with pytest.raises(commenting.NothingReported):
        commenting.dismiss_reports(comment_id=first.comment_id, now=timezone.now())


def test_a_counter_that_is_wrong_is_found(post):
    CommentFactory(post=post)
    assert not Post.objects.miscounted().exists()

    Post.objects.update(comments=2)

    assert Post.objects.miscounted().get() == post
