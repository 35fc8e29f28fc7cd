"""Pictures for pages, made from what people have uploaded."""

import hashlib
from datetime import datetime
from uuid import UUID

from cms.library.models import EstuaryImage
from cms.library.values import FocalPoint as FocalPoint
from cms.library.values import PictureSaid as PictureSaid
from estuary.kernel import db
from estuary.kernel.errors import DomainError, Kind
from marketplace.accounts.models import User
from marketplace.media import operations as media
from marketplace.media.models import MediaAsset
from marketplace.media.policies import EXTENSIONS
from marketplace.media.states import MediaKind, Purpose

AT_A_TIME = 200


class NotAPicture(DomainError):
    message = "This upload is not a picture for a page."


class DescriptionMissing(DomainError):
    """A picture is described for those who cannot see it, or said to be decoration."""

    message = "Say what the picture shows, or that it is only decoration."


class ImageNotFound(DomainError):
    kind, message = Kind.MISSING, "There is no such picture of yours."


def image_said(*, said: PictureSaid | None, by: User, now: datetime) -> EstuaryImage | None:
    """The image somebody means: made of their upload, or one of their own.

    Raises ImageNotFound and what `image_from` does.
    """
    if said is None:
        return None
    if said.asset is not None:
        return image_from(
            asset_id=said.asset,
            by=by,
            now=now,
            alt=said.alt,
            is_decorative=said.is_decorative,
            focal_point=said.focal_point,
        )
    image = EstuaryImage.objects.filter(pk=said.image, uploaded_by_user=by).first()
    if image is None:
        raise ImageNotFound
    return image


def image_from(
    *,
    asset_id: UUID,
    by: User,
    now: datetime,
    alt: str = "",
    is_decorative: bool = False,
    focal_point: FocalPoint | None = None,
) -> EstuaryImage:
    """The image made from one's own finished upload; made once, however often it is asked for.

    Raises MediaNotFound, MediaNotFinished, NotAPicture, DescriptionMissing, StorageUnavailable.
    """
    asset = MediaAsset.objects.of(by).filter(public_id=asset_id).first()
    if asset is None:
        raise media.MediaNotFound
    if asset.kind != MediaKind.IMAGE or asset.purpose not in (Purpose.PORTRAIT, Purpose.PICTURE):
        raise NotAPicture
    if made := EstuaryImage.objects.filter(asset=asset).first():
        return made
    if not alt.strip() and not is_decorative:
        raise DescriptionMissing
    content = media.content_of(asset)
    # The image has a copy of its own, which goes with it when an editor deletes it.
    key = f"{media.new_key('original_images')}.{EXTENSIONS[asset.content_type]}"
    media.promise_to_delete(key=key, due_at=now + media.IN_THE_MAKING)
    media.write(key=key, content=content, content_type=asset.content_type)
    fields: dict[str, object] = {
        "title": asset.file_name.rpartition(".")[0],
        "description": "" if is_decorative else alt.strip(),
        "is_decorative": is_decorative,
        "file": key,
        "file_size": len(content),
        "file_hash": hashlib.sha1(content, usedforsecurity=False).hexdigest(),  # Wagtail's
        "width": asset.width,
        "height": asset.height,
        **_focus(focal_point, asset),
    }
    return _make(asset=asset, key=key, fields=fields, now=now)


@db.transaction
def _make(*, asset: MediaAsset, key: str, fields: dict[str, object], now: datetime) -> EstuaryImage:
    """Two at once make one: attaching holds the upload's row."""
    media.attach(asset_id=asset.pk, now=now)
    if made := EstuaryImage.objects.filter(asset=asset).first():
        return made
    if not media.keep(key=key):
        raise media.UploadExpired
    return EstuaryImage.objects.create(asset=asset, uploaded_by_user=asset.owner, **fields)


@db.transaction
def choose(*, asset_id: int, now: datetime) -> MediaAsset:
    """Somebody chose an upload for a page: keep it from now on. Raises MediaNotFinished."""
    return media.attach(asset_id=asset_id, now=now)


@db.transaction
def release_unused(*, now: datetime) -> int:
    """Let go of uploads whose image was deleted; how many there were."""
    unused = MediaAsset.objects.attached_for(Purpose.PORTRAIT, Purpose.PICTURE).filter(image=None)
    found = list(unused.order_by("pk").values_list("pk", flat=True)[:AT_A_TIME])
    for asset_id in found:
        media.release(asset_id=asset_id, now=now)
    return len(found)


def _focus(point: FocalPoint | None, asset: MediaAsset) -> dict[str, int]:
    if point is None or asset.width is None or asset.height is None:
        return {}
    return {
        "focal_point_x": round(point.x * asset.width),
        "focal_point_y": round(point.y * asset.height),
        "focal_point_width": round(point.width * asset.width),
        "focal_point_height": round(point.height * asset.height),
    }
