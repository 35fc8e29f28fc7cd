"""What a change is that takes one guard away."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutation:
    """One guard, and the change that takes it away."""

    guard: str
    file: str
    old: str
    new: str
    test: str
