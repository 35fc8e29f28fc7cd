"""Strict readers of the environment: a value is understood, or refused by its name.

The environment is read here and in the settings modules, once, at start-up.
"""

import os
import re
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}
_RATE = re.compile(r"^[1-9]\d*/(second|minute|hour|day)$")


def text(name: str, default: str = "") -> str:
    """The value of NAME without surrounding blanks; empty counts as absent."""
    return os.environ.get(name, "").strip() or default


def secret(name: str, default: str = "") -> str:
    """NAME, or what the file named by NAME_FILE holds (as container secrets do); not both."""
    path = text(f"{name}_FILE")
    if not path:
        return text(name, default)
    if text(name):
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both set: choose one.")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}") from error


def flag(name: str, default: bool = False) -> bool:
    """True or False in the usual spellings; anything else is refused."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    word = raw.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not {raw!r}.")


def number(name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
    """A whole number, at least `least`, and at most `most` where there is an end."""
    raw = text(name)
    if not raw:
        return default
    if not raw.isdecimal() or int(raw) < least or (most is not None and int(raw) > most):
        bounds = f"from {least}" if most is None else f"from {least} to {most}"
        raise ImproperlyConfigured(f"{name} must be a whole number {bounds}, not {raw!r}.")
    return int(raw)


def listing(name: str, default: str = "") -> list[str]:
    """A comma-separated list; blanks and empty places are dropped."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def rate(name: str, default: str) -> str | None:
    """A rate such as 100/hour; `off` switches it off (None)."""
    raw = text(name, default).lower()
    if raw == "off":
        return None
    if not _RATE.match(raw):
        raise ImproperlyConfigured(f"{name} must look like 100/hour, or be off, not {raw!r}.")
    return raw


def together(*names: str) -> bool:
    """Whether all of NAMES are set; only some of them is a mistake, refused by name."""
    missing = [name for name in names if not secret(name)]
    if missing and len(missing) < len(names):
        raise ImproperlyConfigured(
            f"{', '.join(names)} belong together; missing: {', '.join(missing)}."
        )
    return not missing
