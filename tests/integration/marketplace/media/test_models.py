"""What the database refuses; each of these fails when the constraint it names is dropped."""

import pytest

from marketplace.models import MediaAsset, MediaRemnant
from tests.factories import MediaAssetFactory
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def two_remnants_of_one_key():
    for _ in range(2):
        MediaRemnant.objects.create(key="media/a", due_at="2027-03-01T00:00:00Z")


REFUSED = {
    "media_asset_purpose_is_known": lambda: MediaAsset.objects.update(purpose="fun"),
    "media_asset_kind_is_known": lambda: MediaAsset.objects.update(kind="program"),
    "media_asset_state_is_known": lambda: MediaAsset.objects.update(state="lost"),
    "media_asset_holds_something": lambda: MediaAsset.objects.update(size_bytes=0),
    "media_asset_lies_somewhere_once_finished": lambda: MediaAsset.objects.update(storage_key=None),
    "media_asset_has_its_times": lambda: MediaAsset.objects.update(state="attached"),
    "marketplace_mediaasset.incoming_key": lambda: MediaAsset.objects.update(incoming_key="same"),
    "marketplace_mediaasset.storage_key": lambda: MediaAsset.objects.update(storage_key="same"),
    "marketplace_mediaremnant.key": two_remnants_of_one_key,
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    MediaAssetFactory.create_batch(2)

    with refused(name):
        REFUSED[name]()
