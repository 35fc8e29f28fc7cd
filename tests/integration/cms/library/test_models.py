"""What the database refuses; each of these fails when the constraint it names is dropped."""

import pytest

from cms.models import EstuaryImage, EstuaryRendition
from tests.factories import ImageFactory, MediaAssetFactory
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def the_same_size_twice():
    made = ImageFactory().get_rendition("fill-10x10")
    EstuaryRendition.objects.create(
        image=made.image,
        filter_spec=made.filter_spec,
        focal_point_key=made.focal_point_key,
        file=made.file.name,
        width=10,
        height=10,
    )


def two_images_of_one_upload():
    first, _ = ImageFactory(asset=MediaAssetFactory()), ImageFactory(asset=MediaAssetFactory())
    EstuaryImage.objects.update(asset=first.asset)


REFUSED = {
    "rendition_once_per_size": the_same_size_twice,
    "cms_estuaryimage.asset_id": two_images_of_one_upload,
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    with refused(name):
        REFUSED[name]()
