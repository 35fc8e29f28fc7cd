"""ADAPTER: payments by Stripe. How it is called is in `stripe_calls`."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import stripe
from django.conf import settings

from commerce.payments.gateway import (
    LONGEST_NAME,
    BadSignature,
    Card,
    Intent,
    NotAnEvent,
    Notice,
    PaymentRefused,
    ProviderRefund,
    Setup,
)
from commerce.payments.states import PaymentStatus, RefundStatus, SetupStatus
from commerce.payments.stripe_calls import (
    ask,
    client,
    is_live,
    look,
    metadata_of,
    name_of,
    options,
    told,
)

_INTENT_STATUS = {
    "requires_payment_method": PaymentStatus.OPEN,
    "requires_confirmation": PaymentStatus.OPEN,
    "requires_action": PaymentStatus.ACTION_NEEDED,
    "requires_capture": PaymentStatus.PROCESSING,
    "processing": PaymentStatus.PROCESSING,
    "succeeded": PaymentStatus.SUCCEEDED,
    "canceled": PaymentStatus.CANCELLED,
}

_SETUP_STATUS = {
    "requires_payment_method": SetupStatus.OPEN,
    "requires_confirmation": SetupStatus.OPEN,
    "requires_action": SetupStatus.ACTION_NEEDED,
    "processing": SetupStatus.PROCESSING,
    "succeeded": SetupStatus.SUCCEEDED,
    "canceled": SetupStatus.CANCELLED,
}

_REFUND_STATUS = {
    "pending": RefundStatus.PENDING,
    "requires_action": RefundStatus.PENDING,
    "succeeded": RefundStatus.SUCCEEDED,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.FAILED,
}

# Seconds. An event that was signed longer ago may be somebody's recording.
SIGNED_WITHIN = stripe.Webhook.DEFAULT_TOLERANCE

# Everything we read of an intent, in one answer.
_EXPAND = ["latest_charge.balance_transaction"]
_WITH_CARD = ["payment_method"]


class StripeGateway:
    """Stripe by its official library."""

    @property
    def client(self) -> stripe.StripeClient:
        return client()

    def create_customer(self, *, email: str, name: str, user_id: str, key: str) -> str:
        params: Any = {"email": email, "name": name, "metadata": {"user": user_id}}
        return ask(lambda: self.client.v1.customers.create(params, options(key)).id)

    def find_customer(self, *, email: str, user_id: str) -> str | None:
        params: Any = {"email": email, "limit": 100}

        def find() -> str | None:
            customers = self.client.v1.customers.list(params).auto_paging_iter()
            found = (one.id for one in customers if metadata_of(one).get("user") == user_id)
            return next(found, None)

        return look(find)

    def create_intent(
        self,
        *,
        customer: str,
        amount_cents: int,
        currency: str,
        description: str,
        metadata: Mapping[str, str],
        key: str,
    ) -> Intent:
        params: Any = {
            "customer": customer,
            "amount": amount_cents,
            "currency": currency,
            "description": description,
            "metadata": dict(metadata),
            "automatic_payment_methods": {"enabled": True},
        }
        return ask(lambda: _intent(self.client.v1.payment_intents.create(params, options(key))))

    def confirm_intent(
        self, *, intent_id: str, payment_method: str, return_url: str, key: str
    ) -> Intent:
        params: Any = {
            "payment_method": payment_method,
            "return_url": return_url,
            "expand": _EXPAND,
        }

        def confirm() -> Intent:
            try:
                return _intent(
                    self.client.v1.payment_intents.confirm(intent_id, params, options(key))
                )
            except stripe.CardError as declined:
                # A decline is an answer about the intent, not a fault: it is open again.
                intent = self.fetch_intent(intent_id=intent_id)
                if intent.failure_code:
                    return intent
                raise PaymentRefused(
                    declined.user_message or "", reason=declined.code or ""
                ) from declined
            except stripe.InvalidRequestError as error:
                if error.code != "payment_intent_unexpected_state":
                    raise
                return self.fetch_intent(intent_id=intent_id)

        return ask(confirm)

    def cancel_intent(self, *, intent_id: str, key: str) -> Intent:
        def cancel() -> Intent:
            try:
                return _intent(self.client.v1.payment_intents.cancel(intent_id, {}, options(key)))
            except stripe.InvalidRequestError as error:
                if error.code != "payment_intent_unexpected_state":
                    raise
                return self.fetch_intent(intent_id=intent_id)

        return ask(cancel)

    def fetch_intent(self, *, intent_id: str) -> Intent:
        params: Any = {"expand": _EXPAND}
        return look(lambda: _intent(self.client.v1.payment_intents.retrieve(intent_id, params)))

    def find_intent(self, *, customer: str, reference: str) -> Intent | None:
        params: Any = {"customer": customer, "limit": 100}

        def find() -> Intent | None:
            for intent in self.client.v1.payment_intents.list(params).auto_paging_iter():
                if metadata_of(intent).get("reference") == reference:
                    return self.fetch_intent(intent_id=intent.id)
            return None

        return look(find)

    def refund(
        self, *, intent_id: str, amount_cents: int, metadata: Mapping[str, str], key: str
    ) -> ProviderRefund:
        params: Any = {
            "payment_intent": intent_id,
            "amount": amount_cents,
            "metadata": dict(metadata),
        }
        return ask(lambda: refund_of(self.client.v1.refunds.create(params, options(key))))

    def fetch_refund(self, *, refund_id: str) -> ProviderRefund:
        return look(lambda: refund_of(self.client.v1.refunds.retrieve(refund_id)))

    def find_refund(self, *, intent_id: str, reference: str) -> ProviderRefund | None:
        params: Any = {"payment_intent": intent_id, "limit": 100}

        def find() -> ProviderRefund | None:
            refunds = self.client.v1.refunds.list(params).auto_paging_iter()
            found = (r for r in refunds if metadata_of(r).get("reference") == reference)
            refund = next(found, None)
            return None if refund is None else refund_of(refund)

        return look(find)

    def create_setup(self, *, customer: str, metadata: Mapping[str, str], key: str) -> Setup:
        params: Any = {
            "customer": customer,
            "usage": "off_session",
            "payment_method_types": ["card"],
            "metadata": dict(metadata),
        }
        return ask(lambda: _setup(self.client.v1.setup_intents.create(params, options(key))))

    def confirm_setup(
        self, *, setup_id: str, payment_method: str, return_url: str, key: str
    ) -> Setup:
        params: Any = {
            "payment_method": payment_method,
            "return_url": return_url,
            "expand": _WITH_CARD,
        }

        def confirm() -> Setup:
            try:
                return _setup(self.client.v1.setup_intents.confirm(setup_id, params, options(key)))
            except stripe.CardError as declined:
                setup = self.fetch_setup(setup_id=setup_id)
                if setup.failure_code:
                    return setup
                raise PaymentRefused(
                    declined.user_message or "", reason=declined.code or ""
                ) from declined
            except stripe.InvalidRequestError as error:
                if error.code != "setup_intent_unexpected_state":
                    raise
                return self.fetch_setup(setup_id=setup_id)

        return ask(confirm)

    def cancel_setup(self, *, setup_id: str, key: str) -> Setup:
        def cancel() -> Setup:
            try:
                return _setup(self.client.v1.setup_intents.cancel(setup_id, {}, options(key)))
            except stripe.InvalidRequestError as error:
                if error.code != "setup_intent_unexpected_state":
                    raise
                return self.fetch_setup(setup_id=setup_id)

        return ask(cancel)

    def fetch_setup(self, *, setup_id: str) -> Setup:
        params: Any = {"expand": _WITH_CARD}
        return look(lambda: _setup(self.client.v1.setup_intents.retrieve(setup_id, params)))

    def find_setup(self, *, customer: str, reference: str) -> Setup | None:
        params: Any = {"customer": customer, "limit": 100}

        def find() -> Setup | None:
            for setup in self.client.v1.setup_intents.list(params).auto_paging_iter():
                if metadata_of(setup).get("reference") == reference:
                    return self.fetch_setup(setup_id=setup.id)
            return None

        return look(find)

    def fetch_card(self, *, card_id: str) -> Card | None:
        return look(lambda: _card(self.client.v1.payment_methods.retrieve(card_id)))

    def detach_card(self, *, card_id: str, key: str) -> None:
        def detach() -> None:
            try:
                self.client.v1.payment_methods.detach(card_id, {}, options(key))
            except stripe.InvalidRequestError:
                # Stripe has no word of its own for "it is detached already".
                if self.client.v1.payment_methods.retrieve(card_id).customer:
                    raise

        ask(detach)

    def read_notice(self, *, body: bytes, signature: str) -> Notice | None:
        try:
            _verify(body, signature)
        except _NOT_SIGNED as error:
            raise BadSignature from error
        try:
            said = json.loads(body)
            if bool(said.get("livemode")) != is_live():
                return None
            if said.get("object") == "v2.core.event":
                return _thin(self.client.parse_event_notification_without_verification(body))
            return _snapshot(stripe.Webhook.construct_event_without_verification(body))
        except _NOT_AN_EVENT as error:
            raise NotAnEvent from error


_NOT_SIGNED = (
    stripe.SignatureVerificationError,
    ValueError,  # a body that is no text
    TypeError,  # a signature with letters that are not ASCII
)
_NOT_AN_EVENT = (
    ValueError,
    KeyError,
    AttributeError,
    TypeError,
    OverflowError,  # a time that no calendar has
    RecursionError,  # brackets without an end
)


def _verify(body: bytes, signature: str) -> None:
    """Each destination of events signs with a secret of its own; one of them must fit."""
    secrets = [secret.strip() for secret in settings.STRIPE_WEBHOOK_SECRET.split(",")]
    for secret in secrets[:-1]:
        with suppress(stripe.SignatureVerificationError):
            stripe.WebhookSignature.verify_header(body, signature, secret, SIGNED_WITHIN)
            return
    stripe.WebhookSignature.verify_header(body, signature, secrets[-1], SIGNED_WITHIN)


def _snapshot(event: stripe.Event) -> Notice:
    """An event of `/v1`. Some objects (a balance) have no id."""
    return Notice(
        event_id=_word(event.id),
        type=_word(event.type),
        object_id=_words(told(event.data.object, "id")),
        created_at=datetime.fromtimestamp(event.created, UTC),
        account=_words(told(event, "account")),
    )


def _thin(event: stripe.v2.core.EventNotification) -> Notice:
    """An event of `/v2`: it names the object, and says nothing else of it."""
    return Notice(
        event_id=_word(event.id),
        type=_word(event.type),
        object_id=_words(told(getattr(event, "related_object", None), "id")),
        created_at=datetime.fromisoformat(event.created),
        account=_words(str(event.context or "")),
    )


def _word(said: object) -> str:
    """A name in an event, without which it is none."""
    if not (said and isinstance(said, str)):
        raise ValueError("a name is missing")
    return _words(said)


def _words(said: object) -> str:
    """The same, where it may be missing: nothing that a row could not hold."""
    if not isinstance(said, str) or len(said) > LONGEST_NAME or not said.isprintable():
        raise ValueError("this is no name")
    return said


def _intent(intent: stripe.PaymentIntent) -> Intent:
    error = intent.last_payment_error
    charge = intent.latest_charge
    expanded = charge if isinstance(charge, stripe.Charge) else None
    return Intent(
        id=intent.id,
        status=_INTENT_STATUS[intent.status],
        amount_cents=intent.amount,
        currency=intent.currency,
        client_secret=intent.client_secret or "",
        charge_id=expanded.id if expanded else str(charge or ""),
        fee_cents=_fee(expanded),
        method=_method(expanded),
        next_action=intent.next_action.to_dict() if intent.next_action else None,
        failure_code=told(error, "decline_code") or told(error, "code"),
        failure_message=told(error, "message"),
        metadata=metadata_of(intent),
    )


def _fee(charge: stripe.Charge | None) -> int | None:
    movement = charge.balance_transaction if charge else None
    return movement.fee if isinstance(movement, stripe.BalanceTransaction) else None


def _method(charge: stripe.Charge | None) -> dict[str, str] | None:
    card = charge.payment_method_details.card if charge and charge.payment_method_details else None
    return {"brand": card.brand or "", "last4": card.last4 or ""} if card else None


def _setup(setup: stripe.SetupIntent) -> Setup:
    error, method = setup.last_setup_error, setup.payment_method
    return Setup(
        id=setup.id,
        status=_SETUP_STATUS[setup.status],
        client_secret=setup.client_secret or "",
        card=_card(method) if isinstance(method, stripe.PaymentMethod) else None,
        next_action=setup.next_action.to_dict() if setup.next_action else None,
        failure_code=told(error, "decline_code") or told(error, "code"),
        failure_message=told(error, "message"),
        metadata=metadata_of(setup),
    )


def _card(method: stripe.PaymentMethod) -> Card | None:
    if method.type != "card" or method.card is None:
        return None
    return Card(
        id=method.id,
        customer=name_of(method.customer),
        brand=method.card.brand,
        last4=method.card.last4 or "",
        exp_month=method.card.exp_month,
        exp_year=method.card.exp_year,
    )


def refund_of(refund: stripe.Refund) -> ProviderRefund:
    return ProviderRefund(
        id=refund.id,
        status=_REFUND_STATUS[refund.status or "pending"],
        amount_cents=refund.amount,
        intent_id=name_of(refund.payment_intent),
        failure=told(refund, "failure_reason"),
        metadata=metadata_of(refund),
    )
