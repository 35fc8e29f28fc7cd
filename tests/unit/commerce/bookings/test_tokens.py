from datetime import UTC, datetime
from uuid import UUID

import pytest

from commerce.bookings.tokens import BadSlot, SlotOffer, seal, unseal

OFFER = SlotOffer(
    service_id=UUID("7b6f0d8e-3f0b-4a5e-9f3e-0c4a3f7d2b11"),
    terms_id=7,
    starts_at=datetime(2027, 3, 1, 12, tzinfo=UTC),
)


def test_a_word_says_what_was_sealed():
    assert unseal(seal(OFFER)) == OFFER


def test_the_same_offer_has_the_same_word():
    assert seal(OFFER) == seal(OFFER)


@pytest.mark.parametrize("position", [0, 40, -1])
def test_a_word_that_was_changed_is_refused(position):
    word = seal(OFFER)
    other = "A" if word[position] != "A" else "B"
    forged = word[:position] + other + word[position + 1 :] if position >= 0 else word[:-1] + other

    with pytest.raises(BadSlot):
        unseal(forged)


@pytest.mark.parametrize("word", ["", "a", "a.b.c", "::", "x" * 500])
def test_nonsense_is_refused(word):
    with pytest.raises(BadSlot):
        unseal(word)
