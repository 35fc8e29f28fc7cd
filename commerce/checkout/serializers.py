from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commerce.bookings.holds import Participant
from commerce.checkout.buying import Means, ServiceQuote
from commerce.checkout.models import Order, OrderLine
from commerce.checkout.prepaid import CreditsQuote, PackageQuote, UnitQuote
from commerce.checkout.seats import Guests
from commerce.checkout.states import RefundTo
from commerce.earnings.serializers import BookingWithCommission
from commerce.payments.models import Payment
from commerce.payments.serializers import RefundCard
from commerce.payments.states import FINAL, GIVEN_UP
from estuary.kernel.api.schemas import Money, MoneyField, money
from estuary.kernel.api.serializers import StrictSerializer
from marketplace.packages.serializers import ServiceName


class Guest(StrictSerializer):
    """Who sits in a seat."""

    name = serializers.CharField(max_length=120)
    email = serializers.EmailField(default="", allow_blank=True)


class NewBooking(StrictSerializer):
    """What a client sends to book; it checks shape, `buying.book` checks sense."""

    service = serializers.UUIDField(help_text="The service's id.")
    slot = serializers.CharField(
        max_length=300, required=False, help_text="The word from its availability."
    )
    session = serializers.UUIDField(
        required=False,
        help_text="Of a workshop: the date's id. Of a course: that of its first session to come.",
    )
    seats = serializers.IntegerField(default=1, min_value=1, max_value=20)
    participants = Guest(many=True, default=list, help_text="Who comes, as far as it is known.")
    terms_version = serializers.IntegerField(
        required=False, help_text="With a session: the terms that were shown; others are refused."
    )
    notes = serializers.CharField(max_length=500, default="", allow_blank=True)
    promotion_code = serializers.CharField(max_length=40, default="", allow_blank=True)
    apply_credits = serializers.BooleanField(
        default=False, help_text="Pay with credits as far as they go, and the rest by card."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("slot" in attrs) == ("session" in attrs):
            raise serializers.ValidationError({"slot": ["Give either `slot` or `session`."]})
        if "slot" in attrs and (attrs["seats"] > 1 or attrs["participants"]):
            raise serializers.ValidationError({"seats": ["A slot has one seat, for yourself."]})
        return attrs

    def guests(self) -> Guests:
        """The seats that were asked for."""
        said = self.validated_data
        return Guests(
            seats=said["seats"],
            named=tuple(Participant(**one) for one in said["participants"]),
            terms_version=said.get("terms_version"),
        )


class QuestionOfPackagePrice(StrictSerializer):
    """How a package would be paid, besides a card."""

    promotion_code = serializers.CharField(max_length=40, default="", allow_blank=True)
    apply_credits = serializers.BooleanField(default=False)

    def means(self) -> Means:
        """As operations take it."""
        said = self.validated_data
        return Means(promotion_code=said["promotion_code"], apply_credits=said["apply_credits"])


class BuyPackage(QuestionOfPackagePrice):
    """How a package is to be paid, besides a card."""

    terms_version = serializers.IntegerField(
        required=False, help_text="The terms that were shown; others are refused."
    )


class BuyCredits(StrictSerializer):
    """How many credits."""

    amount_cents = serializers.IntegerField(min_value=1)


class QuestionOfPrice(StrictSerializer):
    """What a price is asked for."""

    slot = serializers.CharField(
        required=False, max_length=300, help_text="For what a cancellation would give back when."
    )
    session = serializers.UUIDField(required=False, help_text="Of a workshop or a course.")
    seats = serializers.IntegerField(default=1, min_value=1, max_value=20)
    promotion_code = serializers.CharField(max_length=40, default="")
    apply_credits = serializers.BooleanField(default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "slot" in attrs and "session" in attrs:
            raise serializers.ValidationError({"slot": ["Give either `slot` or `session`."]})
        if "session" not in attrs and attrs["seats"] > 1:
            raise serializers.ValidationError({"seats": ["Say of which `session`."]})
        return attrs


class SessionWorth(serializers.Serializer):
    """A planned session, and what of the price it is worth."""

    id = serializers.UUIDField()
    start_time = serializers.DateTimeField()
    end_time = serializers.DateTimeField()
    number = serializers.IntegerField(allow_null=True)
    price = Money()


class RefundStepCard(serializers.Serializer):
    """Cancelled until then, so much comes back."""

    until = serializers.DateTimeField()
    percent = serializers.IntegerField()
    amount = Money()


class QuoteCard(serializers.Serializer):
    """What buying now would cost, and what giving it up would give back."""

    subtotal = MoneyField(source="price.subtotal_cents", currency_source="price.currency")
    discount = MoneyField(source="price.discount_cents", currency_source="price.currency")
    credits_applied = MoneyField(
        source="price.credits_applied_cents", currency_source="price.currency"
    )
    tax = MoneyField(source="price.tax_cents", currency_source="price.currency")
    total = MoneyField(source="price.total_cents", currency_source="price.currency")
    amount_due = MoneyField(source="price.amount_due_cents", currency_source="price.currency")
    terms_version = serializers.IntegerField(source="terms.version")
    policy = serializers.CharField(source="terms.cancellation_policy")
    valid_until = serializers.DateTimeField(
        allow_null=True, help_text="When the slot can be booked no more, or the code ends."
    )
    refund_if_cancelled = serializers.SerializerMethodField(
        help_text="Empty without a slot or a session, and of credits."
    )

    @extend_schema_field(RefundStepCard(many=True))
    def get_refund_if_cancelled(
        self, quoted: ServiceQuote | PackageQuote | CreditsQuote
    ) -> list[dict[str, Any]]:
        currency = quoted.price.currency
        return [
            {"until": step.until, "percent": step.percent}
            | {"amount": money(step.amount_cents, currency)}
            for step in quoted.refund_steps
        ]


class ServiceQuoteCard(QuoteCard):
    """What a session, or seats at planned dates, would cost."""

    sessions = serializers.SerializerMethodField(
        help_text="What is bought with `session`: of a course all that are to come."
    )

    @extend_schema_field(SessionWorth(many=True))
    def get_sessions(self, quoted: ServiceQuote) -> list[dict[str, Any]]:
        shapes = [
            {
                "id": session.public_id,
                "start_time": session.starts_at,
                "end_time": session.ends_at,
                "number": session.number,
                "price": money(cents, quoted.price.currency),
            }
            for session, cents in quoted.sessions
        ]
        return list(SessionWorth(shapes, many=True).data)


class UnitQuoteCard(serializers.Serializer):
    """One session in a package."""

    service = ServiceName()
    policy = serializers.CharField(
        source="terms.cancellation_policy", help_text="When its booking can be given up."
    )
    price = serializers.SerializerMethodField(help_text="What it is refunded at, unused.")

    @extend_schema_field(Money)
    def get_price(self, unit: UnitQuote) -> dict[str, Any]:
        return money(unit.price_cents, unit.terms.currency)


class PackageQuoteCard(QuoteCard):
    """What buying a package now would cost, and what of it could be given back until when."""

    policy = serializers.CharField(
        default=None, allow_null=True, read_only=True, help_text="Null; each unit has its own."
    )
    valid_for_days = serializers.IntegerField(source="terms.valid_for_days")
    expires_at = serializers.DateTimeField(help_text="If it were paid now.")
    units = UnitQuoteCard(many=True)


class CreditsQuoteCard(QuoteCard):
    """What credits would cost; they have no terms."""

    terms_version = serializers.IntegerField(default=None, allow_null=True, read_only=True)
    policy = serializers.CharField(default=None, allow_null=True, read_only=True)


class CancelBooking(StrictSerializer):
    """Why a booking is given up; the practitioner or client is told."""

    reason = serializers.CharField(max_length=500, default="", allow_blank=True)
    refund_to = serializers.ChoiceField(
        choices=RefundTo.choices,
        default=RefundTo.CARD,
        help_text="Where the card's part goes; what was paid with credits is credits again.",
    )


class ReturnUnits(StrictSerializer):
    """Where the card's part of what comes back goes."""

    refund_to = serializers.ChoiceField(
        choices=RefundTo.choices,
        default=RefundTo.CARD,
        help_text="What was paid with credits is credits again in any case.",
    )


class OpenPayment(StrictSerializer):
    """Which order is to be paid."""

    order = serializers.UUIDField()


class ConfirmPayment(StrictSerializer):
    """Which order is to be settled, and with what if the server is to try it."""

    order = serializers.UUIDField()
    payment_method = serializers.CharField(
        max_length=64,
        default="",
        allow_blank=True,
        help_text="The id of a saved card, or a payment method of the provider; without one, the "
        "provider is only asked.",
    )
    return_url = serializers.URLField(
        required=False, help_text="Where the bank sends the client back to; the frontend's own."
    )


class PaymentToConfirm(serializers.ModelSerializer):
    """What a browser needs to let the client pay."""

    id = serializers.UUIDField(source="public_id")
    amount = MoneyField(source="amount_cents")
    refunded = serializers.SerializerMethodField()
    charged_back = serializers.SerializerMethodField(
        help_text="What the client's bank has taken back for good."
    )
    client_secret = serializers.SerializerMethodField(help_text="Null once it has ended.")
    publishable_key = serializers.SerializerMethodField()
    next_action = serializers.JSONField(help_text="What the bank wants of the client, or null.")
    refunds = RefundCard(many=True)

    class Meta:
        model = Payment
        fields = [
            "id",
            "status",
            "amount",
            "method",
            "refunded",
            "charged_back",
            "client_secret",
            "publishable_key",
            "next_action",
            "failure_code",
            "failure_message",
            "refunds",
        ]
        read_only_fields = fields

    @extend_schema_field(Money)
    def get_refunded(self, payment: Payment) -> dict[str, Any]:
        given = sum(r.amount_cents for r in payment.refunds.all() if r.status not in GIVEN_UP)
        return money(given, payment.currency)

    @extend_schema_field(Money)
    def get_charged_back(self, payment: Payment) -> dict[str, Any]:
        return money(payment.order.charged_back_cents, payment.currency)

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_client_secret(self, payment: Payment) -> str | None:
        return None if payment.status in FINAL else payment.client_secret or None

    def get_publishable_key(self, payment: Payment) -> str:
        return settings.STRIPE_PUBLISHABLE_KEY


class OrderLineCard(serializers.ModelSerializer):
    """One thing in an order."""

    id = serializers.UUIDField(source="public_id")
    unit_price = MoneyField(source="unit_price_cents", currency_source="order.currency")
    discount = MoneyField(source="discount_cents", currency_source="order.currency")
    total = MoneyField(source="total_cents", currency_source="order.currency")

    class Meta:
        model = OrderLine
        fields = ["id", "kind", "title", "quantity", "unit_price", "discount", "total"]
        read_only_fields = fields


class OrderCard(serializers.ModelSerializer):
    """What was bought, and with what it is paid."""

    id = serializers.UUIDField(source="public_id")
    lines = OrderLineCard(many=True)
    subtotal = MoneyField(source="subtotal_cents")
    discount = MoneyField(source="discount_cents")
    credits_applied = MoneyField(source="credits_applied_cents")
    tax = MoneyField(source="tax_cents")
    total = MoneyField(source="total_cents")
    amount_due = serializers.SerializerMethodField(help_text="What is still to be paid.")
    payments = serializers.SerializerMethodField()
    receipt = serializers.SerializerMethodField(help_text="Its number; null until it is issued.")

    class Meta:
        model = Order
        fields = [
            "id",
            "number",
            "status",
            "lines",
            "subtotal",
            "discount",
            "credits_applied",
            "tax",
            "total",
            "amount_due",
            "payments",
            "receipt",
            "expires_at",
            "paid_at",
            "created_at",
        ]
        read_only_fields = fields

    @extend_schema_field(Money)
    def get_amount_due(self, order: Order) -> dict[str, Any]:
        return money(order.still_due_cents, order.currency)

    @extend_schema_field(PaymentToConfirm(many=True))
    def get_payments(self, order: Order) -> list[Any]:
        return [PaymentToConfirm(order.payment).data] if order.payment else []

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_receipt(self, order: Order) -> str | None:
        papers = order.receipts.all()
        return next((paper.number for paper in papers if paper.kind == "receipt"), None)


class NewBookingAnswer(BookingWithCommission):
    """The booking, with the whole order: what is due, and the payment to confirm."""

    order = OrderCard(source="order_line.order")  # type: ignore[assignment]


class CancellationQuoteCard(serializers.Serializer):
    """What a cancellation now would give back."""

    by = serializers.CharField()
    at = serializers.DateTimeField()
    percent = serializers.IntegerField()
    paid = MoneyField(source="paid_cents")
    refund = MoneyField(source="refund_cents")
    to_card = MoneyField(source="card_cents")
    to_credits = MoneyField(source="credits_cents")
    returns_unit = serializers.BooleanField(
        help_text="Of what was bought in a package: it is yours again."
    )


class ReturnQuoteCard(serializers.Serializer):
    """What giving back all open units would give back now."""

    at = serializers.DateTimeField()
    until = serializers.DateTimeField(help_text="When they expire, and nothing comes back.")
    units = serializers.IntegerField(help_text="Open ones; booked ones stay booked.")
    refund = MoneyField(source="refund_cents")
    to_card = MoneyField(source="card_cents")
    to_credits = MoneyField(source="credits_cents")
