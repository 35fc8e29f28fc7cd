from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from uuid import UUID

import pytest

from marketplace.accounts import tokens
from marketplace.accounts.tokens import Purpose

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
CLARA = UUID("11111111-2222-3333-4444-555555555555")


def minted(**changes):
    told = {
        "purpose": Purpose.RESET_PASSWORD,
        "user_id": CLARA,
        "state": "old hash",
        "now": NOON,
        "lasts": timedelta(hours=1),
    }
    return tokens.mint(**told | changes)


def test_a_token_names_the_account_and_is_bound_to_its_state():
    claim = tokens.read(minted(), purpose=Purpose.RESET_PASSWORD, now=NOON)

    assert claim.user_id == CLARA
    assert claim.is_bound_to("old hash")
    assert not claim.is_bound_to("new hash")


def test_a_token_is_good_until_its_time_is_over():
    last = NOON + timedelta(minutes=59, seconds=59)

    assert tokens.read(minted(), purpose=Purpose.RESET_PASSWORD, now=last)
    with pytest.raises(tokens.TokenOutdated):
        tokens.read(minted(), purpose=Purpose.RESET_PASSWORD, now=NOON + timedelta(hours=1))


@pytest.mark.parametrize(
    "token",
    ["", "nonsense", "a.b.c", "é", "\x00", minted() + "x", minted(purpose=Purpose.VERIFY_EMAIL)],
    ids=["empty", "word", "shape", "not ascii", "null", "changed", "other purpose"],
)
def test_what_we_did_not_mint_for_this_is_refused(token):
    with pytest.raises(tokens.TokenMalformed):
        tokens.read(token, purpose=Purpose.RESET_PASSWORD, now=NOON)


def test_a_token_stands_in_an_address_as_it_is():
    assert quote(minted(), safe="") == minted()


def test_a_token_shows_nothing_of_the_state():
    assert "old hash" not in minted(state="old hash")


def test_the_same_state_looks_different_for_each_purpose():
    reset = tokens.read(minted(), purpose=Purpose.RESET_PASSWORD, now=NOON)
    verify = tokens.read(
        minted(purpose=Purpose.VERIFY_EMAIL), purpose=Purpose.VERIFY_EMAIL, now=NOON
    )

    assert reset.digest != verify.digest
