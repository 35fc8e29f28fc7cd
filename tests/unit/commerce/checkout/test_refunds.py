import random

import pytest

from commerce.checkout.refunds import Shares, shares


@pytest.mark.parametrize(
    ("refund", "before", "credits", "card", "expected"),
    [
        (8000, 0, 3000, 5000, Shares(card_cents=5000, credits_cents=3000)),
        (4000, 0, 3000, 5000, Shares(card_cents=2500, credits_cents=1500)),
        (4000, 0, 0, 8000, Shares(card_cents=4000, credits_cents=0)),
        (4000, 0, 8000, 0, Shares(card_cents=0, credits_cents=4000)),
        (1, 0, 1, 1, Shares(card_cents=0, credits_cents=1)),
        (1, 1, 1, 1, Shares(card_cents=1, credits_cents=0)),
        (0, 0, 3000, 5000, Shares(card_cents=0, credits_cents=0)),
        (0, 0, 0, 0, Shares(card_cents=0, credits_cents=0)),
    ],
)
def test_a_refund_goes_back_in_the_proportion_paid(refund, before, credits, card, expected):
    found = shares(refund_cents=refund, before_cents=before, credits_cents=credits, card_cents=card)

    assert found == expected


def test_refunds_in_parts_give_back_exactly_what_each_paid():
    chance = random.Random(3)
    for _ in range(3000):
        credits, card = chance.randrange(0, 20_000), chance.randrange(0, 20_000)
        left, before, back = credits + card, 0, [0, 0]
        while left:
            part = chance.randrange(1, left + 1)
            share = shares(
                refund_cents=part, before_cents=before, credits_cents=credits, card_cents=card
            )
            assert share.card_cents >= 0
            assert share.credits_cents >= 0
            assert share.card_cents + share.credits_cents == part
            back = [back[0] + share.credits_cents, back[1] + share.card_cents]
            before, left = before + part, left - part

        assert back == [credits, card]
