"""What every audit answers: the rules that are broken, and by what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

Rules = Mapping[str, Callable[[datetime], list[str]]]


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it must be."""

    rule: str
    what: str


def findings(rules: Rules, *, now: datetime) -> list[Finding]:
    """Everything that breaks one of `rules`; an empty list is the only good answer."""
    return [Finding(rule=rule, what=what) for rule, check in rules.items() for what in check(now)]
