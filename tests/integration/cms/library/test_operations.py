import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from cms.library import operations
from cms.library.operations import FocalPoint
from cms.library.pictures import picture
from cms.models import EstuaryImage
from marketplace.media import operations as media
from marketplace.media.states import AssetState
from marketplace.models import MediaRemnant
from tests.factories import MediaAssetFactory, UserFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def image_from(asset, **said):
    said = {"by": asset.owner, "alt": "A woman by the sea", "now": timezone.now()} | said
    return operations.image_from(asset_id=asset.public_id, **said)


def test_a_finished_upload_becomes_a_picture_of_its_owner():
    asset = MediaAssetFactory()

    image = image_from(asset)

    assert image.uploaded_by_user == asset.owner
    assert (image.title, image.description) == ("By the sea", "A woman by the sea")
    assert (image.width, image.height, image.file_size) == (900, 900, asset.size_bytes)
    assert picture(image=image, role="portrait")["alt"] == "A woman by the sea"
    with Image.open(io.BytesIO(image.file.open().read())) as kept:
        assert kept.size == (900, 900)
    asset.refresh_from_db()
    assert asset.state == AssetState.ATTACHED
    assert not MediaRemnant.objects.filter(key=image.file.name).exists()


def test_asking_again_gives_the_same_picture():
    asset = MediaAssetFactory()

    assert image_from(asset) == image_from(asset, alt="Something else")
    assert EstuaryImage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_picture_and_the_other_copy_is_deleted():
    asset = MediaAssetFactory()
    before = in_store()

    made = at_once(*[lambda: image_from(asset)] * 3)

    assert len({one.pk for one in made}) == 1, made
    remnants = set(MediaRemnant.objects.values_list("key", flat=True))
    assert in_store() - before - remnants == {made[0].file.name}


def test_a_picture_is_described_or_said_to_be_decoration():
    asset = MediaAssetFactory()

    with pytest.raises(operations.DescriptionMissing):
        image_from(asset, alt=" ")

    image = image_from(asset, alt="", is_decorative=True)
    assert picture(image=image, role="card", alt="the title")["alt"] == ""


def test_what_must_not_be_cut_away_is_kept_in_pixels():
    image = image_from(
        MediaAssetFactory(), focal_point=FocalPoint(x=0.5, y=0.25, width=0.2, height=0.1)
    )

    assert (image.focal_point_x, image.focal_point_y) == (450, 225)
    assert (image.focal_point_width, image.focal_point_height) == (180, 90)


def test_other_peoples_uploads_do_not_exist():
    with pytest.raises(media.MediaNotFound):
        image_from(MediaAssetFactory(), by=UserFactory(is_practitioner=True))


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"video": True}, operations.NotAPicture),
        ({"purpose": "attachment"}, operations.NotAPicture),
        ({"state": "begun", "storage_key": None, "stored_at": None}, media.MediaNotFinished),
    ],
)
def test_what_is_no_finished_picture_for_a_page_is_refused(fields, error):
    with pytest.raises(error):
        image_from(MediaAssetFactory(**fields))


def test_an_upload_whose_picture_was_deleted_is_let_go():
    asset, kept = MediaAssetFactory(), MediaAssetFactory()
    image_from(kept)
    image_from(asset).delete()

    assert operations.release_unused(now=timezone.now()) == 1

    asset.refresh_from_db()
    kept.refresh_from_db()
    assert (asset.state, kept.state) == (AssetState.STORED, AssetState.ATTACHED)


def test_a_picture_that_comes_too_late_is_not_made(monkeypatch):
    asset = MediaAssetFactory()
    monkeypatch.setattr(media, "IN_THE_MAKING", timedelta(hours=-1))
    write = media.write

    def write_and_lose(*, key, **more):
        write(key=key, **more)
        MediaRemnant.objects.update(is_being_deleted=True)

    monkeypatch.setattr(media, "write", write_and_lose)

    with pytest.raises(media.UploadExpired):
        image_from(asset)
    assert not EstuaryImage.objects.exists()


def test_pictures_of_uploads_are_not_listed_to_the_public(api):
    image = image_from(MediaAssetFactory())

    assert api().get("/api/v1/content/images/").json()["meta"]["total_count"] == 0
    assert api().get(f"/api/v1/content/images/{image.pk}/").status_code == 404


def in_store():
    folder = "original_images"
    names = default_storage.listdir(folder)[1] if default_storage.exists(folder) else []
    return {f"{folder}/{name}" for name in names}
