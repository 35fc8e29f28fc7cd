"""What the database and the pages refuse."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from cms.models import (
    Comment,
    CommentReport,
    Like,
    Post,
    PostPage,
    PostTag,
    Save,
    StreamPage,
    View,
)
from tests.factories import (
    CommentFactory,
    CommentReportFactory,
    PostFactory,
    PostPageFactory,
    PractitionerFactory,
    PractitionerPageFactory,
    ServiceFactory,
    StreamPageFactory,
    UserFactory,
)
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def _twice(model, **fields):
    post, user = Post.objects.first(), UserFactory()
    for _ in range(2):
        model.objects.create(post=post, user=user, **fields)


REFUSED = {
    "post_that_is_listed_has_been_published": lambda: Post.objects.update(
        is_listed=True, published_at=None
    ),
    "post_that_is_archived_is_not_listed": lambda: Post.objects.update(archived_at=timezone.now()),
    "post_kind_is_known": lambda: Post.objects.update(kind="rumour"),
    "post_access_is_known": lambda: Post.objects.update(access="friends"),
    "like_once_each": lambda: _twice(Like, made_at=timezone.now()),
    "save_once_each": lambda: _twice(Save, made_at=timezone.now()),
    "view_once_each_a_day": lambda: [
        View.objects.create(post=Post.objects.first(), day="2027-03-01", viewer="x") for _ in "ab"
    ],
    "comment_has_words_unless_removed": lambda: Comment.objects.update(text=""),
    "comment_is_hidden_for_a_reason": lambda: Comment.objects.update(
        hidden_at=timezone.now(), hidden_by="author"
    ),
    "comment_does_not_answer_itself": lambda: Comment.objects.update(parent=F("id")),
    "comment_report_once_each": lambda: CommentReport.objects.update(reporter=UserFactory()),
    "comment_report_reason_is_known": lambda: CommentReport.objects.update(reason="rumour"),
    "cms_post.slug": lambda: Post.objects.update(slug="same"),
    "channel_is_told_by_one_page": lambda: StreamPage.objects.update(
        practitioner=PractitionerFactory()
    ),
    "post_is_told_by_one_page": lambda: PostPage.objects.update(post=PostFactory()),
    "cms_posttag.name": lambda: PostTag.objects.update(name="Sleep"),
    "cms_posttag.slug": lambda: PostTag.objects.update(slug="sleep"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    PostPageFactory.create_batch(2)
    PostTag.objects.create(name="Night", slug="night")
    PostTag.objects.create(name="Rest", slug="rest")
    comment = CommentFactory()
    CommentReportFactory.create_batch(2, comment=comment)

    with refused(name):
        REFUSED[name]()


def test_a_channel_lies_below_its_own_practitioner():
    with pytest.raises(ValidationError, match="another practitioner's"):
        StreamPageFactory(practitioner=PractitionerFactory(), parent=PractitionerPageFactory())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda: {"service": ServiceFactory()}, "This service is another practitioner's"),
        (lambda: {"kind": "live"}, "Say when it begins"),
    ],
)
def test_a_post_is_refused_what_does_not_fit(change, reason):
    page = PostPageFactory()
    for name, value in change().items():
        setattr(page, name, value)

    with pytest.raises(ValidationError, match=reason):
        page.full_clean()


def test_a_post_lies_below_the_channel_of_its_author():
    with pytest.raises(ValidationError, match="This post is another practitioner's"):
        PostPageFactory(parent=StreamPageFactory())


@pytest.mark.parametrize("access", ["followers", "purchasers"])
def test_what_is_not_for_everybody_is_not_in_wagtails_index_either(api, access):
    words = [{"type": "words", "value": "<p>The secret is chamomile.</p>"}]
    PostPageFactory(title="For everybody", body=words)
    PostPageFactory(title="For some", body=words, access=access)

    found = api().get("/api/v1/content/pages/", {"search": "chamomile"}).json()

    assert [one["title"] for one in found["items"]] == ["For everybody"]
