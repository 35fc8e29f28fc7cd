import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from estuary.kernel import db
from marketplace.media import operations
from marketplace.media.states import AssetState
from marketplace.media.storage import object_store
from marketplace.media.values import Announced
from marketplace.models import MediaAsset, MediaRemnant
from tests.factories import MediaAssetFactory, UserFactory
from tests.factories.media import MP4, PDF
from tests.factories.pages import jpeg
from tests.threads import at_once
from tests.unit.marketplace.media.test_contents import bomb, photograph

pytestmark = pytest.mark.django_db


def finish(asset, now=None):
    return operations.finish_upload(
        public_id=asset.public_id, by=asset.owner, now=now or timezone.now()
    )


def in_store():
    folder = default_storage.listdir("media")[1] if default_storage.exists("media") else []
    return {f"media/{name}" for name in folder}


def announced(**said):
    return Announced(
        **{
            "purpose": "portrait",
            "file_name": "By the sea.jpg",
            "content_type": "image/jpeg",
            "size_bytes": 1000,
        }
        | said
    )


def begin(by, **said):
    return operations.begin_upload(by=by, announced=announced(**said), now=timezone.now())[0]


def test_where_a_picture_was_taken_is_not_kept(arrived):
    asset = finish(arrived(photograph(size=(80, 40))))

    with Image.open(io.BytesIO(operations.content_of(asset))) as kept:
        assert dict(kept.getexif()) == {}
    assert (asset.width, asset.height) == (40, 80)
    assert asset.size_bytes == default_storage.size(asset.storage_key)


def test_a_picture_is_what_its_bytes_say(arrived):
    asset = finish(arrived(photograph("PNG"), content_type="image/jpeg"))

    assert (asset.content_type, asset.file_name) == ("image/png", "By the sea.png")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (bomb(), operations.PictureTooLarge),
        (b"<svg onload='alert(1)'/>", operations.PictureUnreadable),
        (jpeg()[:400], operations.PictureUnreadable),
    ],
)
def test_what_is_no_usable_picture_is_refused_and_discarded(arrived, content, error):
    asset = arrived(content)

    with pytest.raises(error):
        finish(asset)

    asset.refresh_from_db()
    assert asset.state == AssetState.DISCARDED


@pytest.mark.parametrize("content", [b"<html><script>alert(1)</script>" * 9, PDF, jpeg((9, 9))])
def test_what_is_no_video_is_refused_and_discarded(arrived, content):
    asset = arrived(content, purpose="stream_video", content_type="video/mp4")

    with pytest.raises(operations.UploadOfAnotherType):
        finish(asset)

    asset.refresh_from_db()
    assert asset.state == AssetState.DISCARDED


def test_captions_are_text_to_their_end(arrived):
    asset = arrived(b"WEBVTT\n\n" + b"\xff" * 9000, purpose="captions", content_type="text/vtt")

    with pytest.raises(operations.UploadOfAnotherType):
        finish(asset)


def test_a_store_that_let_more_in_than_was_signed_for_is_found_out(begin):
    asset = MediaAsset.objects.get(public_id=begin(jpeg()).json()["data"]["id"])
    object_store().write(
        key=asset.incoming_key, content=jpeg() + b"more", content_type="image/jpeg"
    )

    with pytest.raises(operations.UploadOfAnotherSize):
        finish(asset)


def test_what_has_not_arrived_can_still_be_sent(begin, send):
    begun = begin(jpeg())
    asset = MediaAsset.objects.get()

    with pytest.raises(operations.UploadNotThere):
        finish(asset)

    send(begun, jpeg())
    assert finish(asset).state == AssetState.STORED


def test_what_did_not_arrive_in_time_does_not_come_any_more(begin):
    begin()

    with pytest.raises(operations.UploadExpired):
        finish(MediaAsset.objects.get(), now=timezone.now() + timedelta(hours=2))


def test_what_is_sent_once_more_does_not_change_what_was_looked_through(begin, send):
    video = begin(MP4, purpose="stream_video", content_type="video/mp4", file_name="a.mp4")
    send(video, MP4)
    asset = finish(MediaAsset.objects.get())

    evil = b"<script>".ljust(len(MP4))
    assert send(video, evil).status_code == 200

    assert operations.content_of(asset) == MP4


def test_what_has_changed_meanwhile_and_back_is_judged_where_it_stays(monkeypatch, arrived):
    asset = arrived(MP4, purpose="stream_video", content_type="video/mp4", file_name="a.mp4")
    store = object_store()
    copy = type(store).copy
    evil = b"<script>".ljust(len(MP4))

    def copy_the_other(self, *, source, **more):
        store.write(key=source, content=evil, content_type="video/mp4")
        done = copy(self, source=source, **more)
        store.write(key=source, content=MP4, content_type="video/mp4")
        return done

    monkeypatch.setattr(type(store), "copy", copy_the_other)

    with pytest.raises(operations.UploadOfAnotherType):
        finish(asset)


@pytest.mark.django_db(transaction=True)
def test_several_that_finish_at_once_keep_one_and_leave_the_rest_to_be_deleted(arrived):
    asset, before = arrived(), in_store()

    kept = at_once(*[lambda: finish(asset)] * 4)

    assert len({one.storage_key for one in kept}) == 1
    remnants = set(MediaRemnant.objects.values_list("key", flat=True))
    assert kept[0].storage_key not in remnants
    assert len(in_store() - before) > 1
    assert in_store() - before - remnants == {kept[0].storage_key}


def test_more_than_there_is_room_for_is_refused(settings):
    settings.MEDIA_QUOTA_PRACTITIONER_MB = 3
    somebody = UserFactory(is_practitioner=True)
    begin(somebody, size_bytes=2 * 1024 * 1024)

    with pytest.raises(operations.MediaQuotaExceeded):
        begin(somebody, size_bytes=2 * 1024 * 1024)

    begin(UserFactory(is_practitioner=True), size_bytes=2 * 1024 * 1024)


def test_what_is_deleted_makes_room(settings):
    settings.MEDIA_QUOTA_PRACTITIONER_MB = 3
    asset = MediaAssetFactory(size_bytes=2 * 1024 * 1024)
    operations.discard(public_id=asset.public_id, by=asset.owner, now=timezone.now())

    begin(asset.owner, size_bytes=2 * 1024 * 1024)


def test_only_so_many_are_under_way_at_once(settings):
    settings.UPLOADS_UNDER_WAY = 2
    somebody = UserFactory(is_practitioner=True)
    begin(somebody)
    begin(somebody)

    with pytest.raises(operations.TooManyUploads):
        begin(somebody)


@pytest.mark.django_db(transaction=True)
def test_two_begun_at_once_do_not_share_one_room(settings):
    settings.MEDIA_QUOTA_PRACTITIONER_MB = 3
    somebody = UserFactory(is_practitioner=True)

    said = at_once(*[lambda: begin(somebody, size_bytes=2 * 1024 * 1024)] * 4)

    refused = [one for one in said if isinstance(one, operations.MediaQuotaExceeded)]
    assert len(refused) == 3, said
    assert MediaAsset.objects.count() == 1


def test_what_comes_too_late_to_be_kept_is_not_kept(arrived, monkeypatch):
    asset = arrived()
    write = type(object_store()).write

    def write_and_lose(self, *, key, **more):
        write(self, key=key, **more)
        MediaRemnant.objects.filter(key=key).update(is_being_deleted=True)

    monkeypatch.setattr(type(object_store()), "write", write_and_lose)

    with pytest.raises(operations.UploadExpired):
        finish(asset)

    asset.refresh_from_db()
    assert (asset.state, asset.storage_key) == (AssetState.BEGUN, None)


def test_nothing_unfinished_is_attached_or_read(begin):
    begin()
    asset = MediaAsset.objects.get()

    with pytest.raises(operations.MediaNotFinished), db.in_transaction():
        operations.attach(asset_id=asset.pk, now=timezone.now())
    with pytest.raises(operations.MediaNotFinished):
        operations.signed_url(asset, now=timezone.now())
    with pytest.raises(operations.MediaNotFinished):
        operations.content_of(asset)


def test_what_is_attached_and_let_go_is_attached_again():
    asset = MediaAssetFactory()
    for _ in range(2):
        with db.in_transaction():
            operations.attach(asset_id=asset.pk, now=timezone.now())
            operations.attach(asset_id=asset.pk, now=timezone.now())
        asset.refresh_from_db()
        assert asset.state == AssetState.ATTACHED
        with db.in_transaction():
            operations.release(asset_id=asset.pk, now=timezone.now())
        asset.refresh_from_db()
        assert (asset.state, asset.attached_at) == (AssetState.STORED, None)


def test_an_address_is_good_for_so_long(client):
    asset = MediaAssetFactory()
    now = timezone.now()

    good, until = operations.signed_url(asset, now=now, seconds=60)
    late, _ = operations.signed_url(asset, now=now - timedelta(minutes=2), seconds=60)

    assert until == now + timedelta(seconds=60)
    assert client.get(good.removeprefix("http://testserver")).status_code == 200
    assert client.get(late.removeprefix("http://testserver")).status_code == 403
