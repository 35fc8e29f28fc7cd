from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from commerce.payments import operations
from commerce.payments.models import Payment, Refund, WebhookReceipt
from estuary.kernel.backoffice import AmountColumn, ReadOnlyViewSet
from estuary.kernel.steps import Step, SteppedViewSet


class PaymentViewSet(SteppedViewSet):
    """Money asked of cards; the provider is asked about one whose end we do not know."""

    model = Payment
    icon = "download"
    menu_label = "Payments"
    steps = (
        Step(
            name="ask",
            label="Ask the provider",
            icon="help",
            means="Takes over how it stands at the provider, if news of it were lost.",
            allowed=lambda payment: payment.awaits_word,
            take=lambda pk: operations.refresh(payment_id=pk),
        ),
    )
    related = ("user",)
    list_display = [
        "reference",
        Column("user", label="Client", sort_key="user__email"),
        Column("status", accessor="get_status_display", sort_key="status"),
        AmountColumn("amount_cents", "Amount"),
        AmountColumn("fee_cents", "Provider's fee"),
        DateColumn("settled_at", label="Settled", sort_key="settled_at"),
        DateColumn("created_at", label="Made", sort_key="created_at"),
    ]
    list_filter = ["status", "currency"]
    list_export = [
        "public_id", "reference", "status", "user.email", "amount_cents", "currency", "fee_cents",
        "intent_id", "charge_id", "settled_at", "created_at", "failure_code",
    ]  # fmt: skip
    search_fields = ["reference", "intent_id", "charge_id", "user__email", "public_id"]
    inspect_view_fields_exclude = ["client_secret", "next_action"]


class RefundViewSet(SteppedViewSet):
    """Money given back; one that failed is tried again from here."""

    model = Refund
    icon = "undo"
    menu_label = "Refunds"
    steps = (
        Step(
            name="try-again",
            label="Try again",
            icon="rotate",
            means=(
                "Asks the provider once more to give the money back. It is never given back twice."
            ),
            allowed=lambda refund: refund.may_be_retried,
            take=lambda pk: operations.retry_refund(refund_id=pk),
        ),
        Step(
            name="ask",
            label="Ask the provider",
            icon="help",
            means="Takes over how it stands at the provider, if news of it were lost.",
            allowed=lambda refund: refund.is_under_way,
            take=lambda pk: operations.send_refund(refund_id=pk),
        ),
    )
    related = ("payment__user",)
    list_display = [
        "reference",
        Column("user", label="Client", accessor="payment.user", sort_key="payment__user__email"),
        Column("status", accessor="get_status_display", sort_key="status"),
        AmountColumn("amount_cents", "Amount", currency="payment.currency"),
        DateColumn("completed_at", label="Paid back", sort_key="completed_at"),
        DateColumn("created_at", label="Asked", sort_key="created_at"),
    ]
    list_filter = ["status"]
    list_export = [
        "public_id", "reference", "status", "payment.reference", "amount_cents",
        "payment.currency", "provider_id", "completed_at", "created_at", "failure",
    ]  # fmt: skip
    search_fields = ["reference", "provider_id", "payment__user__email", "payment__reference"]


class WebhookReceiptFilterSet(WagtailFilterSet):
    received_at = DateFromToRangeFilter(label="Received", widget=DateRangePickerWidget)

    class Meta:
        model = WebhookReceipt
        fields = ["type"]


class WebhookReceiptViewSet(ReadOnlyViewSet):
    """What the provider told us, and whether it was handled."""

    model = WebhookReceipt
    icon = "mail"
    menu_label = "Webhooks"
    list_display = [
        "event_id",
        "type",
        "object_id",
        "account",
        DateColumn("received_at", label="Received", sort_key="received_at"),
        DateColumn("handled_at", label="Handled", sort_key="handled_at"),
    ]
    filterset_class = WebhookReceiptFilterSet
    list_export = ["event_id", "type", "object_id", "account", "received_at", "handled_at"]
    search_fields = ["event_id", "object_id", "account", "type"]
    ordering = ["-received_at"]
