from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Case, F, IntegerField, Q, Sum, Value, When

from commerce.disputes.states import AWAITING_ANSWER, CHARGEBACK, OPEN, DisputeStatus


class DisputeQuerySet(models.QuerySet):
    """The questions we ask about disputes."""

    def open(self) -> Self:
        """Those the bank has not decided yet, inquiries too."""
        return self.filter(status__in=OPEN)

    def chargebacks(self) -> Self:
        """Open ones of which the provider has taken the money, or will."""
        return self.filter(status__in=CHARGEBACK)

    def unsettled(self) -> Self:
        """Those that are open, or over and not yet in order."""
        return self.filter(settled_at=None)

    def lost(self) -> Self:
        """Those whose sale was taken back."""
        return self.filter(status=DisputeStatus.LOST, settled_at__isnull=False)

    def awaiting_answer(self) -> Self:
        """Those that we may still say something to, and have not."""
        return self.filter(status__in=AWAITING_ANSWER, answer="")

    def due(self, now: datetime, *, within: timedelta) -> Self:
        """Those that must be answered soon, or should have been."""
        return self.awaiting_answer().filter(evidence_due_at__lte=now + within)

    def answers_under_way(self) -> Self:
        """Those of which we do not know whether the provider has our answer."""
        return self.filter(status__in=AWAITING_ANSWER).exclude(answer="")

    def answers_stuck(self, before: datetime) -> Self:
        """Those whose answer was refused, or has been under way since before then."""
        waiting = self.filter(status__in=AWAITING_ANSWER)
        return waiting.filter(
            ~Q(answer_failure="") | (~Q(answer="") & Q(answer_planned_at__lt=before))
        )

    def urgent_first(self) -> Self:
        """Those that wait for an answer, the soonest due first; then the latest."""
        waits = Case(
            When(status__in=AWAITING_ANSWER, then=Value(0)),
            When(status__in=OPEN, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        return self.annotate(turn=waits).order_by(
            "turn", F("evidence_due_at").asc(nulls_last=True), "-opened_at"
        )

    def withdrawn_cents(self) -> dict[str, int]:
        """What the bank holds of them, by currency."""
        rows = self.values("currency").annotate(total=Sum("withdrawn_cents")).order_by()
        return {row["currency"]: row["total"] for row in rows}

    def lock(self) -> Self:
        """Hold these rows until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")
