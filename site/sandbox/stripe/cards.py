"""Stripe's test cards: what each number does, and the names it goes by.

`pm_card_visa` and `tok_visa` name the same card, so do `pm_card_visa_chargeDeclined` and the
form without the brand. See https://docs.stripe.com/testing.
"""

from dataclasses import dataclass, replace

from sandbox.stripe.errors import ApiError


@dataclass(frozen=True)
class Decline:
    """How a charge is refused."""

    code: str = "card_declined"
    decline_code: str = "generic_decline"
    message: str = "Your card was declined."
    param: str | None = None


@dataclass(frozen=True)
class TestCard:
    """One number and its behaviour."""

    number: str
    brand: str = "visa"
    funding: str = "credit"
    country: str = "US"
    decline: Decline | None = None
    declines_when_attached: bool = True  # a declining card is refused at attaching already
    authentication: str = "never"  # never, always, unless_set_up
    cvc_check: str = "pass"
    refund: str = "succeeded"  # succeeded, pending, failed
    funds_at_once: bool = False
    dispute: str | None = None  # the reason its holder disputes every charge for, or `inquiry`
    blocked: bool = False

    @property
    def last4(self) -> str:
        return self.number[-4:]


GENERIC = Decline()
EXPIRED = Decline("expired_card", "expired_card", "Your card has expired.", "exp_month")
WRONG_CVC = Decline(
    "incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect.", "cvc"
)
PROCESSING = Decline(
    "processing_error",
    "processing_error",
    "An error occurred while processing your card. Try again in a little bit.",
)
VELOCITY = Decline(
    decline_code="card_velocity_exceeded",
    message="Your card was declined for making repeated attempts too frequently or exceeding its "
    "amount limit.",
)
LOW_FUNDS = Decline(decline_code="insufficient_funds", message="Your card has insufficient funds.")
AUTHENTICATION_REQUIRED = Decline(
    "authentication_required",
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
)

NAMED = {
    "visa": TestCard("4242424242424242"),
    "visa_debit": TestCard("4000056655665556", funding="debit"),
    "mastercard": TestCard("5555555555554444", brand="mastercard"),
    "mastercard_debit": TestCard("5200828282828210", brand="mastercard", funding="debit"),
    "mastercard_prepaid": TestCard("5105105105105100", brand="mastercard", funding="prepaid"),
    "amex": TestCard("378282246310005", brand="amex"),
    "discover": TestCard("6011111111111117", brand="discover"),
    "diners": TestCard("3056930009020004", brand="diners"),
    "jcb": TestCard("3566002020360505", brand="jcb", country="JP"),
    "unionpay": TestCard("6200000000000005", brand="unionpay", country="CN"),
    "gb": TestCard("4000008260000000", country="GB"),
    "de": TestCard("4000002760000016", country="DE"),
    "ca": TestCard("4000001240000000", country="CA"),
    "chargeDeclined": TestCard("4000000000000002", decline=GENERIC),
    "chargeDeclinedInsufficientFunds": TestCard("4000000000009995", decline=LOW_FUNDS),
    "chargeDeclinedLostCard": TestCard(
        "4000000000009987", decline=Decline(decline_code="lost_card")
    ),
    "chargeDeclinedStolenCard": TestCard(
        "4000000000009979", decline=Decline(decline_code="stolen_card")
    ),
    "chargeDeclinedExpiredCard": TestCard("4000000000000069", decline=EXPIRED),
    "chargeDeclinedIncorrectCvc": TestCard("4000000000000127", decline=WRONG_CVC, cvc_check="fail"),
    "chargeDeclinedProcessingError": TestCard("4000000000000119", decline=PROCESSING),
    "chargeDeclinedVelocityLimitExceeded": TestCard("4000000000006975", decline=VELOCITY),
    "chargeDeclinedFraudulent": TestCard(
        "4100000000000019", decline=Decline(decline_code="fraudulent"), blocked=True
    ),
    "chargeCustomerFail": TestCard(
        "4000000000000341", decline=GENERIC, declines_when_attached=False
    ),
    "threeDSecure2Required": TestCard("4000000000003220", authentication="always"),
    "threeDSecureRequired": TestCard("4000000000003063", authentication="always"),
    "authenticationRequired": TestCard("4000002760003184", authentication="always", country="DE"),
    "authenticationRequiredOnSetup": TestCard("4000002500003155", authentication="unless_set_up"),
    "threeDSecureRequiredChargeDeclined": TestCard(
        "4000008400001629", authentication="always", decline=GENERIC, declines_when_attached=False
    ),
    "threeDSecureOptional": TestCard("4000000000003055"),
    "refundFail": TestCard("4000000000005126", refund="failed"),
    "pendingRefund": TestCard("4000000000007726", refund="pending"),
    "createDispute": TestCard("4000000000000259", dispute="fraudulent"),
    "createDisputeProductNotReceived": TestCard("4000000000002685", dispute="product_not_received"),
    "createDisputeInquiry": TestCard("4000000000001976", dispute="inquiry"),
    "bypassPending": TestCard("4000000000000077", funds_at_once=True),
}
ALIASES = {
    "us": "visa",
    "radarBlock": "chargeDeclinedFraudulent",
    "authenticationRequiredSetupForOffSession": "authenticationRequiredOnSetup",
    "threeDSecure2RequiredChargeDeclined": "threeDSecureRequiredChargeDeclined",
}
BY_NUMBER = {card.number: card for card in NAMED.values()}
# A bank account, not a card: it is how an intent comes to `processing`.
BANK_ACCOUNTS = {
    "pm_usBankAccount_success": "000123456789",
    "pm_usBankAccount_accountClosed": "000111111113",
    "pm_usBankAccount_insufficientFunds": "000222222227",
}
BANK_ROUTING = "110000000"
BANK_DECLINES = {
    "000111111113": Decline(
        "payment_method_provider_decline",
        "account_closed",
        "The customer's bank account has been closed.",
    ),
    "000222222227": Decline(
        "payment_method_provider_decline",
        "insufficient_funds",
        "The customer's account has insufficient funds to cover this payment.",
    ),
}


def named(name: str) -> TestCard | None:
    """The card behind `pm_card_visa`, `tok_visa` and their like; None for any other text."""
    for prefix in ("pm_card_", "tok_"):
        if name.startswith(prefix):
            short = name.removeprefix(prefix)
            if short not in NAMED and short not in ALIASES:
                short = short.removeprefix("visa_")
            return NAMED.get(ALIASES.get(short, short))
    return None


def numbered(number: str) -> TestCard:
    """The card with this number; any other number is refused, as in Stripe's test mode."""
    digits = number.replace(" ", "").replace("-", "")
    if digits in BY_NUMBER:
        return BY_NUMBER[digits]
    if not digits.isdigit() or not passes_luhn(digits):
        raise refused("incorrect_number", "Your card number is incorrect.", param="number")
    raise refused(
        "card_declined",
        "Your card was declined. Your request was in test mode, but used a non test card. For a "
        "list of valid test cards, visit: https://stripe.com/docs/testing.",
        decline_code="test_mode_live_card",
    )


def set_up(card: TestCard) -> TestCard:
    """The same card after its holder agreed once to later payments."""
    return replace(card, authentication="never") if card.authentication == "unless_set_up" else card


def passes_luhn(digits: str) -> bool:
    """The checksum every card number carries."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + position % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return 12 <= len(digits) <= 19 and total % 10 == 0


class CardDataError(ApiError):
    """The card's data were refused before anything was stored."""

    status = 402
    type = "card_error"


def refused(
    code: str, message: str, *, param: str | None = None, decline_code: str | None = None
) -> CardDataError:
    """The refusal of a card's data."""
    return CardDataError(message, code=code, param=param, decline_code=decline_code)
