"""What is done with uploads by the clock; each step may be cut off anywhere and done again."""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings

from estuary.kernel import db
from marketplace.media import operations, policies
from marketplace.media.models import MediaAsset, MediaRemnant
from marketplace.media.storage import object_store

PIECE_BYTES = 8 * policies.MB
FORGET_AFTER = timedelta(days=30)
AT_A_TIME = 200


@db.transaction
def discard_abandoned(*, now: datetime) -> int:
    """Discard what was never finished, and what nobody attached; how many there were."""
    unattached = now - timedelta(days=settings.MEDIA_UNATTACHED_DAYS)
    abandoned = MediaAsset.objects.abandoned(
        expired_before=now - operations.GRACE, stored_before=unattached
    )
    found = list(abandoned.order_by("pk").lock()[:AT_A_TIME])
    for asset in found:
        operations.give_up(asset, now=now)
    return len(found)


def delete_remnant(*, key: str, now: datetime) -> None:
    """Delete one object that is due, then what we know of it. Raises StorageUnavailable."""
    if _claim(key=key, now=now):
        object_store().delete(key=key)
        _forget_remnant(key=key)


@db.transaction
def forget_discarded(*, now: datetime) -> int:
    """Delete the rows of what was discarded long ago; how many there were."""
    old = MediaAsset.objects.discarded_before(now - FORGET_AFTER).order_by("pk")[:AT_A_TIME]
    return MediaAsset.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]


def learn_checksum(*, asset_id: int) -> None:
    """Read a file to its end, in pieces, if that was not done yet. Raises StorageUnavailable."""
    asset = MediaAsset.objects.without_checksum().filter(pk=asset_id).first()
    if asset is None:
        return
    digest = hashlib.sha256()
    for start in range(0, asset.size_bytes, PIECE_BYTES):
        digest.update(
            object_store().read(key=asset.storage_key or "", start=start, size_bytes=PIECE_BYTES)
        )
    _write_checksum(asset_id=asset_id, checksum=digest.hexdigest())


@db.transaction
def _claim(*, key: str, now: datetime) -> bool:
    """Whether it is still due. Whoever would keep it comes too late from here on."""
    return bool(MediaRemnant.objects.filter(key=key, due_at__lte=now).update(is_being_deleted=True))


@db.transaction
def _forget_remnant(*, key: str) -> None:
    MediaRemnant.objects.filter(key=key).delete()


@db.transaction
def _write_checksum(*, asset_id: int, checksum: str) -> None:
    MediaAsset.objects.without_checksum().filter(pk=asset_id).update(checksum=checksum)
