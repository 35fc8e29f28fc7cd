"""P: everybody is paid once, whatever is killed and however many pay at once."""

import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as django_settings

from commerce.models import Earning, Payout, PayoutItem
from tests.factories import PractitionerFactory
from tests.integration.commerce.payouts import steps
from tests.prove.house import environment
from tests.prove.paying import STEPS

pytestmark = pytest.mark.django_db(transaction=True)

PRACTITIONERS = 4
AT_ONCE = 4
FIRST = datetime(2026, 1, 5, 10, 0, tzinfo=UTC)  # a Monday


def test_p1_a_run_killed_at_any_step_and_then_run_four_times_at_once_pays_everybody_once(
    stripe_sandbox, database_url, figure
):
    told = environment(database_url=database_url, stripe_url=stripe_sandbox.url)

    def worker(*said: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.prove.paying", *said]
        return subprocess.Popen(command, cwd=django_settings.ROOT, env=told)

    steps.top_up(stripe_sandbox, 10_000_000)
    people = PractitionerFactory.create_batch(PRACTITIONERS)
    for one in people:
        steps.onboarded(one, stripe_sandbox)
    killed = 0
    for number, step in enumerate(STEPS):
        for one in people:
            steps.earned(one, 10_000 + 100 * number)
        week = (FIRST + timedelta(weeks=number)).isoformat()
        killed += worker(week, step).wait(120) == -signal.SIGKILL
        for process in [worker(week) for _ in range(AT_ONCE)]:
            process.wait(120)

    sent = Counter(one["transfer_group"] for one in steps.transfers(stripe_sandbox))
    twice = [group for group, times in sent.items() if times > 1]
    times_paid = Counter(
        PayoutItem.objects.filter(is_standing=True).values_list("earning", flat=True)
    )
    earnings = set(Earning.objects.values_list("pk", flat=True))
    unpaid = Earning.objects.exclude(status="paid").count()
    wrong = [pk for pk in earnings if times_paid[pk] != 1]
    ours = sum(Payout.objects.out().values_list("amount_cents", flat=True))
    theirs = sum(steps.standing(stripe_sandbox))
    found = steps.findings()
    figure(
        "P1",
        f"{len(STEPS)} weekly runs for {PRACTITIONERS} practitioners, each killed by SIGKILL at "
        f"another step and then run by {AT_ONCE} processes at once",
        must_be="each earning paid once, no payout with two transfers, 0 cents apart",
        measured=f"{killed} killed, {len(earnings)} earnings, {len(wrong)} not paid once, {unpaid} "
        f"unpaid, {len(twice)} payouts with two transfers, {ours - theirs} cents apart, "
        f"{len(found)} findings",
        holds=killed == len(STEPS) and not (twice or wrong or unpaid or found) and ours == theirs,
    )
