"""Refusals in Stripe's shape.

ApiError                 400 invalid_request_error
 +- NotFound             404 resource_missing
 +- Unauthorized         401
 +- Forbidden            403
 +- CardError            402; what happened before it stays, such as the failed charge
 +- IdempotencyMismatch  400 idempotency_error
 +- KeyInUse             409
 +- RateLimited          429
 +- ServerError          500 api_error
"""

from typing import Any


class ApiError(Exception):
    """A request that is answered with an error object instead of a resource."""

    status = 400
    type = "invalid_request_error"
    keeps_effects = False
    headers: dict[str, str] = {}

    def __init__(
        self, message: str, *, code: str | None = None, param: str | None = None, **details: Any
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.param = param
        self.details = details

    def body(self) -> dict[str, Any]:
        """The error object as Stripe writes it; fields without a value are left out."""
        error: dict[str, Any] = {"type": self.type, "message": self.message}
        if self.code:
            error["code"] = self.code
            error["doc_url"] = doc_url(self.code)
        if self.param:
            error["param"] = self.param
        error.update({name: value for name, value in self.details.items() if value is not None})
        return {"error": error}


class NotFound(ApiError):
    """The thing named in the path does not exist."""

    status = 404


class Unauthorized(ApiError):
    """No key, or none that this sandbox takes."""

    status = 401


class Forbidden(ApiError):
    """The key has no access to the connected account it names."""

    status = 403


class CardError(ApiError):
    """The card was refused. The attempt itself is part of the record."""

    status = 402
    type = "card_error"
    keeps_effects = True


class IdempotencyMismatch(ApiError):
    """An idempotency key came back with another request."""

    type = "idempotency_error"
    headers = {"Stripe-Should-Retry": "false"}


class KeyInUse(ApiError):
    """The first request with this idempotency key is still running."""

    status = 409
    headers = {"Stripe-Should-Retry": "true"}


class RateLimited(ApiError):
    """Too many requests; nothing was done."""

    status = 429


class ServerError(ApiError):
    """Something broke on Stripe's side; whether anything was done is unknown to the caller."""

    status = 500
    type = "api_error"


def doc_url(code: str) -> str:
    """Where Stripe explains an error code."""
    return f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"
