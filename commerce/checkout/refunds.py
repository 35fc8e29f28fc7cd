"""How a refund is shared between what paid for an order. Values in, values out."""

from dataclasses import dataclass

from estuary.kernel.money import split


@dataclass(frozen=True)
class Shares:
    """Cents that go back to the card, and to credits."""

    card_cents: int
    credits_cents: int


def shares(*, refund_cents: int, before_cents: int, credits_cents: int, card_cents: int) -> Shares:
    """The next `refund_cents` of an order paid by credits and card, in that proportion.

    `before_cents` were given back earlier. All refunds together are shared as one would be, so
    that rounding neither adds up nor takes more from either than it paid.
    """
    paid = [credits_cents, card_cents]
    if not sum(paid):
        return Shares(card_cents=0, credits_cents=0)
    back = split(before_cents + refund_cents, paid)[0] - split(before_cents, paid)[0]
    return Shares(card_cents=refund_cents - back, credits_cents=back)
