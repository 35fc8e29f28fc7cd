from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import EditView

from cms.previews import operations
from cms.previews.models import ReviewLink
from cms.previews.permissions import may_share
from cms.previews.showing import share_address
from estuary.kernel.backoffice import Listing, MomentColumn
from estuary.kernel.steps import Step, SteppedViewSet

SHARE = "Share for review"


def share_button(subject: Any, user: Any) -> list[Button]:
    """The way to the page that shares, for those who may."""
    if not may_share(user, subject):
        return []
    return [Button(SHARE, url=share_address(subject), icon_name="link", priority=60)]


class SharedEdit(EditView):
    """A snippet's editor, from whose header it is shared."""

    @property
    def header_more_buttons(self) -> list[Button]:
        return [*super().header_more_buttons, *share_button(self.object, self.request.user)]


class LinkListing(Listing):
    """Every link with what it shows, however many there are."""

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().prefetch_related("subject")


class StateColumn(Column):
    def get_value(self, instance: ReviewLink) -> str:
        if instance.subject is None:
            return "Gone"
        return instance.state_at(timezone.now()).label


class ReviewLinkViewSet(SteppedViewSet):
    """The links that show drafts to people without an account."""

    model = ReviewLink
    icon = "link"
    menu_label = "Review links"
    menu_order = 160
    add_to_admin_menu = True
    steps = (
        Step(
            name="revoke",
            label="Revoke",
            icon="cross",
            means="Nobody can open the draft by this link any more.",
            allowed=lambda link: link.is_open,
            take=lambda pk: operations.revoke(link_id=pk, now=timezone.now()),
        ),
    )
    index_view_class = LinkListing
    related = ("created_by", "revision", "content_type")
    list_display = [
        "label",
        Column("subject", label="Shows", accessor=lambda link: str(link.subject or "")),
        Column(
            "revision",
            label="Draft",
            accessor=lambda link: "One" if link.revision_id else "Latest",
        ),
        StateColumn("state", label="State"),
        Column("created_by", label="Made by", sort_key="created_by__email"),
        MomentColumn("expires_at", label="Ends", sort_key="expires_at"),
        Column("opened", label="Opened", sort_key="opened"),
        DateColumn("last_opened_at", label="Last", sort_key="last_opened_at"),
    ]
    list_export = [
        "public_id", "label", "content_type", "object_id", "created_by.email", "issued_at",
        "expires_at", "revoked_at", "opened", "last_opened_at",
    ]  # fmt: skip
    search_fields = ["label", "created_by__email"]
    inspect_view_fields_exclude = ["token_digest"]
