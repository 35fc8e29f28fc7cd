"""What one operation of the API is made of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.stripe.errors import ApiError
from sandbox.stripe.world import Body, World

# Accepted everywhere, meaningless here: hints for Stripe's risk rules and browser library.
HARMLESS = frozenset({"expand", "radar_options", "use_stripe_sdk", "payment_details"})
PAGE = ("limit", "starting_after", "ending_before")


@dataclass(frozen=True)
class Call:
    """A request that passed every check: typed parameters and the names in its path."""

    params: dict[str, Any]
    path: dict[str, str] = field(default_factory=dict)
    secret: bool = True

    def get(self, name: str, default: Any = None) -> Any:
        """A parameter, or the default."""
        return self.params.get(name, default)


Handler = Callable[[World, Call], Body]


@dataclass(frozen=True)
class Operation:
    """A handler with the parameters it acts upon, and who may call it.

    `for_browsers` opens it to publishable keys, `on_accounts` to the header `Stripe-Account`.
    """

    run: Handler
    parameters: frozenset[str]
    for_browsers: bool = False
    on_accounts: bool = False

    def check(self, params: dict[str, Any]) -> None:
        """Refuse what Stripe would take and this sandbox would silently ignore."""
        for name in params:
            if name not in self.parameters and name not in HARMLESS:
                raise ApiError(
                    f"Stripe knows the parameter '{name}' here, but this sandbox does not act on "
                    "it yet. It is refused so that nobody believes it had an effect.",
                    code="sandbox_not_implemented",
                    param=name,
                )


def acting_on(
    *parameters: str, for_browsers: bool = False, on_accounts: bool = False
) -> Callable[[Handler], Operation]:
    """Make a handler an operation that acts on exactly these parameters."""

    def wrap(handler: Handler) -> Operation:
        return Operation(handler, frozenset(parameters), for_browsers, on_accounts)

    return wrap
