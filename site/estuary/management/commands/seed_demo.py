import contextlib
import io
import logging
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone
from huey.contrib.djhuey import HUEY

from estuary.demo import large, seeding
from estuary.demo.accounts import ACCOUNTS, PASSWORD
from tasks import relay


class Command(BaseCommand):
    help = "Fill the database with a believable marketplace; a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--practitioners", type=int, default=30, help="How many there shall be (30)."
        )
        parser.add_argument(
            "--size",
            choices=["usual", "large"],
            default="usual",
            help=f"large: {large.PEOPLE} more practitioners, with {large.POSTS_EACH} posts each.",
        )

    def handle(self, *, practitioners: int, size: str, verbosity: int, **_options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "The demo makes accounts with a password that everybody knows, so it needs DEBUG."
            )
        with connection.cursor() as cursor:
            # A demo that a power cut takes away is made again; a thousand waits for the disk
            # would be most of its time.
            cursor.execute("SET synchronous_commit TO off")
        logging.getLogger("wagtail").setLevel(logging.WARNING)  # three lines for each page
        for line in seeding.seed(people=practitioners, now=timezone.now()):
            if verbosity:
                self.stdout.write(line)
        if size == "large":
            # Beyond those who wait for their verification.
            beginning = practitioners + seeding.APPLICANTS
            hashed = make_password(PASSWORD)
            for line in large.seed(beginning=beginning, hashed=hashed, now=timezone.now()):
                if verbosity:
                    self.stdout.write(line)
        carry_the_news()
        if verbosity:
            names = ", ".join(name.email for name in ACCOUNTS)
            self.stdout.write(
                f"Sign in as {names} or practitioner@estuary.test with the password {PASSWORD}."
            )


def carry_the_news() -> None:
    """Do here what a worker would do first, and as quietly as it is past: letters, refunds."""
    HUEY.immediate = True
    with contextlib.redirect_stdout(io.StringIO()):
        relay.relay()
