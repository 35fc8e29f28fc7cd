"""The slow proofs run on their own, so at least that they load is seen here."""

from importlib import import_module
from pathlib import Path

import pytest

PROOFS = sorted((Path(__file__).parents[1] / "prove").glob("test_*.py"))


@pytest.mark.parametrize("proof", [path.stem for path in PROOFS])
def test_a_proof_can_be_loaded(proof):
    assert import_module(f"tests.prove.{proof}")
