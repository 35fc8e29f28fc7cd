"""Credits as staff see them; the one thing they may do is give some away."""

from datetime import UTC, datetime, time
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.validators import MinValueValidator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic.edit import FormMixin, ProcessFormView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets import AdminDateInput
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import LogActionRegistry, log
from wagtail.models import ModelLogEntry
from wagtail.permissions import register_permission_policy

from commerce.credits import operations
from commerce.credits.models import CreditLot, CreditTransfer, CreditUse
from commerce.credits.states import CreditSource
from estuary.kernel.backoffice import (
    AmountColumn,
    CreatedFilterSet,
    Listing,
    MomentColumn,
    ReadOnlyPolicy,
    ReadOnlyViewSet,
)

GIVE = "give"
GIVEN = "commerce.creditlot.give"
LARGEST_GIFT = 10_000


class GivingPolicy(ReadOnlyPolicy):
    """Nobody edits lots; who may `add` one gives credits, through the page for that."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action == GIVE:
            return user.is_active and user.has_perm(self._get_permission_name("add"))
        return super().user_has_permission(user, action)


class GiveCreditsForm(forms.Form):
    # New for each time the page is opened, so that sending it twice gives once.
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    email = forms.EmailField(label="Whose", help_text="The address of their account.")
    amount = forms.DecimalField(
        max_digits=7,
        decimal_places=2,
        max_value=LARGEST_GIFT,
        validators=[MinValueValidator(0)],
        help_text=f"In {settings.CURRENCY.upper()}, such as 20.00.",
    )
    source = forms.ChoiceField(
        label="What it is",
        choices=[(kind.value, kind.label) for kind in (CreditSource.PROMOTION, CreditSource.GIFT)],
    )
    last_day = forms.DateField(
        label="Good until",
        required=False,
        widget=AdminDateInput,
        help_text="The last day, in UTC. A promotion must have one; a gift need not.",
    )
    reason = forms.CharField(max_length=200, help_text="They read this.")

    def clean_amount(self) -> int:
        """Whole cents."""
        cents = int(self.cleaned_data["amount"] * 100)
        if cents < 1:
            raise forms.ValidationError("Give at least a cent.")
        return cents

    def clean(self) -> dict[str, Any]:
        """What the operation wants to know."""
        said = super().clean() or {}
        last_day = said.pop("last_day", None)
        if said.get("source") == CreditSource.PROMOTION and last_day is None:
            self.add_error("last_day", "A promotion must have one.")
        said["expires_at"] = last_day and datetime.combine(last_day, time.max, tzinfo=UTC)
        if "amount" in said:
            said["amount_cents"] = said.pop("amount")
        return said


class GiveCredits(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormMixin, ProcessFormView):
    """Asks to whom, how much and why; a refusal is shown beside what was said."""

    model: Any = None
    permission_required = GIVE
    template_name = "wagtailadmin/generic/form.html"
    form_class = GiveCreditsForm
    page_title = "Give credits"
    index_url_name = ""
    inspect_url_name = ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": "Credit lots"},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "action_url": self.request.path,
            "submit_button_label": self.page_title,
            "submit_button_active_label": "Working…",
        }

    def form_valid(self, form: forms.Form) -> HttpResponse:
        said = form.cleaned_data
        try:
            lot = operations.give(now=timezone.now(), **said)
        except operations.ReceiverNotFound as refusal:
            form.add_error("email", refusal.message)
            return self.form_invalid(form)
        except operations.ExpiryInvalid as refusal:
            form.add_error("last_day", refusal.message)
            return self.form_invalid(form)
        if not ModelLogEntry.objects.for_instance(lot).filter(action=GIVEN).exists():
            log(lot, GIVEN, user=self.request.user, data={"reason": lot.reason, "key": lot.key})
        messages.success(self.request, f"{lot.user} has them.")
        return redirect(reverse(self.inspect_url_name, args=[lot.pk]))


class LotListing(Listing):
    """The lots, with the way to the page that gives some."""

    give_url_name = ""

    @property
    def header_buttons(self) -> list[HeaderButton]:
        buttons = list(super().header_buttons)
        if self.user_has_permission(GIVE):
            buttons.append(
                HeaderButton("Give credits", url=reverse(self.give_url_name), icon_name="plus")
            )
        return buttons


class CreditLotViewSet(ReadOnlyViewSet):
    """Credits as they came, and what is left of them."""

    model = CreditLot
    icon = "tag"
    menu_label = "Credits"
    related = ("user",)
    index_view_class = LotListing
    list_display = [
        Column("user", label="Client", sort_key="user__email"),
        Column("source", accessor="get_source_display", sort_key="source"),
        AmountColumn("amount_cents", "Granted"),
        AmountColumn("remaining_cents", "Left"),
        MomentColumn("expires_at", label="Expires", sort_key="expires_at"),
        Column("reason", label="Reason"),
        DateColumn("created_at", label="Made", sort_key="created_at"),
    ]
    list_filter = ["source", "currency", "given_away"]
    list_export = [
        "public_id", "key", "user.email", "source", "currency", "amount_cents",
        "remaining_cents", "expired_cents", "expires_at", "given_away", "reason", "created_at",
    ]  # fmt: skip
    search_fields = ["user__email", "user__last_name", "key", "reason", "public_id"]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(
            **{"give_url_name": self.get_url_name("give")} | kwargs
        )

    def get_urlpatterns(self) -> list[Any]:
        give = self.construct_view(GiveCredits)
        return [*super().get_urlpatterns(), path("give/", give, name="give")]


class CreditUseFilterSet(CreatedFilterSet):
    class Meta:
        model = CreditUse
        fields = ["state", "lot__source"]


class CreditUseViewSet(ReadOnlyViewSet):
    """What credits were held for and spent on."""

    model = CreditUse
    icon = "link"
    menu_label = "Credits used"
    related = ("lot__user",)
    list_display = [
        "reference",
        Column("user", label="Client", accessor="lot.user", sort_key="lot__user__email"),
        Column("state", accessor="get_state_display", sort_key="state"),
        AmountColumn("amount_cents", "Amount", currency="lot.currency"),
        AmountColumn("given_back_cents", "Given back", currency="lot.currency"),
        DateColumn("spent_at", label="Spent", sort_key="spent_at"),
        DateColumn("created_at", label="Made", sort_key="created_at"),
    ]
    filterset_class = CreditUseFilterSet
    list_export = [
        "reference", "state", "lot.public_id", "lot.user.email", "lot.source", "lot.currency",
        "amount_cents", "given_back_cents", "spent_at", "created_at",
    ]  # fmt: skip
    search_fields = ["reference", "lot__user__email"]


class CreditTransferViewSet(ReadOnlyViewSet):
    """Credits that one client passes on to another."""

    model = CreditTransfer
    icon = "redirect"
    menu_label = "Credits passed on"
    related = ("sender",)
    list_display = [
        Column("sender", label="From", sort_key="sender__email"),
        Column("receiver_email", label="To", sort_key="receiver_email"),
        Column("status", accessor="get_status_display", sort_key="status"),
        AmountColumn("amount_cents", "Amount"),
        MomentColumn("expires_at", label="Until", sort_key="expires_at"),
        DateColumn("created_at", label="Made", sort_key="created_at"),
    ]
    list_filter = ["status"]
    list_export = [
        "public_id", "sender.email", "receiver_email", "status", "currency", "amount_cents",
        "expires_at", "accepted_at", "created_at",
    ]  # fmt: skip
    search_fields = ["sender__email", "receiver_email", "public_id"]


def register_giving() -> None:
    """Say who may give credits, and what the log calls it; at the top of `wagtail_hooks.py`."""

    def name_action(actions: LogActionRegistry) -> None:
        actions.register_action(GIVEN, "Give credits", "Give credits")

    register_permission_policy(CreditLot, GivingPolicy(CreditLot))
    hooks.register("register_log_actions", name_action)
