"""`run` is done by manage.py before Django is loaded; this is for `django-admin` and for help."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from estuary.running import options


class Command(BaseCommand):
    help = options.DESCRIPTION

    def add_arguments(self, parser: ArgumentParser) -> None:
        options.add_to(parser)

    def handle(self, *args: Any, **given: Any) -> None:
        """Become the supervisor, which holds no Django."""
        words = [f"--host={given['host']}", f"--port={given['port']}"]
        if given["seed"] is not None:
            words.append("--seed" if given["seed"] else "--no-seed")
        manage = str(settings.ROOT / "manage.py")
        os.execv(sys.executable, [sys.executable, manage, "run", *words])
