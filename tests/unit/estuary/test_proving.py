"""Which runs of pytest `manage.py prove` makes of what it is told."""

import subprocess

import pytest

from estuary.running import proving

CORES = ["-n", "auto", "--maxprocesses", "8"]


@pytest.fixture
def runs(monkeypatch, tmp_path):
    """What pytest was told, run by run; the first run fails."""
    told = []

    def call(words):
        told.append(words[len(proving.PYTEST) :])
        return 1 if len(told) == 1 else 0

    monkeypatch.setattr(subprocess, "call", call)
    monkeypatch.setenv("LOG_LEVEL", "ERROR")
    monkeypatch.setattr(proving.os, "chdir", lambda path: None)

    def prove(*words):
        return proving.main(tmp_path, words), told

    return prove


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["B1", "w1"], [["-k", "test_b1_ or test_w1_"]]),
        (["C1"], [[*CORES, "-k", "test_c1_"]]),
        (["c1", "B1"], [[*CORES, "-k", "test_c1_"], ["-k", "test_b1_"]]),
        ([], [[*CORES, "-k", "test_c1_"], ["-k", "not (test_c1_)"]]),
        (["B1", "--", "-x"], [["-k", "test_b1_", "-x"]]),
        (["C1", "--", "-k", "refunds.create"], [["-k", "(test_c1_) and (refunds.create)"]]),
        (["--", "-k", "list"], [["-k", "(test) and (list)"]]),
    ],
)
def test_many_cases_run_on_every_core_and_all_else_by_itself(runs, words, told):
    assert runs(*words) == (1, told)
