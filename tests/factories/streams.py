import factory
from django.db.models import F
from django.utils import timezone

from cms.models import Comment, CommentReport, Post
from tests.factories.accounts import UserFactory
from tests.factories.pages import PostFactory


class CommentFactory(factory.django.DjangoModelFactory):
    """Something said just now below a listed post, and counted there."""

    class Meta:
        model = Comment
        skip_postgeneration_save = True

    post = factory.SubFactory(PostFactory, listed=True)
    author = factory.SubFactory(UserFactory)
    text = "I slept."
    written_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def counted(self, create, extracted, **given):
        """The post knows how many everybody reads."""
        if self.is_shown:
            Post.objects.filter(pk=self.post.pk).update(comments=F("comments") + 1)


class CommentReportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CommentReport

    comment = factory.SubFactory(CommentFactory)
    reporter = factory.SubFactory(UserFactory)
    reason = "spam"
    made_at = factory.LazyFunction(timezone.now)
