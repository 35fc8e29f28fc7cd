"""The figure of C1, counted from its many cases, which may run in several processes."""

from collections import Counter
from functools import cached_property

import pytest

from tests.prove.figures import Figure

_FAILS, _KILLED = "::test_c1_the_provider_fails[", "::test_c1_the_process_is_killed["


class Tally:
    """How the cases ended."""

    def __init__(self) -> None:
        self._ended: Counter[str] = Counter()
        self._passes: Counter[int] = Counter()
        self._done: dict[str, bool] = {}

    def note(self, report: pytest.TestReport) -> None:
        """Count one report, if it is of a case."""
        if (_FAILS in report.nodeid or _KILLED in report.nodeid) and (
            report.when == "call" or report.failed
        ):
            self._done[report.nodeid] = report.passed
            told = dict(report.user_properties)
            if report.passed:
                self._ended[str(told["ended"])] += 1
                self._passes[int(str(told["passes"]))] += 1

    @property
    def is_complete(self) -> bool:
        """Whether every case there is has run, and not only some."""
        return bool(self._done) and len(self._done) == self._all

    @cached_property
    def _all(self) -> int:
        from tests.prove import test_faults  # noqa: PLC0415 - it needs Django

        return len(test_faults.FAILURES) + len(test_faults.KILLS)

    def figure(self) -> Figure:
        """What was measured."""
        from tests.prove import test_faults  # noqa: PLC0415

        bad = sum(not passed for passed in self._done.values())
        kills = len(test_faults.KILLS)
        later = ", ".join(f"{many} by the {_NTH[at]}" for at, many in sorted(self._passes.items()))
        return Figure(
            id="C1",
            what=f"at each of {len(test_faults.SITES)} places where the provider is called: "
            "refused, declined, time-out before and after it acted, 500 before and after, 429, "
            "half an answer, twice as slow as we wait (once for real, 20 s); once and lasting "
            f"({self._all - kills} cases). At each of {len(test_faults.WRITES)} that change "
            "something: killed before, between, after, and after writing it down; with and "
            f"without somebody asking again ({kills})",
            must_be="no lost money, no orphan, no duplicate; final or in review within 3 "
            "reconciliations, and final once staff have acted",
            measured=f"{self._ended['final']} final, {self._ended['in review']} in review, "
            f"{bad} neither; {later} reconciliation",
            holds=bad == 0,
        )


_NTH = {1: "first", 2: "second", 3: "third"}
