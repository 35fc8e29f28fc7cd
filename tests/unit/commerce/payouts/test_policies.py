from datetime import UTC, datetime, timedelta

import pytest

from commerce.payouts import policies
from commerce.payouts.states import AccountState

MONDAY = datetime(2027, 3, 1, 10, 0, tzinfo=UTC)
FACTS = {
    "transfers": "active",
    "payouts": "active",
    "reason": "",
    "is_closed": False,
    "owner_is_asked": False,
    "was_active": False,
}


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, "active"),
        ({"payouts": ""}, "active"),
        ({"owner_is_asked": True}, "details_needed"),
        ({"is_closed": True}, "closed"),
        ({"transfers": ""}, "details_needed"),
        ({"transfers": "unsupported"}, "rejected"),
        ({"transfers": "restricted", "reason": "restricted_other"}, "rejected"),
        ({"transfers": "restricted", "owner_is_asked": True}, "details_needed"),
        ({"transfers": "restricted", "owner_is_asked": True, "was_active": True}, "restricted"),
        ({"transfers": "pending"}, "pending_verification"),
        ({"payouts": "pending"}, "pending_verification"),
        ({"transfers": "restricted"}, "restricted"),
    ],
)
def test_how_an_account_stands(facts, state):
    assert policies.state_of(**FACTS | facts) == AccountState(state)


@pytest.mark.parametrize(
    ("earned", "carried", "netted"),
    [(100, 0, 0), (100, 30, 30), (100, 130, 100), (0, 30, 0), (100, -30, -30)],
)
def test_what_is_kept_for_refunds(earned, carried, netted):
    assert policies.netted(earned_cents=earned, carried_cents=carried) == netted


@pytest.mark.parametrize(
    ("now", "latest"),
    [
        (MONDAY, MONDAY),
        (MONDAY - timedelta(seconds=1), MONDAY - timedelta(days=7)),
        (MONDAY + timedelta(days=6, hours=23), MONDAY),
        (MONDAY + timedelta(days=7), MONDAY + timedelta(days=7)),
    ],
)
def test_when_a_run_was_due_last_and_is_next(now, latest):
    assert policies.latest_run(now, weekday=0, hour=10) == latest
    assert policies.next_run(now, weekday=0, hour=10) == latest + timedelta(days=7)


def test_what_is_wanted_is_said_in_words():
    assert policies.wanted_in_words("identity.individual.date_of_birth") == "your date of birth"
    assert policies.wanted_in_words("identity.individual.shoe_size") == "shoe size"


def test_why_a_bank_said_no_is_said_in_words():
    assert policies.failure_in_words("no_account") == "There is no bank account with this number."
    assert policies.failure_in_words("odd", "The bank is shut.") == "The bank is shut."
    assert policies.failure_in_words("odd") == "The bank could not take the payment."
