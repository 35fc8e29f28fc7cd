import hashlib
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from estuary.kernel import db
from marketplace.media import operations, sweeping
from marketplace.media.states import AssetState
from marketplace.media.storage import StorageUnavailable, object_store
from marketplace.models import MediaAsset, MediaRemnant
from tasks import media as tasks
from tests.factories import MediaAssetFactory
from tests.factories.media import MP4
from tests.factories.pages import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture
def sweep(monkeypatch):
    """Run the sweep as if so much time had passed."""

    def run(**later):
        then = timezone.now() + timedelta(**later)
        monkeypatch.setattr(tasks.timezone, "now", lambda: then)
        tasks.sweep_uploads.call_local()

    return run


def test_what_was_begun_and_never_finished_leaves_nothing(begin, send, sweep):
    send(begin(), jpeg())
    asset = MediaAsset.objects.get()
    assert default_storage.exists(asset.incoming_key)

    sweep(hours=20)
    assert default_storage.exists(asset.incoming_key)

    sweep(hours=26)
    assert not default_storage.exists(asset.incoming_key)
    assert not MediaRemnant.objects.exists()
    asset.refresh_from_db()
    assert asset.state == AssetState.DISCARDED

    sweep(days=40)
    assert not MediaAsset.objects.exists()


def test_what_was_finished_loses_only_what_it_arrived_as(arrived, sweep):
    asset = arrived()
    asset = operations.finish_upload(public_id=asset.public_id, by=asset.owner, now=timezone.now())

    sweep(hours=26)

    assert not default_storage.exists(asset.incoming_key)
    assert default_storage.exists(asset.storage_key)
    assert not MediaRemnant.objects.exists()


def test_what_nobody_attached_is_deleted_and_what_somebody_did_is_not(sweep):
    free, used = MediaAssetFactory(), MediaAssetFactory(video=True)
    with db.in_transaction():
        operations.attach(asset_id=used.pk, now=timezone.now())

    sweep(days=29)
    assert default_storage.exists(free.storage_key)

    sweep(days=31)
    assert not default_storage.exists(free.storage_key)
    assert default_storage.exists(used.storage_key)


def test_what_its_owner_deleted_is_deleted(sweep):
    asset = MediaAssetFactory()
    operations.discard(public_id=asset.public_id, by=asset.owner, now=timezone.now())

    sweep()

    assert not default_storage.exists(asset.storage_key)


def test_what_a_store_did_not_delete_is_deleted_later(sweep, monkeypatch):
    asset = MediaAssetFactory()
    operations.discard(public_id=asset.public_id, by=asset.owner, now=timezone.now())

    def away(self, *, key):
        raise StorageUnavailable

    with monkeypatch.context() as outage:
        outage.setattr(type(object_store()), "delete", away)
        with pytest.raises(StorageUnavailable):
            sweeping.delete_remnant(key=asset.storage_key, now=timezone.now())
    assert MediaRemnant.objects.exists()

    sweep()
    assert not default_storage.exists(asset.storage_key)


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("at", ["write", "_store"])
def test_cut_off_while_it_is_looked_through_it_leaves_nothing_for_ever(
    arrived, sweep, monkeypatch, at
):
    asset = arrived()
    before = in_store()
    where = type(object_store()) if at == "write" else operations
    real = getattr(where, at)

    def killed(*args, **kwargs):
        if at == "write":
            real(*args, **kwargs)
        raise Killed

    with monkeypatch.context() as cut:
        cut.setattr(where, at, killed)
        with pytest.raises(Killed):
            operations.finish_upload(public_id=asset.public_id, by=asset.owner, now=timezone.now())
    assert len(in_store() - before) == 1

    sweep(hours=3)
    assert in_store() == before
    asset.refresh_from_db()
    assert asset.state == AssetState.BEGUN


def test_a_checksum_is_learnt_of_what_is_not_read_at_once(arrived, relay, monkeypatch):
    monkeypatch.setattr(sweeping, "PIECE_BYTES", 64)
    asset = arrived(MP4, purpose="stream_video", content_type="video/mp4", file_name="a.mp4")
    operations.finish_upload(public_id=asset.public_id, by=asset.owner, now=timezone.now())

    relay()

    asset.refresh_from_db()
    assert asset.checksum == hashlib.sha256(MP4).hexdigest()


def in_store():
    folder = default_storage.listdir("media")[1] if default_storage.exists("media") else []
    return {f"media/{name}" for name in folder}
