"""Every failure becomes one shape: the error envelope with a status, a code and a sentence."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions as drf
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from estuary.kernel.errors import DomainError, Kind

STATUS = {
    Kind.INVALID: status.HTTP_400_BAD_REQUEST,
    Kind.UNAUTHENTICATED: status.HTTP_401_UNAUTHORIZED,
    Kind.PAYMENT: status.HTTP_402_PAYMENT_REQUIRED,
    Kind.FORBIDDEN: status.HTTP_403_FORBIDDEN,
    Kind.MISSING: status.HTTP_404_NOT_FOUND,
    Kind.CONFLICT: status.HTTP_409_CONFLICT,
    Kind.GONE: status.HTTP_410_GONE,
    Kind.UNPROCESSABLE: status.HTTP_422_UNPROCESSABLE_ENTITY,
    Kind.TOO_MANY: status.HTTP_429_TOO_MANY_REQUESTS,
    Kind.UNAVAILABLE: status.HTTP_503_SERVICE_UNAVAILABLE,
}

# DRF's own refusals, by our words.
_CODES: dict[type[drf.APIException], str] = {
    drf.ValidationError: "validation_error",
    drf.ParseError: "malformed",
    drf.AuthenticationFailed: "not_authenticated",
    drf.NotAuthenticated: "not_authenticated",
    drf.PermissionDenied: "permission_denied",
    drf.NotFound: "not_found",
    drf.MethodNotAllowed: "method_not_allowed",
    drf.NotAcceptable: "not_acceptable",
    drf.UnsupportedMediaType: "unsupported_media_type",
    drf.Throttled: "throttled",
}

logger = logging.getLogger(__name__)


def problem(*, code: str, message: str, errors: dict[str, Any] | None = None) -> dict[str, object]:
    """The body of a failure."""
    return {
        "status": "error",
        "code": code,
        "message": message,
        "errors": errors or {},
        "data": None,
    }


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: a foreseen refusal becomes its envelope, a bug stays a bug.

    An unforeseen error is not caught here: it is logged, sent to Sentry, and answered by
    `server_error`.
    """
    if isinstance(error, Http404):
        error = drf.NotFound()
    elif isinstance(error, PermissionDenied):
        error = drf.PermissionDenied()

    if isinstance(error, DomainError):
        body = problem(code=error.code, message=error.message, errors=error.details)
        return Response(body, status=STATUS[error.kind])
    if isinstance(error, drf.APIException):
        set_rollback()
        return Response(_body(error), status=error.status_code, headers=_headers(error))
    return None


def _body(error: drf.APIException) -> dict[str, object]:
    code = next((code for kind, code in _CODES.items() if type(error) is kind), None)
    code = code or next((c for kind, c in _CODES.items() if isinstance(error, kind)), "error")
    if isinstance(error, (drf.AuthenticationFailed, drf.PermissionDenied)):
        code = _own_code(error) or code
    if isinstance(error, drf.ValidationError):
        errors = (
            error.detail if isinstance(error.detail, dict) else {"non_field_errors": error.detail}
        )
        return problem(code=code, message="Some of what was sent is not valid.", errors=errors)
    if isinstance(error, drf.Throttled):
        message = (
            f"Too many requests. Try again in {int(getattr(error, 'wait', None) or 0) + 1} seconds."
        )
        return problem(code=code, message=message)
    detail: Any = error.detail
    if isinstance(detail, dict):  # simplejwt's InvalidToken carries a dictionary
        detail = detail.get("detail", "The token is not valid.")
    return problem(code=code, message=str(detail))


def _own_code(error: drf.APIException) -> str | None:
    """The word a permission or an authentication gave its refusal, if it gave one of its own."""
    detail: Any = error.detail
    if isinstance(detail, dict):  # simplejwt's
        return str(detail.get("code") or "") or None
    given = getattr(detail, "code", None)
    return given if given != error.default_code else None


def _headers(error: drf.APIException) -> dict[str, str]:
    headers = {}
    if auth := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = auth
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return headers


def not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """For addresses that no view answers."""
    return JsonResponse(problem(code="not_found", message="There is nothing here."), status=404)


def server_error(request: HttpRequest) -> JsonResponse:
    """For our own bugs; Django has logged the error before it calls this."""
    message = "Something went wrong on our side. It has been noted."
    return JsonResponse(problem(code="server_error", message=message), status=500)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """For requests that Django refuses before any view sees them."""
    return JsonResponse(
        problem(code="bad_request", message="This request cannot be understood."), status=400
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> JsonResponse:
    """For forms without their token."""
    return JsonResponse(
        problem(code="csrf_failed", message="The form has expired. Load the page again."),
        status=403,
    )
