import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from cms.library.blocks import MediaChooserBlock
from marketplace.media.states import AssetState
from tests.factories import MediaAssetFactory, UserFactory

pytestmark = pytest.mark.django_db
CHOOSE = "choose_media:choose_results"


@pytest.fixture
def editor(client):
    somebody = UserFactory()
    somebody.groups.add(Group.objects.get(name="Editors"))
    client.force_login(somebody)
    return client


@pytest.fixture
def author(client):
    """A practitioner who was given access to the back office."""
    somebody = UserFactory(is_practitioner=True)
    somebody.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(somebody)
    client.user = somebody
    return client


def test_an_editor_finds_what_is_finished_and_plays(editor):
    video = MediaAssetFactory(video=True)
    MediaAssetFactory(file_name="A portrait.jpg")
    MediaAssetFactory(
        video=True, state="begun", storage_key=None, stored_at=None, file_name="Half.mp4"
    )

    page = editor.get(reverse(CHOOSE)).content.decode()

    assert video.file_name in page
    assert "A portrait.jpg" not in page
    assert "Half.mp4" not in page
    assert video.file_name not in editor.get(reverse(CHOOSE), {"q": "nothing"}).content.decode()
    assert video.file_name not in editor.get(reverse(CHOOSE), {"kind": "audio"}).content.decode()


def test_what_is_chosen_is_kept(editor):
    video = MediaAssetFactory(video=True)

    chosen = editor.get(reverse("choose_media:chosen", args=[video.pk]))

    assert chosen.json()["result"]["id"] == str(video.pk)
    video.refresh_from_db()
    assert video.state == AssetState.ATTACHED


def test_a_practitioner_chooses_among_their_own(author):
    own = MediaAssetFactory(video=True, owner=author.user, file_name="Mine.mp4")
    other = MediaAssetFactory(video=True, file_name="Theirs.mp4")

    page = author.get(reverse(CHOOSE)).content.decode()

    assert "Mine.mp4" in page
    assert "Theirs.mp4" not in page
    assert author.get(reverse("choose_media:chosen", args=[own.pk])).status_code == 200
    assert author.get(reverse("choose_media:chosen", args=[other.pk])).status_code == 404
    several = reverse("choose_media:chosen_multiple") + f"?id={own.pk}&id={other.pk}"
    assert [one["id"] for one in author.get(several).json()["result"]] == [str(own.pk)]


def test_a_block_keeps_the_key_of_the_upload():
    video = MediaAssetFactory(video=True)
    block = MediaChooserBlock()

    assert block.to_python(video.pk) == video
    assert block.get_prep_value(video) == video.pk


def test_choosing_takes_the_same_queries_however_many(editor, django_assert_max_num_queries):
    MediaAssetFactory.create_batch(3, video=True)

    with django_assert_max_num_queries(15):
        editor.get(reverse(CHOOSE))
