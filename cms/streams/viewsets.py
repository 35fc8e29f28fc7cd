"""Comments as moderators see them: what was reported first, and what to do about it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import Truncator
from django_filters import ChoiceFilter, DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from cms.streams import commenting
from cms.streams.querysets import CommentQuerySet
from cms.streams.responses import Comment
from cms.streams.states import CommentState, HiddenBy
from estuary.kernel.backoffice import Listing
from estuary.kernel.steps import Step, SteppedInspect, SteppedViewSet


class WhyHidden(forms.Form):
    """Why a comment is taken out of sight."""

    reason = forms.CharField(
        max_length=500, help_text="Its writer and the author of the stream read this."
    )


class ReportedFirst(Listing):
    """What somebody reported comes first, unless it is sorted in another way."""

    def get_base_queryset(self) -> QuerySet[Comment]:
        return Comment.objects.with_open_reports().select_related(*self.related)

    def order_queryset(self, queryset: Any) -> Any:
        if "ordering" in self.request.GET:
            return super().order_queryset(queryset)
        return queryset.most_reported_first()


class CommentFilterSet(WagtailFilterSet):
    stands = ChoiceFilter(
        label="Stands",
        method="keep_those_that",
        choices=[
            ("reported", "Reported"),
            ("shown", "Shown"),
            ("hidden", "Hidden by a moderator"),
            ("hidden_by_author", "Hidden by the stream's author"),
            ("removed", "Removed by its writer"),
        ],
    )
    written_at = DateFromToRangeFilter(label="Written", widget=DateRangePickerWidget)

    class Meta:
        model = Comment
        fields: list[str] = []

    def keep_those_that(self, comments: CommentQuerySet, name: str, wanted: str) -> CommentQuerySet:
        return {
            "reported": comments.reported,
            "shown": comments.standing,
            "hidden": lambda: comments.filter(hidden_by=HiddenBy.MODERATOR),
            "hidden_by_author": lambda: comments.filter(hidden_by=HiddenBy.AUTHOR),
            "removed": lambda: comments.filter(removed_at__isnull=False),
        }[wanted]()


class CommentInspect(SteppedInspect):
    """The comment, and what was said against it."""

    def get_field_label(self, field_name: str, field: Any) -> str:
        if field_name == "said_against_it":
            return "Said against it"
        return super().get_field_label(field_name, field)

    def get_said_against_it_display_value(self) -> str:
        reports = self.object.reports.order_by("-made_at")
        told = (f"{one}{'' if one.settled_at is None else ' (decided)'}" for one in reports)
        return "; ".join(told) or "Nothing"


class CommentViewSet(SteppedViewSet):
    """What is said below streams."""

    model = Comment
    name = "comments"
    icon = "comment"
    menu_label = "Comments"
    menu_order = 160
    add_to_admin_menu = True
    index_view_class = ReportedFirst
    inspect_view_class = CommentInspect
    steps = (
        Step(
            name="hide",
            label="Hide",
            icon="view",
            allowed=lambda comment: (
                not comment.removed_at and comment.hidden_by != HiddenBy.MODERATOR
            ),
            take=lambda pk, reason: commenting.hide_as_moderator(
                comment_id=pk, reason=reason, now=timezone.now()
            ),
            form=WhyHidden,
        ),
        Step(
            name="show",
            label="Show again",
            icon="undo",
            means="Everybody sees the comment again.",
            allowed=lambda comment: comment.state == CommentState.HIDDEN,
            take=lambda pk: commenting.show_as_moderator(comment_id=pk),
        ),
        Step(
            name="dismiss-reports",
            label="Dismiss reports",
            icon="check",
            means="The comment stays; those who reported it are not asked again.",
            allowed=lambda comment: comment.reports.filter(settled_at=None).exists(),
            take=lambda pk: commenting.dismiss_reports(comment_id=pk, now=timezone.now()),
        ),
    )
    related = ("author", "post__practitioner")
    list_display = [
        Column("text", label="Comment", accessor=lambda one: Truncator(one).chars(80)),
        Column("author", label="By", sort_key="author__email"),
        Column("post", label="Stream", accessor="post.title", sort_key="post__title"),
        Column("practitioner", label="Of", accessor="post.practitioner.display_name"),
        Column("state", label="State", accessor=lambda one: one.state.label),
        Column("open_reports", label="Reports", sort_key="open_reports"),
        DateColumn("written_at", label="Written", sort_key="written_at"),
    ]
    filterset_class = CommentFilterSet
    search_fields = ["text", "author__email", "post__title"]
    ordering = ["-written_at"]
    list_export = [
        "public_id", "post.title", "author.email", "text", "written_at", "edited_at", "removed_at",
        "hidden_at", "hidden_by", "hidden_reason", "open_reports",
    ]  # fmt: skip
    inspect_view_fields = [
        "text", "post", "author", "parent", "written_at", "edited_at", "removed_at", "hidden_at",
        "hidden_by", "hidden_reason", "said_against_it",
    ]  # fmt: skip
