"""What went wrong, in words that HTTP does not own.

An anticipated refusal is a subclass of DomainError, defined beside the operation that raises
it. `kind` says what sort of refusal it is, `code` is the stable word for programs, `message`
the sentence for a person, `details` what belongs to single fields.
"""

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, ClassVar


class Kind(Enum):
    """Sorts of refusal; the API's table maps each to one status."""

    INVALID = "invalid"  # the request makes no sense
    UNAUTHENTICATED = "unauthenticated"  # we do not know who asks
    FORBIDDEN = "forbidden"  # this role may not do this at all
    MISSING = "missing"  # there is no such thing for this person
    CONFLICT = "conflict"  # it made sense, but not in the present state
    GONE = "gone"  # it was there and will not come back
    UNPROCESSABLE = "unprocessable"  # understood, and refused as contradictory
    PAYMENT = "payment"  # the payment was refused
    TOO_MANY = "too_many"  # asked too often
    UNAVAILABLE = "unavailable"  # an outside service does not answer; ask again


class DomainError(Exception):
    """A refusal we foresaw; safe to show to whoever asked."""

    kind: ClassVar[Kind] = Kind.INVALID
    code: ClassVar[str] = "invalid"
    message: str = "This cannot be done."

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" not in cls.__dict__:
            cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def __init__(
        self, message: str = "", *, details: Mapping[str, Sequence[Any]] | None = None
    ) -> None:
        self.message = message or type(self).message
        self.details = dict(details or {})
        super().__init__(self.message)
