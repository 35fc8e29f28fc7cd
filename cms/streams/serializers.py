from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cms.library.pictures import picture
from cms.pages import drafts
from cms.pages.serializers import NewWords, ReviewCard, optional_text, slugs
from cms.streams import authoring
from cms.streams.media import StreamMedia, media_of
from cms.streams.models import Post, PostPage
from cms.streams.policies import BLOCKS_AT_MOST, COMMENT_AT_MOST, TAG_AT_MOST
from cms.streams.responses import Comment
from cms.streams.states import Access, CommentState, HiddenBy, PostKind, ReportReason
from estuary.kernel.api.schemas import PictureField
from estuary.kernel.api.serializers import InstantField, StrictSerializer
from marketplace.accounts.models import User
from marketplace.accounts.serializers import one_line
from marketplace.catalogue.states import ServiceStatus
from marketplace.packages.serializers import ServiceName
from marketplace.practitioners.serializers import PractitionerName


class StreamCard(serializers.ModelSerializer):
    """What lists show of a stream to whoever asks; the teaser is for everybody."""

    id = serializers.UUIDField(source="public_id")
    practitioner = PractitionerName()
    cover = PictureField(source="picture", allow_null=True)
    can_access = serializers.BooleanField(help_text="Whether you may have the whole of it.")
    tags = serializers.ListField(child=serializers.CharField(), help_text="In small letters.")
    is_liked = serializers.BooleanField(help_text="By you.")
    is_saved = serializers.BooleanField(help_text="By you.")
    service = serializers.SerializerMethodField(help_text="Null unless it is on sale.")

    class Meta:
        model = Post
        fields = [
            "id",
            "slug",
            "kind",
            "title",
            "teaser",
            "practitioner",
            "cover",
            "access",
            "can_access",
            "published_at",
            "starts_at",
            "duration_seconds",
            "modalities",
            "tags",
            "likes",
            "saves",
            "comments",
            "is_liked",
            "is_saved",
            "service",
        ]
        read_only_fields = fields

    @extend_schema_field(ServiceName(allow_null=True))
    def get_service(self, post: Post) -> dict[str, Any] | None:
        service = post.service
        if service is None or not service.is_listed or service.status != ServiceStatus.ACTIVE:
            return None
        return dict(ServiceName(service).data)


class Block(serializers.Serializer):
    """One block of a body; what `value` holds depends on `type`."""

    type = serializers.CharField()
    value = serializers.JSONField(help_text="As the content API shows a block of this type.")
    id = serializers.CharField()


class StreamDetail(StreamCard):
    """The card, with the whole of it for whoever may have it."""

    body = serializers.SerializerMethodField(help_text="Null where `can_access` is false.")
    media = serializers.SerializerMethodField(help_text="Null where `can_access` is false.")

    class Meta(StreamCard.Meta):
        fields = [*StreamCard.Meta.fields, "body", "media"]
        read_only_fields = fields

    @extend_schema_field(Block(many=True, allow_null=True))
    def get_body(self, post: Post) -> list[dict[str, Any]] | None:
        if not post.can_access:  # type: ignore[attr-defined]
            return None
        page = _page(post)
        return page.body.stream_block.get_api_representation(
            page.body, {"request": self.context.get("request"), "locale": page.locale_id}
        )

    @extend_schema_field(StreamMedia(many=True, allow_null=True))
    def get_media(self, post: Post) -> list[dict[str, Any]] | None:
        if not post.can_access:  # type: ignore[attr-defined]
            return None
        return media_of(_page(post), now=timezone.now())

    def to_representation(self, instance: Post) -> dict[str, Any]:
        """What the card says too is said in the language that is asked for."""
        said: dict[str, Any] = super().to_representation(instance)
        page = _page(instance)
        return said if page.tells_row else said | {"title": page.title, "teaser": page.teaser}


def _page(post: Post) -> PostPage:
    """The page in the language that was asked for, or that which tells the post."""
    page: PostPage = post.page_read  # type: ignore[attr-defined]
    return page


class NewBlock(StrictSerializer):
    """One block of a body. With the `id` it had, it keeps it."""

    type = serializers.CharField(max_length=40)
    value = serializers.JSONField(default=None, allow_null=True, help_text="See docs/api.md.")
    id = serializers.CharField(max_length=40, default="", allow_blank=True)


class StreamChanges(NewWords):
    """What an author says in a stream; all of it waits for approval."""

    title = serializers.CharField(max_length=160, validators=[one_line])
    kind = serializers.ChoiceField(PostKind.choices, default=PostKind.ARTICLE)
    access = serializers.ChoiceField(Access.choices, default=Access.FREE)
    teaser = optional_text(400, help_text="What everybody reads, whoever may have the rest.")
    body = NewBlock(many=True, default=list, max_length=BLOCKS_AT_MOST)  # type: ignore[call-arg]
    media = serializers.UUIDField(
        default=None, allow_null=True, help_text="One of your uploads, to watch or to hear."
    )
    captions = serializers.UUIDField(
        default=None, allow_null=True, help_text="One of your uploads."
    )
    duration_seconds = serializers.IntegerField(
        min_value=1, max_value=86_400, default=None, allow_null=True
    )
    starts_at = InstantField(default=None, allow_null=True, help_text="Of something live.")
    modalities = slugs()
    tags = serializers.ListField(
        child=serializers.CharField(max_length=TAG_AT_MOST, validators=[one_line]),
        default=list,
        max_length=20,
    )
    service = serializers.CharField(
        max_length=160, default=None, allow_null=True, help_text="Id or slug of one of yours."
    )


class StreamDraft(serializers.Serializer):
    """One's own stream as its latest draft has it, under the names it is written by."""

    id = serializers.UUIDField(source="post.public_id")
    slug = serializers.SlugField(source="post.slug")
    version = serializers.SerializerMethodField()
    revision = serializers.SerializerMethodField(help_text="Send it with a change.")
    review = serializers.SerializerMethodField()
    is_listed = serializers.BooleanField(source="post.is_listed")
    published_at = serializers.DateTimeField(source="post.published_at", allow_null=True)
    title = serializers.CharField()
    kind = serializers.ChoiceField(PostKind.choices)
    access = serializers.ChoiceField(Access.choices)
    teaser = serializers.CharField()
    body = serializers.SerializerMethodField()
    media = serializers.UUIDField(source="media.public_id", default=None, allow_null=True)
    captions = serializers.UUIDField(source="captions.public_id", default=None, allow_null=True)
    duration_seconds = serializers.IntegerField(allow_null=True)
    starts_at = serializers.DateTimeField(allow_null=True)
    modalities = serializers.SerializerMethodField()
    tags = serializers.ListField(child=serializers.CharField(), source="tag_names")
    service = ServiceName(allow_null=True)
    picture = serializers.SerializerMethodField()
    image = serializers.IntegerField(
        source="picture_id", allow_null=True, help_text="Of the picture."
    )
    seo_title = serializers.CharField()
    seo_description = serializers.CharField(source="search_description")

    @extend_schema_field(serializers.ChoiceField(["draft"]))
    def get_version(self, page: PostPage) -> str:
        return "draft"

    @extend_schema_field(str)
    def get_revision(self, page: PostPage) -> str:
        return drafts.revision_of(self.context["page"])

    @extend_schema_field(ReviewCard)
    def get_review(self, page: PostPage) -> dict[str, Any]:
        return dict(ReviewCard(ReviewCard.said(self.context["page"])).data)

    @extend_schema_field(Block(many=True))
    def get_body(self, page: PostPage) -> list[dict[str, Any]]:
        return authoring.body_of(page)

    @extend_schema_field(serializers.ListField(child=serializers.SlugField()))
    def get_modalities(self, page: PostPage) -> list[str]:
        return sorted(one.slug for one in page.modalities.all())

    @extend_schema_field(PictureField(allow_null=True))
    def get_picture(self, page: PostPage) -> dict[str, Any] | None:
        return picture(image=page.picture, role="card", alt=page.title)


class OwnStreamCard(StreamCard):
    """One's own: whether the public sees it, and how often it was looked at."""

    has_unpublished_changes = serializers.BooleanField()

    class Meta(StreamCard.Meta):
        fields = [*StreamCard.Meta.fields, "is_listed", "has_unpublished_changes", "views"]
        read_only_fields = fields


class FiguresOfDay(serializers.Serializer):
    """What readers made of a stream on one day (UTC)."""

    day = serializers.DateField()
    views = serializers.IntegerField()
    likes = serializers.IntegerField()
    saves = serializers.IntegerField()
    comments = serializers.IntegerField()


class Figures(serializers.Serializer):
    """All looks so far, and the last 30 days, the earliest first."""

    views = serializers.IntegerField()
    days = FiguresOfDay(many=True)


class ReactionCounts(serializers.Serializer):
    """What readers make of a stream, and what you do."""

    likes = serializers.IntegerField()
    saves = serializers.IntegerField()
    is_liked = serializers.BooleanField()
    is_saved = serializers.BooleanField()


class Look(StrictSerializer):
    """That somebody looks; `visitor` as it was answered the last time."""

    visitor = serializers.CharField(max_length=120, default="", allow_blank=True)


class Visitor(serializers.Serializer):
    """Who looked, without an account."""

    visitor = serializers.CharField(
        allow_null=True, help_text="To be sent with the next look; null when signed in."
    )


class CommentAuthor(serializers.Serializer):
    """Who said it: a first name with an initial, or the name a practitioner works under."""

    name = serializers.CharField()
    is_practitioner = serializers.BooleanField(help_text="Whether the stream is theirs.")
    is_you = serializers.BooleanField()


class Hiding(serializers.Serializer):
    """Why nobody else reads it."""

    by = serializers.ChoiceField(choices=HiddenBy.choices)
    reason = serializers.CharField()


class ReplyCard(serializers.ModelSerializer):
    """What somebody said. Without its words where these are not for you."""

    id = serializers.UUIDField(source="public_id")
    state = serializers.ChoiceField(choices=CommentState.choices)
    text = serializers.SerializerMethodField(help_text="Plain text; null of what is gone.")
    author = serializers.SerializerMethodField(help_text="Null of what is gone.")
    reply_to = serializers.UUIDField(source="parent.public_id", default=None, allow_null=True)
    hidden = serializers.SerializerMethodField(help_text="To its writer and the stream's author.")

    class Meta:
        model = Comment
        fields = ["id", "state", "text", "author", "reply_to", "written_at", "edited_at", "hidden"]
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_text(self, comment: Comment) -> str | None:
        return comment.text if self._is_read(comment) else None

    @extend_schema_field(CommentAuthor(allow_null=True))
    def get_author(self, comment: Comment) -> dict[str, Any] | None:
        if not self._is_read(comment):
            return None
        practitioner = comment.post.practitioner
        is_practitioner = comment.author_id == practitioner.user_id
        return {
            "name": practitioner.display_name if is_practitioner else _name(comment.author),
            "is_practitioner": is_practitioner,
            "is_you": comment.author_id == self._reader.pk,
        }

    @extend_schema_field(Hiding(allow_null=True))
    def get_hidden(self, comment: Comment) -> dict[str, Any] | None:
        if comment.state != CommentState.HIDDEN or not self._is_concerned(comment):
            return None
        return {"by": comment.hidden_by, "reason": comment.hidden_reason}

    @property
    def _reader(self) -> Any:
        return self.context["request"].user

    def _is_read(self, comment: Comment) -> bool:
        if comment.state == CommentState.HIDDEN:
            return self._is_concerned(comment)
        return comment.is_shown

    def _is_concerned(self, comment: Comment) -> bool:
        concerned = (comment.author_id, comment.post.practitioner.user_id)
        return self._reader.is_authenticated and self._reader.pk in concerned


class CommentCard(ReplyCard):
    """With the first of its replies; the others are under `replies/`."""

    replies_count = serializers.IntegerField(default=0)
    replies = ReplyCard(many=True, source="first_replies", default=list)

    class Meta(ReplyCard.Meta):
        fields = [*ReplyCard.Meta.fields, "replies_count", "replies"]
        read_only_fields = fields


class CommentText(serializers.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=COMMENT_AT_MOST, help_text="Plain text.", **kwargs)


class NewComment(StrictSerializer):
    text = CommentText()
    reply_to = serializers.UUIDField(
        default=None, allow_null=True, help_text="A comment of this stream that answers none."
    )


class OtherWords(StrictSerializer):
    text = CommentText()


class WhyHidden(StrictSerializer):
    reason = serializers.CharField(max_length=500, help_text="Its writer reads this.")


class NewReport(StrictSerializer):
    reason = serializers.ChoiceField(choices=ReportReason.choices)
    note = serializers.CharField(max_length=500, default="", allow_blank=True)


def _name(user: User) -> str:
    """Not the whole name: what is said below streams is found by search engines."""
    initial = f" {user.last_name[0]}." if user.last_name else ""
    return f"{user.first_name}{initial}" if user.first_name else "A client"
