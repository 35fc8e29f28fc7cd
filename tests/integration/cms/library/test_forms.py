"""What editors upload in the back office."""

import io

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection

from cms.models import EstuaryDocument, EstuaryImage
from tests.factories import UserFactory
from tests.factories.media import PDF
from tests.unit.marketplace.media.test_contents import bomb, photograph

pytestmark = pytest.mark.django_db
SVG = (
    b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>alert(1)</script></svg>"
)


@pytest.fixture
def editor(client):
    somebody = UserFactory()
    somebody.groups.add(Group.objects.get(name="Editors"))
    client.force_login(somebody)
    return client


def upload(editor, where, content, name):
    return editor.post(
        reverse(where),
        {
            "title": "By the sea",
            "file": SimpleUploadedFile(name, content),
            "collection": Collection.objects.get(depth=1).pk,
            "tags": "",
        },
    )


def test_where_a_picture_was_taken_is_not_kept(editor):
    answer = upload(editor, "wagtailimages:add", photograph(size=(80, 40)), "sea.jpg")

    assert answer.status_code == 302, answer.context["form"].errors
    image = EstuaryImage.objects.get()
    with Image.open(io.BytesIO(image.file.open().read())) as kept:
        assert dict(kept.getexif()) == {}
    assert (image.width, image.height) == (40, 80)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (SVG, "sea.svg"),
        (SVG, "sea.jpg"),
        (photograph("PNG"), "sea.jpg"),
        (bomb(), "sea.png"),
        (bomb(8_000, 8_000), "sea.png"),
        (photograph()[:300], "sea.jpg"),
    ],
)
def test_what_is_no_usable_picture_is_refused(editor, content, name):
    answer = upload(editor, "wagtailimages:add", content, name)

    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not EstuaryImage.objects.exists()


def test_a_picture_that_is_too_large_is_refused(editor):
    answer = upload(editor, "wagtailimages:add", photograph() + bytes(20 * 1024 * 1024), "sea.jpg")

    assert "too big" in str(answer.context["form"].errors["file"])


def test_a_document_is_what_its_name_says(editor):
    for content, name in [(SVG, "a.pdf"), (b"<html>", "a.html"), (PDF, "a.svg")]:
        answer = upload(editor, "wagtaildocs:add", content, name)
        assert answer.context["form"].errors["file"], name
    assert not EstuaryDocument.objects.exists()

    assert upload(editor, "wagtaildocs:add", PDF, "a.pdf").status_code == 302
    assert EstuaryDocument.objects.get().file.read() == PDF
