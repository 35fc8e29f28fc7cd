"""Shapes that authors of all sorts of pages send and are answered."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import TextChoices
from rest_framework import serializers
from rest_framework.request import Request
from wagtail.models import Page

from cms.library.values import FocalPoint, PictureSaid
from cms.pages import cleaning, drafts
from cms.pages.drafts import Change, Standing
from cms.workflows.reviews import ReviewAnswer, ReviewState, review_of
from estuary.kernel.api.serializers import StrictSerializer

LONGEST_TEXT = 20_000


class RichText(serializers.CharField):
    """HTML; what the field's own editor would not keep is left out."""

    default_error_messages = {"unreadable": "This cannot be read as HTML."}

    def __init__(self, *, features: Sequence[str], **kwargs: Any) -> None:
        self.features = features
        kwargs.setdefault("max_length", LONGEST_TEXT)
        kwargs.setdefault("help_text", "HTML; what rich text does not have is left out.")
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        said = super().to_internal_value(data)
        try:
            return cleaning.cleaned(said, features=self.features)
        except cleaning.UnreadableText:
            self.fail("unreadable")
            raise


def optional_text(max_length: int, **kwargs: Any) -> serializers.CharField:
    """Plain text that may be left empty."""
    return serializers.CharField(max_length=max_length, default="", allow_blank=True, **kwargs)


def slugs(**kwargs: Any) -> serializers.ListField:
    """Terms of a vocabulary, by their slugs."""
    return serializers.ListField(
        child=serializers.SlugField(max_length=80), default=list, max_length=20, **kwargs
    )


class Focus(StrictSerializer):
    """What must not be cut away, as shares of the picture's sides."""

    x = serializers.FloatField(min_value=0, max_value=1)
    y = serializers.FloatField(min_value=0, max_value=1)
    width = serializers.FloatField(min_value=0.01, max_value=1, default=0.1)
    height = serializers.FloatField(min_value=0.01, max_value=1, default=0.1)


class NewPicture(StrictSerializer):
    """One's own finished upload, or an image made of one before."""

    asset = serializers.UUIDField(default=None, allow_null=True, help_text="Id of an upload.")
    image = serializers.IntegerField(
        default=None, allow_null=True, min_value=1, help_text="Id of an image of yours."
    )
    alt = optional_text(255, help_text="What it shows, for those who cannot see it.")
    is_decorative = serializers.BooleanField(default=False)
    focal_point = Focus(default=None, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> PictureSaid:
        if (attrs["asset"] is None) == (attrs["image"] is None):
            raise serializers.ValidationError("Give either `asset` or `image`.")
        focus = attrs.pop("focal_point")
        return PictureSaid(**attrs, focal_point=FocalPoint(**focus) if focus else None)


class NewWords(StrictSerializer):
    """What authors of any page send. PUT resets what is left out, PATCH leaves it as it is.

    With `some=True` only what was sent is read. DRF's `partial` would let parts of it be left
    out as well: a question without its answer.
    """

    def __init__(self, *args: Any, some: bool = False, **kwargs: Any) -> None:
        self.some = some
        super().__init__(*args, **kwargs)

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        said = getattr(self, "initial_data", None)
        if not self.some or not isinstance(said, Mapping):
            return fields
        return {name: field for name, field in fields.items() if name in said}

    revision = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=40,
        help_text="The name of the draft this was made from; empty before the first.",
    )
    picture = NewPicture(default=None, allow_null=True)
    seo_title = optional_text(255, help_text="For search engines, instead of the title.")
    seo_description = optional_text(320, help_text="For search engines.")

    def said(self) -> dict[str, Any]:
        """What was said of the page, without the name of its draft."""
        return {key: value for key, value in self.validated_data.items() if key != "revision"}

    @property
    def revision_said(self) -> str:
        """The draft this was made from."""
        return str(self.validated_data.get("revision", ""))


class Version(TextChoices):
    """Which words of a page are asked for."""

    PUBLISHED = "published", "Published"
    DRAFT = "draft", "Draft"

    @classmethod
    def asked(cls, request: Request) -> "Version":
        """By `?version=`."""
        said = request.query_params.get("version", cls.PUBLISHED)
        if said not in cls.values:
            raise serializers.ValidationError({"version": [f"One of {', '.join(cls.values)}."]})
        return cls(said)


class FindingCard(serializers.Serializer):
    """What the automatic check found."""

    field = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    message = serializers.CharField()


class ReviewCard(serializers.Serializer):
    """How one's own words stand."""

    status = serializers.ChoiceField(choices=Standing.choices)
    reason = serializers.CharField(help_text="Of a rejection.")
    by = serializers.CharField(help_text="Who judged: our moderators, or an automatic check.")
    findings = FindingCard(many=True)
    submitted_at = serializers.DateTimeField(allow_null=True)
    judged_at = serializers.DateTimeField(allow_null=True)
    goes_live_at = serializers.DateTimeField(allow_null=True)

    @classmethod
    def said(cls, page: Page | None) -> dict[str, Any]:
        """How a page stands; one that is not there is a draft of nothing."""
        review = ReviewAnswer(ReviewState.DRAFT) if page is None else review_of(page)
        scheduled = page.scheduled_revision if page is not None else None
        return {
            "status": drafts.standing_of(page, review),
            "reason": review.reason,
            "by": review.by,
            "findings": review.findings,
            "submitted_at": review.submitted_at,
            "judged_at": review.judged_at,
            "goes_live_at": scheduled.approved_go_live_at if scheduled else None,
        }


class ChangeCard(serializers.Serializer):
    """What the draft says otherwise than what is published; rich text as plain text."""

    field = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class ReviewDetail(ReviewCard):
    """The same, with what would change."""

    revision = serializers.CharField(help_text="The name of the draft; send it with a change.")
    changes = ChangeCard(many=True)

    @classmethod
    def of(cls, page: Page | None, changes: Sequence[Change]) -> "ReviewDetail":
        """How a page stands, and what its draft would change."""
        said = cls.said(page)
        return cls({**said, "revision": drafts.revision_of(page), "changes": changes})
