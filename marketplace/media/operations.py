"""What happens to uploads: begun, looked through, attached to something, discarded.

The file itself goes from its owner to the store and never through us. What was sent is judged by
its bytes, under a key for which no signature was ever given: the address of an upload stays good
until it expires, and what lies there may be changed after we have looked.
"""

import dataclasses
import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from estuary.kernel import db, events, locks
from estuary.kernel.errors import DomainError, Kind
from marketplace.accounts.models import User
from marketplace.media import contents, measures, policies
from marketplace.media.events import MediaStored
from marketplace.media.models import MediaAsset, MediaRemnant
from marketplace.media.states import MAY_BE_DISCARDED, AssetState, MediaKind, Purpose
from marketplace.media.storage import SignedUpload, object_store
from marketplace.media.values import Announced, Found

# What a signature let in while it was good may still be coming.
GRACE = timedelta(hours=24)
# An object that is being made: longer than any request takes.
IN_THE_MAKING = timedelta(hours=2)
DOWNLOAD_SECONDS = 60 * 60


class MediaNotFound(DomainError):
    kind, message = Kind.MISSING, "There is no such upload."


class PurposeNotForYou(DomainError):
    kind, message = Kind.FORBIDDEN, "Only practitioners upload files for this purpose."


class MediaTypeNotAllowed(DomainError):
    """Not a type of file that this purpose takes; `details` names those it does."""

    message = "Files of this type cannot be used for this."


class MediaTooLarge(DomainError):
    """Larger than the purpose allows; `details` says how large it may be."""

    message = "This file is too large."


class TooManyUploads(DomainError):
    kind, message = Kind.TOO_MANY, "Finish the uploads you have begun first."


class MediaQuotaExceeded(DomainError):
    kind, message = Kind.CONFLICT, "There is no more room for your files. Delete some first."


class UploadNotThere(DomainError):
    kind, message = Kind.CONFLICT, "Nothing has arrived yet. Send the file, then finish."


class UploadExpired(DomainError):
    kind, message = Kind.GONE, "This upload was not finished in time. Begin again."


class UploadRefused(DomainError):
    """What arrived cannot be used, and is discarded; `details` says why."""

    kind, message = Kind.UNPROCESSABLE, "This file cannot be used. Begin again with another."

    def __init__(self, why: str = "") -> None:
        super().__init__(details={"file": [why]} if why else None)


class UploadOfAnotherSize(UploadRefused):
    """More or fewer bytes than were announced."""


class UploadOfAnotherType(UploadRefused):
    """Its bytes are not those of a file of this type."""


class PictureUnreadable(UploadRefused):
    """Not a picture, or a broken one."""


class PictureTooLarge(UploadRefused):
    """More pixels than we decode."""


class MediaNotFinished(DomainError):
    kind, message = Kind.CONFLICT, "This upload is not finished."


class MediaInUse(DomainError):
    kind, message = Kind.CONFLICT, "This file is in use."


def begin_upload(
    *, by: User, announced: Announced, now: datetime
) -> tuple[MediaAsset, SignedUpload]:
    """Announce a file; answers the request by which it is sent to the store.

    Raises PurposeNotForYou, MediaTypeNotAllowed, MediaTooLarge, TooManyUploads and
    MediaQuotaExceeded.
    """
    _check(announced, by)
    asset = _begin(by=by, announced=announced, now=now)
    return asset, object_store().signed_upload(
        key=asset.incoming_key,
        content_type=asset.content_type,
        size_bytes=asset.size_bytes,
        now=now,
        expires_at=asset.expires_at,
    )


@db.transaction
def _begin(*, by: User, announced: Announced, now: datetime) -> MediaAsset:
    # Two begun at once would each find the room that there is for one.
    locks.take(f"media:{by.pk}")
    mine = MediaAsset.objects.of(by)
    if mine.under_way().filter(expires_at__gt=now).count() >= settings.UPLOADS_UNDER_WAY:
        raise TooManyUploads
    if mine.bytes_held() + announced.size_bytes > _room_of(by):
        raise MediaQuotaExceeded
    key, expires_at = new_key("incoming"), now + timedelta(minutes=settings.UPLOAD_MINUTES)
    MediaRemnant.objects.create(key=key, due_at=expires_at + GRACE)
    content_type = announced.content_type
    return MediaAsset.objects.create(
        owner=by,
        purpose=announced.purpose,
        kind=policies.kind_of(content_type),
        incoming_key=key,
        file_name=policies.clean_name(announced.file_name, content_type=content_type),
        content_type=content_type,
        size_bytes=announced.size_bytes,
        begun_at=now,
        expires_at=expires_at,
    )


def finish_upload(*, public_id: UUID, by: User, now: datetime) -> MediaAsset:
    """Look through what has arrived, and keep it; once finished, say so again.

    Pictures are kept upright, and without what cameras write into them. Raises MediaNotFound,
    UploadNotThere, UploadExpired, StorageUnavailable and, discarding it, UploadRefused.
    """
    asset = MediaAsset.objects.of(by).filter(public_id=public_id).first()
    if asset is None:
        raise MediaNotFound
    if asset.is_finished:
        return asset
    arrived = object_store().look_at(key=asset.incoming_key)
    if arrived is None:
        raise UploadExpired if asset.expires_at <= now else UploadNotThere
    key = new_key("media")
    promise_to_delete(key=key, due_at=now + IN_THE_MAKING)
    try:
        if arrived.size_bytes != asset.size_bytes:
            raise UploadOfAnotherSize(
                f"It has {arrived.size_bytes} bytes and not {asset.size_bytes}, as was said."
            )
        is_picture = asset.kind == MediaKind.IMAGE
        found = _keep_picture(asset, key) if is_picture else _keep_file(asset, key)
    except UploadRefused:
        _give_up_refused(asset_id=asset.pk, now=now)
        raise
    return _store(asset_id=asset.pk, key=key, found=found, now=now)


def _keep_picture(asset: MediaAsset, key: str) -> Found:
    store = object_store()
    content = store.read(key=asset.incoming_key, size_bytes=asset.size_bytes)
    try:
        picture = contents.cleaned_picture(content)
    except contents.TooManyPixels as error:
        most = policies.MOST_PIXELS // 1_000_000
        raise PictureTooLarge(f"It has more than {most} million pixels.") from error
    except contents.Unreadable as error:
        raise PictureUnreadable("It is not a picture that can be read.") from error
    store.write(key=key, content=picture.content, content_type=picture.content_type)
    return Found(
        content_type=picture.content_type,
        size_bytes=len(picture.content),
        checksum=hashlib.sha256(picture.content).hexdigest(),
        width=picture.width,
        height=picture.height,
    )


def _keep_file(asset: MediaAsset, key: str) -> Found:
    store = object_store()
    # Looked through where it will stay: where it arrived, it may change meanwhile.
    if not store.copy(source=asset.incoming_key, key=key, content_type=asset.content_type):
        raise UploadNotThere
    kept = store.look_at(key=key)
    if kept is None or kept.size_bytes != asset.size_bytes:
        raise UploadOfAnotherSize("It changed while it was looked through.")
    content_type = contents.type_of(store.read(key=key, size_bytes=contents.HEAD_BYTES))
    # As announced: the store will answer with the type it was copied under.
    if content_type != asset.content_type:
        raise UploadOfAnotherType(f"It is not a file of type {asset.content_type}.")
    if asset.kind == MediaKind.CAPTIONS and not contents.is_text(
        store.read(key=key, size_bytes=kept.size_bytes)
    ):
        raise UploadOfAnotherType("It is not text in UTF-8.")
    said = measures.measured(
        content_type,
        size_bytes=kept.size_bytes,
        read=lambda start, length: store.read(key=key, start=start, size_bytes=length),
    )
    return Found(content_type=content_type, size_bytes=kept.size_bytes, **dataclasses.asdict(said))


@db.transaction
def _store(*, asset_id: int, key: str, found: Found, now: datetime) -> MediaAsset:
    """Of several that finish at once the first is kept; the others' copies will be deleted."""
    asset = MediaAsset.objects.lock().get(pk=asset_id)
    if asset.is_finished:
        return asset
    if asset.state != AssetState.BEGUN or not keep(key=key):
        raise UploadExpired
    for name, value in dataclasses.asdict(found).items():
        setattr(asset, name, value)
    asset.file_name = policies.clean_name(asset.file_name, content_type=asset.content_type)
    asset.state, asset.storage_key, asset.stored_at = AssetState.STORED, key, now
    asset.save()
    events.record(MediaStored(asset_id=asset.pk))
    return asset


@db.transaction
def _give_up_refused(*, asset_id: int, now: datetime) -> None:
    asset = MediaAsset.objects.lock().get(pk=asset_id)
    if asset.state == AssetState.BEGUN:
        give_up(asset, now=now)


@db.transaction
def discard(*, public_id: UUID, by: User, now: datetime) -> None:
    """Give up an upload, or delete what is not in use. Raises MediaNotFound and MediaInUse."""
    asset = MediaAsset.objects.of(by).lock().filter(public_id=public_id).first()
    if asset is None:
        raise MediaNotFound
    if asset.state not in MAY_BE_DISCARDED:
        raise MediaInUse
    give_up(asset, now=now)


@db.transaction_required
def give_up(asset: MediaAsset, *, now: datetime) -> None:
    """Discard an upload whose row is locked; what lies in the store is deleted soon after."""
    if asset.storage_key:
        MediaRemnant.objects.create(key=asset.storage_key, due_at=now)
    asset.state, asset.discarded_at = AssetState.DISCARDED, now
    asset.save(update_fields=["state", "discarded_at", "updated_at"])


@db.transaction_required
def attach(*, asset_id: int, now: datetime) -> MediaAsset:
    """Keep it for as long as something shows it; again is harmless. Raises MediaNotFinished."""
    asset = MediaAsset.objects.lock().get(pk=asset_id)
    if not asset.is_finished:
        raise MediaNotFinished
    if asset.state == AssetState.STORED:
        asset.state, asset.attached_at = AssetState.ATTACHED, now
        asset.save(update_fields=["state", "attached_at", "updated_at"])
    return asset


@db.transaction_required
def release(*, asset_id: int, now: datetime) -> None:
    """Nothing shows it any more: if that stays so, it is deleted like what was never used."""
    asset = MediaAsset.objects.lock().get(pk=asset_id)
    if asset.state == AssetState.ATTACHED:
        asset.state, asset.stored_at, asset.attached_at = AssetState.STORED, now, None
        asset.save(update_fields=["state", "stored_at", "attached_at", "updated_at"])


@db.transaction
def promise_to_delete(*, key: str, due_at: datetime) -> None:
    """Say before an object is made that it will be deleted then, unless it is kept."""
    MediaRemnant.objects.create(key=key, due_at=due_at)


@db.transaction_required
def keep(*, key: str) -> bool:
    """Take that back; False when it comes too late, and the object is gone or going."""
    gone, _ = MediaRemnant.objects.still_to_keep(key).delete()
    return bool(gone)


def signed_url(
    asset: MediaAsset, *, now: datetime, seconds: int = DOWNLOAD_SECONDS
) -> tuple[str, datetime]:
    """An address by which its bearer reads the file, and until when it is good.

    Whether they may is for the caller to say. Raises MediaNotFinished.
    """
    expires_at = now + timedelta(seconds=seconds)
    url = object_store().signed_download(
        key=_key_of(asset),
        file_name=asset.file_name,
        content_type=asset.content_type,
        as_attachment=asset.kind == MediaKind.DOCUMENT,
        now=now,
        expires_at=expires_at,
    )
    return url, expires_at


def content_of(asset: MediaAsset) -> bytes:
    """The whole file; for small ones. Raises MediaNotFinished and StorageUnavailable."""
    return object_store().read(key=_key_of(asset), size_bytes=asset.size_bytes)


def write(*, key: str, content: bytes, content_type: str) -> None:
    """Put something of our own into the store. Raises StorageUnavailable."""
    object_store().write(key=key, content=content, content_type=content_type)


def new_key(folder: str) -> str:
    """Where something may lie in the store, so that nobody can guess it."""
    return f"{folder}/{secrets.token_urlsafe(32)}"


def _key_of(asset: MediaAsset) -> str:
    if not asset.is_finished or asset.storage_key is None:
        raise MediaNotFinished
    return asset.storage_key


def _check(announced: Announced, by: User) -> None:
    rule = policies.RULES[Purpose(announced.purpose)]
    if rule.is_for_practitioners and not by.is_practitioner:
        raise PurposeNotForYou
    if announced.content_type not in rule.types:
        raise MediaTypeNotAllowed(details={"content_type": [_one_of(rule.types)]})
    if announced.size_bytes > rule.most_bytes:
        most = rule.most_bytes // policies.MB
        raise MediaTooLarge(details={"size_bytes": [f"At most {most} MB."]})


def _one_of(types: Collection[str]) -> str:
    return f"One of {', '.join(sorted(types))}."


def _room_of(owner: User) -> int:
    megabytes: int = (
        settings.MEDIA_QUOTA_PRACTITIONER_MB if owner.is_practitioner else settings.MEDIA_QUOTA_MB
    )
    return megabytes * policies.MB
