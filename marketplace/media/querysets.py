from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Sum

from marketplace.media.states import FINISHED, HELD, AssetState


class MediaAssetQuerySet(models.QuerySet):
    """The questions we ask about uploads."""

    def of(self, user) -> Self:
        """One's own that were not discarded; other people's do not exist."""
        return self.filter(owner=user, state__in=HELD)

    def finished(self) -> Self:
        """Those that lie in the store, looked through."""
        return self.filter(state__in=FINISHED)

    def under_way(self) -> Self:
        """Begun, and not finished yet."""
        return self.filter(state=AssetState.BEGUN)

    def bytes_held(self) -> int:
        """What these count against what one may hold; what is begun, as it was announced."""
        held = self.filter(state__in=HELD).aggregate(bytes=Sum("size_bytes"))["bytes"]
        return held or 0

    def abandoned(self, *, expired_before: datetime, stored_before: datetime) -> Self:
        """Begun and never finished, or finished and never attached to anything."""
        return self.filter(
            models.Q(state=AssetState.BEGUN, expires_at__lt=expired_before)
            | models.Q(state=AssetState.STORED, stored_at__lt=stored_before)
        )

    def attached_for(self, *purposes: str) -> Self:
        """Those that something shows, of these purposes."""
        return self.filter(state=AssetState.ATTACHED, purpose__in=purposes)

    def discarded_before(self, moment: datetime) -> Self:
        """Those that were given up before then."""
        return self.filter(state=AssetState.DISCARDED, discarded_at__lt=moment)

    def without_checksum(self) -> Self:
        """Finished, but too large to be read to the end when they were."""
        return self.finished().filter(checksum="")

    def lock(self) -> Self:
        """Hold these rows until the transaction ends; others may still point at them."""
        return self.select_for_update(of=("self",), no_key=True)


class MediaRemnantQuerySet(models.QuerySet):
    """The questions we ask about what is to be deleted."""

    def due(self, now: datetime) -> Self:
        """Those whose time has come, the longest due first."""
        return self.filter(due_at__lte=now).order_by("due_at", "pk")

    def still_to_keep(self, key: str) -> Self:
        """The one of this key, unless its object is being deleted already."""
        return self.filter(key=key, is_being_deleted=False)
