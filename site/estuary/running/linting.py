"""`manage.py lint`: everything that can be wrong without running a test."""

import argparse
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

# Deployment as production.py wants it; none of these is ever called.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "estuary.settings.production",
    "DATABASE_URL": "postgresql://estuary@database.invalid/estuary",
    "REDIS_URL": "redis://redis.invalid/0",
    "ALLOWED_HOSTS": "estuary.invalid",
    "PUBLIC_URL": "https://estuary.invalid",
    "CORS_ALLOWED_ORIGINS": "https://www.estuary.invalid",
    "EMAIL_HOST": "mail.invalid",
    "STRIPE_SECRET_KEY": "sk_test_of_lint",
    "STRIPE_PUBLISHABLE_KEY": "pk_test_of_lint",
    "STRIPE_WEBHOOK_SECRET": "whsec_of_lint",
}
KEPT = ("PATH", "HOME", "TMPDIR", "LANG", "SSL_CERT_FILE", "ESTUARY_NO_VENV", "ESTUARY_VENV")


@dataclass(frozen=True)
class Step:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    surer: Sequence[str] = ()  # tried when `command` has failed, and then what counts


def steps(root: Path, *, fix: bool) -> list[Step]:
    """What is looked at, in order; Django starts twice, for two sets of settings."""
    python = sys.executable
    production = PRODUCTION | {"SECRET_KEY": secrets.token_urlsafe(64)}
    deploy = ["check", "--deploy", "--fail-level", "WARNING"]
    return [
        Step("format", [python, "-m", "ruff", "format", *([] if fix else ["--check"]), "."]),
        Step("lint", [python, "-m", "ruff", "check", *(["--fix"] if fix else []), "."]),
        # With a cache of earlier runs, managers of django-stubs are sometimes not resolved.
        Step(
            "types",
            [python, "-m", "mypy", "."],
            surer=[python, "-m", "mypy", "--cache-dir", os.devnull, "."],
        ),
        Step("imports", [str(Path(python).parent / "lint-imports"), "--no-logo"]),
        Step(
            "migrations, schema",
            [python, "-m", "estuary.running.django_checks", *(["--fix"] if fix else [])],
            {"DJANGO_SETTINGS_MODULE": "estuary.settings.test"},
        ),
        Step("deployment", [python, "manage.py", *deploy], production),
    ]


def main(root: Path, arguments: Sequence[str]) -> int:
    """Take every step, whatever the one before it found; 1 if any found something."""
    parser = argparse.ArgumentParser(prog="manage.py lint")
    parser.add_argument(
        "--fix", action="store_true", help="mend format, lint and docs/openapi.yaml where possible"
    )
    fix = parser.parse_args(arguments).fix
    passed = [_take(step, root) for step in steps(root, fix=fix)]
    print("lint: all is well" if all(passed) else f"lint: {passed.count(False)} of them failed")
    return 0 if all(passed) else 1


def _take(step: Step, root: Path) -> bool:
    print(f"{step.name:20}", end="", flush=True)
    begun = time.monotonic()
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    environment = {**kept, "PYTHONPATH": f"{root / 'site'}:{root}", **step.environment}
    ended = _run(step.command, root, environment)
    if ended.returncode and step.surer:
        ended = _run(step.surer, root, environment)
    verdict = "failed" if ended.returncode else "ok"
    print(f"{verdict:8}{time.monotonic() - begun:6.1f} s", flush=True)
    if ended.returncode:
        print(ended.stdout.rstrip(), flush=True)
    return ended.returncode == 0


def _run(
    command: Sequence[str], root: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=root,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
