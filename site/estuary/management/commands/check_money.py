"""Ask the database whether all is true that must be, of money, seats, payouts and receipts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from commerce.reconciliation.checks import AUDITS


class Command(BaseCommand):
    help = "Check every rule of money and seats; exits non-zero when one is broken."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        found = [finding for audit in AUDITS for finding in audit.findings(now=now)]
        broken = {finding.rule for finding in found}
        for rule in (rule for audit in AUDITS for rule in audit.RULES):
            self.stdout.write(f"{'BROKEN' if rule in broken else 'ok    '} {rule}")
            for finding in found:
                if finding.rule == rule:
                    self.stdout.write(f"         {finding.what}")
        if found:
            raise CommandError(f"{len(found)} findings.")
