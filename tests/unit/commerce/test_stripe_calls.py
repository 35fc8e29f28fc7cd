import inspect

import stripe

from commerce.payments.gateway import (
    BadSignature,
    PaymentRefused,
    PaymentsUnavailable,
    UnknownToProvider,
)
from commerce.payments.stripe_calls import API_VERSION, options, translated

OURS = (PaymentRefused, PaymentsUnavailable, UnknownToProvider)


def every_error() -> list[type[stripe.StripeError]]:
    found, waiting = [], [stripe.StripeError]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting.extend(kind.__subclasses__())
    return found


def made(kind: type[stripe.StripeError]) -> stripe.StripeError:
    error = kind.__new__(kind)
    stripe.StripeError.__init__(error, "It did not work.")
    for name in inspect.signature(kind.__init__).parameters:
        if name in ("param", "code"):
            setattr(error, name, None)
    return error


def test_every_error_of_the_library_is_told_in_our_words():
    errors = every_error()

    assert len(errors) > 15
    assert {kind for kind in errors if not isinstance(translated(made(kind)), OURS)} == set()


def test_what_may_have_been_done_is_never_called_a_refusal():
    unsure = [
        stripe.APIConnectionError,
        stripe.APIError,
        stripe.RateLimitError,
        stripe.IdempotencyError,
        stripe.AuthenticationError,
    ]

    assert [type(translated(made(kind))) for kind in unsure] == [PaymentsUnavailable] * len(unsure)


def test_a_declined_card_is_a_refusal_with_its_reason():
    error = stripe.CardError("Your card was declined.", "number", "card_declined")

    refused = translated(error)

    assert isinstance(refused, PaymentRefused)
    assert refused.reason == "card_declined"


def test_the_version_we_speak_is_the_library_s_own():
    assert stripe.api_version == API_VERSION


def test_a_bad_signature_is_not_one_of_the_library_s_errors():
    assert not issubclass(BadSignature, stripe.StripeError)


def test_a_call_carries_its_key_and_whose_account_it_concerns():
    assert options("payment:1", account="acct_1") == {
        "idempotency_key": "estuary:payment:1",
        "stripe_account": "acct_1",
    }
    assert options() == {}
