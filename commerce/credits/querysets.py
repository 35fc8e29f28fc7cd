from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from commerce.credits.states import TransferStatus, UseState


class CreditLotQuerySet(models.QuerySet):
    """The questions we ask about lots."""

    def of(self, user, *, currency: str) -> Self:
        """One person's, in one currency."""
        return self.filter(user=user, currency=currency)

    def usable(self, now: datetime) -> Self:
        """Those that can pay something now."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), remaining_cents__gt=0)

    def expired(self, now: datetime) -> Self:
        """Those whose time is over, with something left that nobody holds."""
        return self.filter(expires_at__lte=now, remaining_cents__gt=0)

    def expiring(self, now: datetime, *, within: timedelta) -> Self:
        """Those that are usable for no longer than `within` from now, and were for longer once."""
        return self.usable(now).filter(
            expires_at__lte=now + within, created_at__lte=F("expires_at") - within
        )

    def of_reference(self, reference: str) -> Self:
        """Those that were asked to pay for `reference`."""
        return self.filter(uses__reference=reference)

    def with_held(self) -> Self:
        """`held_cents`: what waits in each lot to be spent or released."""
        held = Sum("uses__amount_cents", filter=Q(uses__state=UseState.HELD))
        return self.annotate(held_cents=Coalesce(held, 0))

    def unaccounted(self) -> Self:
        """Those whose cents are not all there, held, spent, expired or taken back: none must be."""
        used = Sum(
            F("uses__amount_cents") - F("uses__given_back_cents"),
            filter=Q(uses__state__in=(UseState.HELD, UseState.SPENT)),
        )
        gone = F("expired_cents") + F("taken_back_cents")
        accounted = F("remaining_cents") + gone + F("used_cents")
        return self.annotate(used_cents=Coalesce(used, 0)).exclude(amount_cents=accounted)

    def lock(self, *, skip_locked: bool = False) -> Self:
        """Hold these rows until the transaction ends, always in the same order."""
        return self.order_by("pk").select_for_update(
            of=("self",), no_key=True, skip_locked=skip_locked
        )


class CreditUseQuerySet(models.QuerySet):
    """The questions we ask about what lots are used for."""

    def of_reference(self, reference: str) -> Self:
        """What was taken for `reference`, in the order of paying."""
        return self.filter(reference=reference).select_related("lot__user").order_by("position")


class CreditTransferQuerySet(models.QuerySet):
    """The questions we ask about credits on their way to somebody."""

    def of(self, user) -> Self:
        """What a person sent, and what waits for them or reached them.

        An address is somebody's only once it is verified.
        """
        sent = Q(sender=user)
        received = Q(receiver_email=user.email) if user.is_verified else Q(pk=None)
        return self.filter(sent | received)

    def overdue(self, now: datetime) -> Self:
        """Those that nobody accepted in time."""
        return self.filter(status=TransferStatus.WAITING, expires_at__lte=now)

    def lock(self) -> Self:
        """Hold these rows until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True)
