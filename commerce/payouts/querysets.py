from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Count, Q

from commerce.payouts.states import BOUND, OPEN, OUT, PayoutStatus


class ConnectAccountQuerySet(models.QuerySet):
    """The questions we ask about accounts at the provider."""

    def of(self, user) -> Self:
        """One practitioner's, by their account with us."""
        return self.filter(practitioner__user=user)

    def current(self) -> Self:
        """Those that count; the others were replaced."""
        return self.filter(replaced_at=None)

    def known_to_provider(self) -> Self:
        """Those the provider can be asked about."""
        return self.exclude(provider_id=None)

    def ready(self) -> Self:
        """Those that money can be sent to."""
        return self.current().filter(is_payable=True, stopped_at=None)

    def lock(self) -> Self:
        """Hold these rows until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True)


class PayoutQuerySet(models.QuerySet):
    """The questions we ask about payouts."""

    def of(self, user) -> Self:
        """Those to one practitioner."""
        return self.filter(practitioner__user=user)

    def open(self) -> Self:
        """Those whose earnings are set aside and not sent yet."""
        return self.filter(status__in=OPEN)

    def out(self) -> Self:
        """Those whose money was sent, and has not come back."""
        return self.filter(status__in=OUT)

    def bound_to_account(self) -> Self:
        """Those whose account must not be replaced."""
        return self.filter(status__in=BOUND)

    def to_send(self, *, now: datetime, silent_before: datetime) -> Self:
        """Those to be sent now, and those of which nothing was heard since they were."""
        return self.filter(
            Q(status=PayoutStatus.REQUESTED, due_at__lte=now, updated_at__lt=silent_before)
            | Q(status=PayoutStatus.SENDING, updated_at__lt=silent_before, review_since=None)
        )

    def to_take_back(self, *, silent_before: datetime) -> Self:
        """Those that are to come back from the account, and have not."""
        return self.filter(
            status=PayoutStatus.RETURNING, updated_at__lt=silent_before, review_since=None
        )

    def paid_since(self, moment: datetime) -> Self:
        """Those that arrived so lately that the bank may still send them back."""
        return self.filter(status=PayoutStatus.PAID, completed_at__gte=moment)

    def needing_review(self) -> Self:
        """Those that only staff can bring on."""
        return self.exclude(review_since=None)

    def with_details(self) -> Self:
        """With what lists show, in one query."""
        return self.annotate(earnings_count=Count("items"))

    def lock(self) -> Self:
        """Hold these rows until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True)
