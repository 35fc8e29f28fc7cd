"""What the database and the pages refuse."""

import pytest
from django.core.exceptions import ValidationError

from cms.models import Post, PostPage, PostTag, StreamPage
from tests.factories import (
    PostFactory,
    PostPageFactory,
    PractitionerFactory,
    ServiceFactory,
    StreamPageFactory,
)
from tests.refusals import refused

pytestmark = pytest.mark.django_db

REFUSED = {
    "post_that_is_listed_has_been_published": lambda: Post.objects.update(
        is_listed=True, published_at=None
    ),
    "cms_post.slug": lambda: Post.objects.update(slug="same"),
    "cms_streampage.practitioner_id": lambda: StreamPage.objects.update(
        practitioner=PractitionerFactory()
    ),
    "cms_postpage.post_id": lambda: PostPage.objects.update(post=PostFactory()),
    "cms_posttag.name": lambda: PostTag.objects.update(name="Sleep"),
    "cms_posttag.slug": lambda: PostTag.objects.update(slug="sleep"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    PostPageFactory.create_batch(2)
    PostTag.objects.create(name="Night", slug="night")
    PostTag.objects.create(name="Rest", slug="rest")

    with refused(name):
        REFUSED[name]()


def test_a_channel_lies_below_its_own_practitioner():
    page = StreamPageFactory()
    page.practitioner = PractitionerFactory()

    with pytest.raises(ValidationError, match="another practitioner's"):
        page.full_clean()


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
