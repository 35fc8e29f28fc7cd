"""What an address may refuse with, as the schema tells it: by class, grouped by status.

A view names the errors that its operations raise; what every address of its sort may answer
besides is found out here, from its permissions, its body and its place.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from drf_spectacular.utils import OpenApiResponse
from rest_framework.permissions import AllowAny, IsAuthenticated

from estuary.kernel.api import rooms
from estuary.kernel.api.exceptions import STATUS, problem
from estuary.kernel.api.idempotency import IdempotentMixin
from estuary.kernel.api.schemas import Problem
from estuary.kernel.errors import DomainError
from estuary.kernel.idempotency import KeyReused


@dataclass(frozen=True)
class Refusal:
    """One way to be refused; `name` is that of its example in the schema."""

    name: str
    status: int
    code: str
    message: str
    errors: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """The whole answer."""
        return problem(code=self.code, message=self.message, errors=dict(self.errors))


class Refused(OpenApiResponse):
    """The answers of one status that these errors become."""

    def __init__(self, *errors: type[DomainError]) -> None:
        super().__init__(Problem)
        self.errors = errors


def refusals(*errors: type[DomainError]) -> dict[int, Any]:
    """For `responses=`: `{201: Card, **refusals(SlotTaken, TermsChanged)}`."""
    by_status: dict[int, list[type[DomainError]]] = defaultdict(list)
    for error in dict.fromkeys(errors):
        by_status[STATUS[error.kind]].append(error)
    return {status: Refused(*found) for status, found in by_status.items()}


def of_error(error: type[DomainError]) -> Refusal:
    """As it is answered, with the details that its room's examples give it."""
    shown = error()
    return Refusal(
        name=name_of(error),
        status=STATUS[error.kind],
        code=error.code,
        message=shown.message,
        errors=rooms.details_of(error) or shown.details,
    )


def name_of(error: type[DomainError]) -> str:
    """`bookings.holds.SlotTaken`."""
    return ".".join([*error.__module__.split(".")[-2:], error.__name__])


# --- what follows from what a view is ---

INVALID = Refusal(
    "validation_error",
    400,
    "validation_error",
    "Some of what was sent is not valid.",
    {"name_of_a_field": ["What is wrong with it."]},
)
MALFORMED = Refusal("malformed", 400, "malformed", "JSON parse error - Expecting value: line 1")
NOT_AUTHENTICATED = Refusal(
    "not_authenticated", 401, "not_authenticated", "Authentication credentials were not provided."
)
BAD_TOKEN = [
    Refusal(code, 401, code, message)
    for code, message in (
        ("token_expired", "The token has expired."),
        ("token_invalid", "The token is not valid."),
        (
            "bad_authorization_header",
            "Authorization header must contain two space-delimited values",
        ),
        ("user_not_found", "User not found"),
        ("user_inactive", "User is inactive"),
        ("password_changed", "The user's password has been changed."),
    )
]
NOT_FOUND = Refusal("not_found", 404, "not_found", "Not found.")
THROTTLED = Refusal("throttled", 429, "throttled", "Too many requests. Try again in 42 seconds.")

# Any address may answer these, whatever it is for; the page docs/errors.md tells of them.
ANYWHERE = [
    Refusal("bad_request", 400, "bad_request", "This request cannot be understood."),
    Refusal("method_not_allowed", 405, "method_not_allowed", 'Method "DELETE" not allowed.'),
    Refusal(
        "not_acceptable",
        406,
        "not_acceptable",
        "Could not satisfy the request Accept header.",
    ),
    Refusal(
        "unsupported_media_type",
        415,
        "unsupported_media_type",
        'Unsupported media type "text/xml" in request.',
    ),
    Refusal(
        "server_error",
        500,
        "server_error",
        "Something went wrong on our side. It has been noted.",
    ),
]


def general(view: Any, operation: Mapping[str, Any], *, method: str, path: str) -> list[Refusal]:
    """What this operation may refuse besides what its view names."""
    return [
        *_about_the_request(view, operation, method),
        *_about_the_caller(view),
        *([NOT_FOUND] if "{" in path or {"page", "cursor"} & _names(operation) else []),
        *([of_error(KeyReused)] if _is_idempotent(view, method) else []),
        *([THROTTLED] if view.get_throttles() else []),
    ]


def _about_the_request(view: Any, operation: Mapping[str, Any], method: str) -> Iterator[Refusal]:
    places = {parameter["in"] for parameter in operation.get("parameters", ())}
    takes_json = any(parser.media_type == "application/json" for parser in view.get_parsers())
    has_body = takes_json and "requestBody" in operation
    if has_body or places & {"query", "header"}:
        yield INVALID
    if has_body or _is_idempotent(view, method):
        yield MALFORMED


def _about_the_caller(view: Any) -> Iterator[Refusal]:
    permissions = view.get_permissions()
    if view.get_authenticators():
        if not all(isinstance(one, AllowAny) for one in permissions):
            yield NOT_AUTHENTICATED
        yield from BAD_TOKEN
    for permission in permissions:
        if not isinstance(permission, (AllowAny, IsAuthenticated)):
            code = getattr(permission, "code", None) or "permission_denied"
            yield Refusal(f"{code}.{type(permission).__name__}", 403, code, permission.message)


def _is_idempotent(view: Any, method: str) -> bool:
    return method == "POST" and isinstance(view, IdempotentMixin)


def _names(operation: Mapping[str, Any]) -> set[str]:
    return {parameter["name"] for parameter in operation.get("parameters", ())}
