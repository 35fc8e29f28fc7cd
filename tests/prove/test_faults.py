"""C1: the provider fails wherever it is called, in every way; and we are killed there."""

import os
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from commerce.models import Payout, Refund
from commerce.payments import operations as payments
from commerce.payments import stripe_calls
from commerce.payments.gateway import PaymentsUnavailable
from commerce.payouts import sending
from estuary.kernel.errors import DomainError
from tests.prove import sites
from tests.prove.call_stories import STORIES, Story
from tests.prove.outages import KILLED, KINDS, OF_WRITES_ONLY, Line
from tests.prove.scenes import PASSES, Scene
from tests.prove.sites import Site
from tests.prove.verdicts import Verdict, in_review

SITES = sites.found(settings.ROOT)
WRITES = [site for site in SITES if site.is_write]
# Where a card is charged, the provider takes its twenty seconds.
IN_FULL = "payments.confirm_intent:payment_intents.confirm"


@dataclass(frozen=True)
class Case:
    """One way for one call to fail."""

    site: Site
    trouble: str
    # Once: whoever asked asks again. Lasting: they went away, and webhooks got lost as well.
    is_lasting: bool

    def __str__(self) -> str:
        return f"{self.site.name}-{self.trouble}-{'lasting' if self.is_lasting else 'once'}"


FAILURES = [
    Case(site, trouble, is_lasting)
    for site in SITES
    for trouble in KINDS
    if site.is_write or trouble not in OF_WRITES_ONLY
    for is_lasting in (False, True)
]
FAILURES += [Case(site, "twenty_seconds", False) for site in SITES if site.name == IN_FULL]
# Whether they who were cut off ask again, or nobody does and webhooks are lost as well.
KILLED_AND = {
    "before": (True,),
    "between": (False, True),
    "uncommitted": (False,),
    "committed": (True,),
}
KILLS = [
    Case(site, moment, is_lasting)
    for site in WRITES
    for moment in KILLED
    for is_lasting in KILLED_AND[moment]
]


@pytest.fixture
def line(stripe_sandbox, monkeypatch) -> Line:
    line = Line(stripe_sandbox, SITES)
    line.install(monkeypatch)
    return line


@pytest.fixture
def scene(stripe_sandbox, monkeypatch) -> Scene:
    return Scene(stripe_sandbox, monkeypatch)


@pytest.mark.django_db
@pytest.mark.parametrize("case", FAILURES, ids=str)
def test_c1_the_provider_fails(case: Case, scene: Scene, line: Line, record_property):
    story = _arranged(case, scene)
    with line.down(case.site, case.trouble, **({} if case.is_lasting else {"times": 1})) as outage:
        answered = _answer_to(story.act)
        scene.relay()
    assert outage.came, "the story did not come to this place"
    _ends_well(case, story, scene, answered, record_property)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("case", KILLS, ids=str)
def test_c1_the_process_is_killed(case: Case, scene: Scene, line: Line, record_property):
    story = _arranged(case, scene)
    was_killed = _in_another_process(lambda: (line.kill_at(case.site, case.trouble), story.act()))
    assert was_killed or case.trouble in ("uncommitted", "committed"), "it was not killed"
    unanswered = None if case.is_lasting else PaymentsUnavailable()
    _ends_well(case, story, scene, unanswered, record_property)


def _arranged(case: Case, scene: Scene) -> Story:
    story = STORIES[case.site.name](scene)
    story.arrange()
    return story


def _answer_to(act: Callable[[], Any]) -> DomainError | None:
    """What somebody is answered; anything but a refusal of ours is a mistake."""
    try:
        act()
    except DomainError as refusal:
        return refusal
    return None


def _ends_well(
    case: Case,
    story: Story,
    scene: Scene,
    answered: Exception | None,
    record_property: Callable[[str, object], None],
) -> None:
    """Final, or in review, within three reconciliations; then staff act, and it is final."""
    if case.is_lasting:
        scene.tell_nothing()
    elif answered is not None:
        _answer_to(lambda: story.again(answered))
    complaints: list[str] = []
    passes = 0
    for time in PASSES:
        passes += 1
        scene.wait(time)
        scene.tell_nothing() if case.is_lasting else scene.tell()
        broken = scene.reconcile()
        complaints = broken + Verdict(scene.sandbox, now=scene.now).complaints(in_review=True)
        if not complaints:
            break
    _must_be_silent(complaints)
    record_property("passes", passes)
    was_in_review = _staff_act(scene)
    record_property("ended", "in review" if was_in_review else "final")
    if was_in_review:
        _must_be_silent(scene.reconcile() + Verdict(scene.sandbox, now=scene.now).complaints())


def _must_be_silent(complaints: list[str]) -> None:
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


def _staff_act(scene: Scene) -> bool:
    """Take the way out that the checks page shows; answers whether there was anything to do."""
    refunds, payouts = list(Refund.objects.failed()), list(Payout.objects.needing_review())
    shown = in_review(scene.now)
    assert bool(refunds) == ("Refunds that failed" in shown)
    assert bool(payouts) == ("Payouts that need review" in shown)
    for refund in refunds:
        payments.retry_refund(refund_id=refund.pk)
    for payout in payouts:
        sending.try_again(payout_id=payout.pk, now=scene.now)
    return bool(refunds or payouts)


def _in_another_process(act: Callable[[], Any]) -> bool:
    """Do it in a child of its own; answers whether the child was killed."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            stripe_calls._client.cache_clear()
            act()
            status = 0
        except DomainError:
            status = 0
        except BaseException:  # noqa: BLE001 - the child must not come back to pytest
            traceback.print_exc()
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0, "the child broke"
    return os.WIFSIGNALED(status)
