"""python -m sandbox.stripe --port 12111 --state var/stripe.sqlite3"""

import argparse
import logging
import sys

from sandbox.stripe.sandbox import Settings
from sandbox.stripe.server import serve
from sandbox.stripe.store import OldState
from sandbox.stripe.world import Timing


def main(arguments: list[str] | None = None) -> int:
    """Read the command line and serve; the exit code."""
    given = _parser().parse_args(arguments)
    if bool(given.webhook_url) != bool(given.webhook_secret):
        return _complain("Give --webhook-url and --webhook-secret together, or neither.")
    logging.basicConfig(level=logging.WARNING, format="stripe sandbox: %(message)s")
    settings = Settings(
        state=given.state,
        webhook_url=given.webhook_url,
        webhook_secret=given.webhook_secret,
        base_url=given.public_url or f"http://{given.host}:{given.port}",
        timing=Timing(
            settle=given.settle_after,
            refund=given.refund_after,
            payout=given.payout_after,
            transit=given.payout_after,
        ),
    )
    try:
        serve(settings, host=given.host, port=given.port)
    except OSError as error:
        return _complain(f"Cannot listen on {given.host}:{given.port}: {error.strerror}.")
    except OldState as error:
        return _complain(str(error))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.stripe", description="A stand-in for Stripe in test mode."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=12111, help="port to listen on (%(default)s)")
    parser.add_argument(
        "--state", help="SQLite file that keeps everything; in memory when left out"
    )
    parser.add_argument("--public-url", help="address browsers reach it by, when it is another")
    parser.add_argument("--webhook-url", help="where events are sent; needs --webhook-secret")
    parser.add_argument("--webhook-secret", help="what they are signed with: whsec_...")
    parser.add_argument(
        "--settle-after",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help="when an automatic_async charge gets its balance transaction (%(default)s: at once)",
    )
    parser.add_argument(
        "--refund-after",
        type=float,
        default=1.0,
        metavar="SECONDS",
        help="when a pending refund arrives and a failing one fails (%(default)s)",
    )
    parser.add_argument(
        "--payout-after",
        type=float,
        default=1.0,
        metavar="SECONDS",
        help="when an account's money is paid out, and each step of a payout (%(default)s)",
    )
    return parser


def _complain(sentence: str) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201 - a command line speaks on the terminal
    return 2


if __name__ == "__main__":
    sys.exit(main())
