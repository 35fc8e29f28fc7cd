"""One page for who looks after the money: every rule, and everything that waits for somebody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet

from commerce.checkout import audit as money
from commerce.payments.models import Payment, Refund, WebhookReceipt
from commerce.payouts import audit as payouts
from commerce.payouts.models import Payout
from commerce.payouts.states import PayoutStatus
from commerce.receipts import audit as receipts
from commerce.reconciliation import audit as history
from commerce.reconciliation.models import Movement, Reconciliation
from estuary.kernel.models import OutboxDelivery
from marketplace.models import User

# Everything that check_money asks, and this page.
AUDITS = (money, payouts, receipts, history)


@dataclass(frozen=True)
class Checked:
    """A rule, and what breaks it."""

    rule: str
    broken_by: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Waiting:
    """Something that does not come to its end by itself: how many, where they are, the way out."""

    label: str
    rows: Callable[[datetime], QuerySet[Any]]
    address: str
    query: str
    way_out: str


WAITING: Sequence[Waiting] = (
    Waiting(
        "Refunds that failed",
        lambda now: Refund.objects.failed(),
        "refund:index",
        "status=failed",
        "Try again, from the refund's page.",
    ),
    Waiting(
        "Refunds of which nothing was heard for a day",
        lambda now: Refund.objects.silent(
            planned_before=now - timedelta(hours=1), pending_before=now - timedelta(days=1)
        ),
        "refund:index",
        "status=pending",
        "The provider is asked every five minutes; a bank may take ten days.",
    ),
    Waiting(
        "Payments without a last word for an hour",
        lambda now: Payment.objects.awaiting_word().filter(updated_at__lt=now - timedelta(hours=1)),
        "payment:index",
        "",
        "The provider is asked every five minutes.",
    ),
    Waiting(
        "Payouts that need review",
        lambda now: Payout.objects.needing_review(),
        "payout:index",
        "needs_review=true",
        "See what the provider has, then try again or hold it, from the payout's page.",
    ),
    Waiting(
        "Payouts that are held back",
        lambda now: Payout.objects.filter(status=PayoutStatus.HELD),
        "payout:index",
        "status=held",
        "Release it, from the payout's page.",
    ),
    Waiting(
        "Movements that are not in our books",
        lambda now: Movement.objects.unmatched().before(now - history.SETTLES_WITHIN),
        "movement:index",
        "matched_at__isnull=true",
        "Look at the source with the provider, and book what it is.",
    ),
    Waiting(
        "Events that were not handled",
        lambda now: WebhookReceipt.objects.filter(
            handled_at=None, received_at__lt=now - timedelta(hours=1)
        ),
        "webhookreceipt:index",
        "",
        "Their fact says why: see the facts that are parked.",
    ),
    Waiting(
        "Facts that were tried too often",
        lambda now: OutboxDelivery.objects.exclude(parked_at=None),
        "facts:index",
        "state=parked",
        "Mend what the last error says, then run again, from the fact's page.",
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
            "waiting": [_told(one, now) for one in WAITING],
            "read": Reconciliation.objects.first(),
        }


class ChecksViewSet(ViewSet):
    """The page, and its place in the menu."""

    name = "checks"
    icon = "tick-inverse"
    menu_label = "Checks"
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


def _told(one: Waiting, now: datetime) -> dict[str, Any]:
    return {
        "label": one.label,
        "many": one.rows(now).count(),
        "url": f"{reverse(one.address)}?{one.query}".removesuffix("?"),
        "way_out": one.way_out,
    }
