from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.pages.api_fields import (
    PictureField,
    RowField,
    ServiceField,
    TagsField,
    TermsField,
)
from cms.pages.blocks import Body
from cms.pages.models import HeadlessPage
from cms.pages.rowkinds import Kind
from cms.pages.rows import RowPageMixin
from cms.streams.forms import PostForm
from cms.streams.media import MediaField
from cms.streams.policies import RESERVED_SLUGS, clean_tags
from cms.streams.querysets import PostQuerySet
from cms.streams.showing import POST_CARD
from cms.streams.states import MEDIA_OF, Access, PostKind
from cms.workflows.policies import Limits
from estuary.kernel.models import PublicModel
from marketplace.media.states import MediaKind
from marketplace.practitioners.models import Practitioner


class Post(PublicModel):
    """What the world knows a post by, and what is counted of it; the API calls it a stream.

    `slug` to `published_at` are copies of the published words, written when the page is
    published; nothing here is ever revisioned. An archived one is gone for everybody, with what
    was said below it, until its page is published again.
    """

    practitioner = models.ForeignKey(
        "marketplace.Practitioner", models.PROTECT, related_name="posts"
    )
    archived_at = models.DateTimeField(null=True, blank=True)
    is_listed = models.BooleanField("page is published", default=False)

    slug = models.SlugField(max_length=160, unique=True)
    kind = models.CharField(max_length=7, choices=PostKind.choices, default=PostKind.ARTICLE)
    access = models.CharField(max_length=10, choices=Access.choices, default=Access.FREE)
    title = models.CharField(max_length=160)
    teaser = models.CharField(max_length=400, blank=True)
    picture = models.JSONField(null=True, blank=True)
    modalities = ArrayField(models.SlugField(max_length=80), default=list, blank=True)
    tags = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    service = models.ForeignKey(
        "marketplace.Service", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    duration_seconds = models.PositiveIntegerField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField("first published at", null=True, blank=True)

    # Kept by operations so that lists need no counting.
    likes = models.PositiveIntegerField(default=0)
    saves = models.PositiveIntegerField(default=0)
    comments = models.PositiveIntegerField(default=0)
    views = models.PositiveIntegerField(default=0)

    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="estuary_en")
        + SearchVector("teaser", weight="C", config="estuary_en"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="post_that_is_listed_has_been_published",
                condition=Q(is_listed=False) | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="post_that_is_archived_is_not_listed",
                condition=Q(is_listed=False) | Q(archived_at=None),
            ),
            models.CheckConstraint(
                name="post_kind_is_known", condition=Q(kind__in=PostKind.values)
            ),
            models.CheckConstraint(
                name="post_access_is_known", condition=Q(access__in=Access.values)
            ),
        ]
        indexes = [
            GinIndex(name="post_search", fields=["search"]),
            GinIndex(name="post_modalities", fields=["modalities"]),
            GinIndex(name="post_tags", fields=["tags"]),
            models.Index(
                name="post_public",
                fields=["-published_at", "-id"],
                condition=Q(is_listed=True),
            ),
            models.Index(
                name="post_public_by_practitioner",
                fields=["practitioner", "-published_at", "-id"],
                condition=Q(is_listed=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class StreamPage(RowPageMixin, HeadlessPage):  # type: ignore[django-manager-missing]
    """A practitioner's channel; their posts lie below it."""

    page_description = "A practitioner's channel; posts lie below it."

    practitioner = models.ForeignKey("marketplace.Practitioner", models.PROTECT, related_name="+")
    introduction = models.TextField(blank=True, max_length=400)
    picture = models.ForeignKey(
        "cms.EstuaryImage", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    row_name = "practitioner"
    has_slug_of_row = False
    parent_page_types: ClassVar[list[str]] = ["cms.PractitionerPage"]
    subpage_types: ClassVar[list[str]] = ["cms.PostPage"]
    max_count_per_parent = 1

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("practitioner"),
        FieldPanel("introduction"),
        FieldPanel("picture"),
    ]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("introduction")]
    api_fields: ClassVar[list[APIField]] = [
        APIField("practitioner", serializer=RowField()),
        APIField("introduction"),
        APIField("picture", serializer=PictureField(role="wide")),
    ]

    class Meta:
        verbose_name = "channel"
        constraints = [
            models.UniqueConstraint(
                name="channel_is_told_by_one_page",
                fields=["practitioner"],
                condition=Q(tells_row=True),
            ),
        ]

    @classmethod
    def public_rows(cls) -> dict[str, Any]:
        """Practitioners whom the public sees."""
        return {"practitioner": Practitioner.objects.listed()}

    def begin_below(self, parent: Page) -> None:
        """It is the channel of whoever's page it lies below."""
        self.practitioner = parent.specific.person

    def clean(self) -> None:
        """A channel lies below the page of the practitioner whose it is."""
        super().clean()
        parent = self.get_parent() if self.path else None
        above = getattr(parent and parent.specific, "practitioner_id", None)
        if above is not None and above != self.practitioner_id:
            raise ValidationError({"practitioner": "This channel is another practitioner's."})


class PostTag(TagBase):
    """A word that authors choose freely."""

    free_tagging = True


class TaggedPost(ItemBase):
    tag = models.ForeignKey(PostTag, on_delete=models.CASCADE, related_name="tagged")
    content_object = ParentalKey(
        "cms.PostPage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class PostPage(RowPageMixin, HeadlessPage):  # type: ignore[django-manager-missing]
    """The words of one post: an article, a video, something to listen to, something live."""

    page_description = "An article, a video, something to listen to, something live."

    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=7, choices=PostKind.choices, default=PostKind.ARTICLE)
    access = models.CharField(max_length=10, choices=Access.choices, default=Access.FREE)
    teaser = models.CharField(
        max_length=400, blank=True, help_text="What everybody reads, whoever may have the rest."
    )
    picture = models.ForeignKey(
        "cms.EstuaryImage", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    body = StreamField(Body(), blank=True)
    media = models.ForeignKey(
        "marketplace.MediaAsset",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="What is watched or heard; an upload of the author's.",
    )
    captions = models.ForeignKey(
        "marketplace.MediaAsset",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="What is said, for those who cannot hear it.",
    )
    duration_seconds = models.PositiveIntegerField(
        null=True, blank=True, help_text="Where the file does not tell it."
    )
    starts_at = models.DateTimeField(null=True, blank=True, help_text="When it is live.")
    modalities = ParentalManyToManyField("cms.Modality", blank=True, related_name="+")
    tags = ClusterTaggableManager(through=TaggedPost, blank=True)
    service = models.ForeignKey(
        "marketplace.Service",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Shown below, for who wants more than to read.",
    )

    base_form_class = PostForm
    row_name = "post"
    reserved_slugs = RESERVED_SLUGS
    content_kind: ClassVar[Kind] = POST_CARD
    parent_page_types: ClassVar[list[str]] = ["cms.StreamPage"]
    subpage_types: ClassVar[list[str]] = []

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("kind"), FieldPanel("access"), FieldPanel("starts_at")], "Kind"
        ),
        MultiFieldPanel(
            [FieldPanel("teaser", widget=AdminAutoHeightTextInput), FieldPanel("picture")],
            "On cards",
        ),
        MultiFieldPanel(
            [FieldPanel("media"), FieldPanel("captions"), FieldPanel("duration_seconds")],
            "To watch or to hear",
        ),
        FieldPanel("body"),
        FieldPanel("modalities"),
        FieldPanel("tags"),
        FieldPanel("service"),
    ]
    search_fields: ClassVar[list[Any]] = [
        *Page.search_fields,
        index.SearchField("teaser"),
        index.SearchField("searched_body"),
        index.FilterField("post_id"),
        index.FilterField("kind"),
        index.FilterField("access"),
    ]
    api_fields: ClassVar[list[APIField]] = [
        APIField("post", serializer=RowField()),
        APIField("kind"),
        APIField("access"),
        APIField("teaser"),
        APIField("picture", serializer=PictureField(role="card")),
        APIField("starts_at"),
        APIField("modalities", serializer=TermsField()),
        APIField("tags", serializer=TagsField()),
        APIField("service", serializer=ServiceField()),
        APIField("duration_seconds"),
        APIField("body"),
        APIField("media", serializer=MediaField()),
    ]

    class Meta:
        verbose_name = "post"
        constraints = [
            models.UniqueConstraint(
                name="post_is_told_by_one_page",
                fields=["post"],
                condition=Q(tells_row=True),
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """What a post is and whom it is for is the same in all languages."""
        if not self.tells_row:
            self.kind, self.access = self.post.kind, self.post.access
        return super().save(*args, **kwargs)

    @classmethod
    def public_rows(cls) -> dict[str, Any]:
        """Posts that are listed, of practitioners whom the public sees."""
        return {"post": Post.objects.public()}

    def begin_below(self, parent: Page) -> None:
        """It is the channel's owner's, and gets a row when it is saved (`authoring.begin_row`)."""
        self.post = Post(practitioner=parent.specific.person)

    @property
    def limits(self) -> Limits:
        """Only an article is mainly text."""
        is_text = self.kind == PostKind.ARTICLE
        return Limits() if is_text else Limits(text=(0, Limits().text[1]))

    @property
    def tag_names(self) -> list[str]:
        """The tags, as filters compare them; setting them takes the place of all."""
        return clean_tags(tag.name for tag in self.tags.all())

    @tag_names.setter
    def tag_names(self, names: list[str]) -> None:
        self.tags.set(clean_tags(names), clear=True)

    def searched_body(self) -> str:
        """What anybody may search for: whether a word is in what they may not read is no answer."""
        if self.access != Access.FREE:
            return ""
        return " ".join(self.body.stream_block.get_searchable_content(self.body))

    def clean(self) -> None:
        """A post is its channel's, shows a service of its author, and starts if it is live."""
        super().clean()
        errors = {}
        parent = self.get_parent() if self.path else None
        above = getattr(parent and parent.specific, "practitioner_id", None)
        author = self.person and self.person.pk
        if above is not None and above != author:
            errors["post"] = "This post is another practitioner's."
        if self.service and self.service.practitioner_id != author:
            errors["service"] = "This service is another practitioner's."
        if self.kind == PostKind.LIVE and self.starts_at is None:
            errors["starts_at"] = "Say when it begins."
        errors |= self._about_files()
        if errors:
            raise ValidationError(errors)

    def _about_files(self) -> dict[str, str]:
        errors = {}
        for name, kinds in (
            ("media", MEDIA_OF[PostKind(self.kind)]),
            ("captions", (MediaKind.CAPTIONS,)),
        ):
            asset = getattr(self, name)
            if asset is None:
                continue
            if asset.owner_id != self.post.practitioner.user_id and not asset.owner.is_staff:
                errors[name] = "This file is somebody else's."
            elif asset.kind not in kinds or not asset.is_finished:
                errors[name] = "This file cannot be used here."
        if self.captions_id and not self.media_id:
            errors.setdefault("captions", "Captions belong to something to watch or to hear.")
        return errors
