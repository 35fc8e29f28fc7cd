"""What `manage.py run` may be told."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass

LARGEST_PORT = 65535
DESCRIPTION = """\
Start everything in this terminal: PostgreSQL and Valkey (unless DATABASE_URL and REDIS_URL name
real ones), the Stripe sandbox (unless STRIPE_SECRET_KEY is set), the web server and the worker.
Ctrl-C stops it all in order; a second Ctrl-C does not wait. All data is in var/."""


@dataclass(frozen=True)
class Options:
    host: str
    port: int
    seed: bool | None  # None: the embedded database is seeded the first time, a real one never


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the options to a parser: ours, or that of Django's command."""
    parser.add_argument(
        "--host",
        default=os.environ.get("HOST") or "127.0.0.1",
        help="address to listen on, also from HOST (default: %(default)s)",
    )
    parser.add_argument(
        "--port",
        type=_port,
        default=os.environ.get("PORT") or "8000",
        help="port to listen on, also from PORT (default: %(default)s)",
    )
    parser.add_argument(
        "--seed",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="fill in the demo marketplace (default: the first time, in the embedded database)",
    )


def read(arguments: Sequence[str]) -> Options:
    """The options on a command line; a mistake ends the process with a sentence."""
    parser = argparse.ArgumentParser(
        prog="manage.py run",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_to(parser)
    return Options(**vars(parser.parse_args(arguments)))


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= LARGEST_PORT:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to {LARGEST_PORT}, not {text}")
    return int(text)
