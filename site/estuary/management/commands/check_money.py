"""Ask the database whether everything that must be true of money, seats and receipts is true."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from commerce.checkout import audit as money
from commerce.receipts import audit as receipts
from commerce.reconciliation import audit as history

AUDITS = (money, receipts, history)


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
