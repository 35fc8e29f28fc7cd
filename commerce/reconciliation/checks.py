"""One page for who looks after the money: every rule, and everything that waits for somebody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet

from commerce.checkout import audit as money
from commerce.disputes import audit as disputes
from commerce.disputes.models import Dispute
from commerce.payments.models import Payment, Refund, WebhookReceipt
from commerce.payouts import audit as payouts
from commerce.payouts.models import Payout
from commerce.payouts.states import PayoutStatus
from commerce.receipts import audit as receipts
from commerce.reconciliation import audit as history
from commerce.reconciliation.models import Movement, Reconciliation
from estuary.kernel.models import OutboxDelivery
from estuary.kernel.steps import ways_on
from marketplace.models import User

# Of each sort of what waits; the rest is in its listing.
SHOWN = 20
# Everything that check_money asks, and this page.
AUDITS = (money, payouts, disputes, receipts, history)


@dataclass(frozen=True)
class Checked:
    """A rule, and what breaks it."""

    rule: str
    broken_by: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Waiting:
    """Something that does not come to its end by itself: which, where they are, the way out.

    `listing` is the name of the listing's addresses, `related` what the words of a row need.
    """

    label: str
    rows: Callable[[datetime], QuerySet[Any]]
    listing: str
    query: str
    way_out: str
    related: tuple[str, ...] = ()


WAITING: Sequence[Waiting] = (
    Waiting(
        "Refunds that failed",
        lambda now: Refund.objects.failed(),
        "refund",
        "status=failed",
        "Try again.",
        related=("retry",),
    ),
    Waiting(
        "Refunds of which nothing was heard for a day",
        lambda now: Refund.objects.silent(
            planned_before=now - timedelta(hours=1), pending_before=now - timedelta(days=1)
        ),
        "refund",
        "status=pending",
        "The provider is asked every five minutes; a bank may take ten days.",
    ),
    Waiting(
        "Payments without a last word for an hour",
        lambda now: Payment.objects.awaiting_word().filter(updated_at__lt=now - timedelta(hours=1)),
        "payment",
        "",
        "The provider is asked every five minutes.",
    ),
    Waiting(
        "Payouts that need review",
        lambda now: Payout.objects.needing_review(),
        "payout",
        "needs_review=true",
        "See what the provider has, then bring it on.",
        related=("practitioner",),
    ),
    Waiting(
        "Payouts that are held back",
        lambda now: Payout.objects.filter(status=PayoutStatus.HELD),
        "payout",
        "status=held",
        "Release it.",
        related=("practitioner",),
    ),
    Waiting(
        "Disputes to be answered within two days",
        lambda now: Dispute.objects.due(now, within=timedelta(days=2)),
        "dispute",
        "waits=due",
        "Send evidence or accept it; silence loses it.",
    ),
    Waiting(
        "Answers to disputes that did not get through",
        lambda now: Dispute.objects.answers_stuck(now - timedelta(hours=1)),
        "dispute",
        "waits=stuck",
        "See what the provider says, and send it in other words.",
    ),
    Waiting(
        "Movements that are not in our books",
        lambda now: Movement.objects.unmatched().before(now - history.SETTLES_WITHIN),
        "movement",
        "matched_at__isnull=true",
        "Look at its source with the provider, and book what it was.",
    ),
    Waiting(
        "Events that were not handled",
        lambda now: WebhookReceipt.objects.filter(
            handled_at=None, received_at__lt=now - timedelta(hours=1)
        ),
        "webhookreceipt",
        "",
        "Their fact says why: see the facts that are parked.",
    ),
    Waiting(
        "Facts that were tried too often",
        lambda now: OutboxDelivery.objects.exclude(parked_at=None),
        "facts",
        "state=parked",
        "Mend what the last error says, then run it again.",
    ),
)


class ChecksView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Asks every rule when it is opened; nothing is mended here."""

    template_name = "commerce/reconciliation/checks.html"
    page_title = "Checks"
    header_icon = "tick-inverse"
    permission_required = "view"

    def user_has_permission(self, permission: str) -> bool:
        return _may_look(self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        checked = _checked(now)
        return super().get_context_data(**kwargs) | {
            "broken": [one for one in checked if one.broken_by],
            "kept": [one for one in checked if not one.broken_by],
            "waiting": [_told(one, now, user=self.request.user) for one in WAITING],
            "read": Reconciliation.objects.first(),
        }


class ChecksMenuItem(MenuItem):
    """Is there for those who may open the page."""

    def is_shown(self, request: Any) -> bool:
        return _may_look(request.user)


class ChecksViewSet(ViewSet):
    """The page, and its place in the menu."""

    name = "checks"
    icon = "tick-inverse"
    menu_label = "Checks"
    menu_item_class = ChecksMenuItem
    view_class: ClassVar[type[ChecksView]] = ChecksView

    def get_urlpatterns(self) -> list[Any]:
        return [path("", self.view_class.as_view(), name="index")]

    def get_menu_item_is_registered(self) -> bool:
        return True


def _may_look(user: Any) -> bool:
    return isinstance(user, User) and user.has_perm("commerce.view_movement")


def _checked(now: datetime) -> list[Checked]:
    found = [finding for audit in AUDITS for finding in audit.findings(now=now)]
    return [
        Checked(rule, [finding.what for finding in found if finding.rule == rule])
        for audit in AUDITS
        for rule in audit.RULES
    ]


def _told(one: Waiting, now: datetime, *, user: Any) -> dict[str, Any]:
    found = one.rows(now).select_related(*one.related)
    return {
        "label": one.label,
        "many": found.count(),
        "url": f"{reverse(f'{one.listing}:index')}?{one.query}".removesuffix("?"),
        "way_out": one.way_out,
        "rows": [
            {
                "row": row,
                "url": reverse(f"{one.listing}:inspect", args=[row.pk]),
                "ways_on": ways_on(row, user=user),
            }
            for row in found.order_by("pk")[:SHOWN]
        ],
    }
