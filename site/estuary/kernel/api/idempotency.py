"""`Idempotency-Key` on a POST: same key, same caller, same body, same answer."""

import hashlib
import json
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from estuary.kernel import idempotency

HEADER = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Any text up to 255 characters, new for each intention. The same key with the "
    "same body gives the first answer again and has one effect; with another body, 422 key_reused.",
)


class IdempotentMixin:
    """For views whose POSTs move money or time; put it first among the bases.

    The view passes `self.claim` to its operation, which writes it with the effect. A repeat
    whose first answer is known gets that answer and the header `Idempotency-Replayed: true`;
    one whose first was cut off runs again, and the operation goes on from what it finds.
    """

    claim: idempotency.Claim | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        self.claim = _claim(request) if request.method == "POST" else None
        if self.claim and (stored := idempotency.first_answer(self.claim)):
            raise _Replay(stored)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, _Replay):
            return _replayed(exc.stored)
        return super().handle_exception(exc)  # type: ignore[misc]

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        if self.claim and response.status_code < 500 and "Idempotency-Replayed" not in response:
            earlier = idempotency.remember(
                self.claim, status=response.status_code, answer=response.data
            )
            response = _replayed(earlier) if earlier else response
        return super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]


class _Replay(Exception):
    def __init__(self, stored: Any) -> None:
        self.stored = stored


def _replayed(stored: Any) -> Response:
    response = Response(stored.answer, status=stored.status)
    response["Idempotency-Replayed"] = "true"
    response.exception = stored.status >= 400
    return response


def _claim(request: Request) -> idempotency.Claim | None:
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        return None
    if len(key) > 255:
        raise ValidationError({"Idempotency-Key": ["At most 255 characters."]})
    if not request.user.is_authenticated:
        return None
    said = json.dumps([request.method, request.path, request.data], sort_keys=True, default=str)
    return idempotency.Claim(
        caller=f"user:{request.user.pk}",
        key=key,
        fingerprint=hashlib.sha256(said.encode()).hexdigest(),
    )
