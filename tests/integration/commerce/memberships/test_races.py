"""Many at once. Each of these fails when the guard it names is taken away."""

import pytest

from commerce.memberships import operations
from commerce.models import Membership, MembershipChange
from tests.integration.commerce.memberships.steps import HOUR, MONTH_LATER
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_double_click_begins_one_plan(member):
    """Guards: membership_change_one_at_a_time, the lock on the membership, the provider's key."""
    ana = member()

    at_once(*[lambda: ana.goes_to("professional")] * 4)

    ana.asked()
    assert (len(ana.subscriptions), ana.paid) == (1, [2900])
    assert MembershipChange.objects.filter(kind="begin").count() == 1
    assert Membership.objects.get().status == "active"


def test_a_renewal_heard_many_times_at_once_is_booked_once(member):
    """Guards: the membership is locked while the provider's answer is written down."""
    ana = member()
    ana.goes_to("professional")
    ana.waits_until(MONTH_LATER + 2 * HOUR)

    results = at_once(*[lambda: operations.refresh(membership_id=ana.membership.pk)] * 6)

    assert [result for result in results if isinstance(result, Exception)] == []
    assert ana.paid == [2900, 2900]
    assert len(ana.periods) == 1
