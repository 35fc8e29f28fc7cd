"""Blocks as editors meet them: what the picker shows, and what is refused."""

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.blocks import StructBlockValidationError
from wagtail.embeds.blocks import EmbedValue

from cms.pages.blocks import Body
from cms.pages.sections import Sections
from tests.factories import ImageFactory, PractitionerFactory, ServiceFactory, UserFactory
from tests.factories.media import MediaAssetFactory

pytestmark = pytest.mark.django_db

BODY = Body()
BLOCKS = [*BODY.child_blocks.values(), *Sections().child_blocks.values()]


@pytest.fixture
def editor(client):
    user = UserFactory(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    return client


@pytest.mark.parametrize("has_rows", [True, False], ids=["with rows", "without"])
@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)
def test_the_picker_shows_every_block(editor, block, has_rows):
    if has_rows:
        ImageFactory()
        ServiceFactory(practitioner=PractitionerFactory())

    shown = editor.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})

    assert shown.status_code == 200
    assert "cms/preview.css" in shown.content.decode()


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)
def test_every_block_says_what_it_is(block):
    assert block.is_previewable
    assert block.get_description()
    assert block.label
    assert block.meta.icon not in ("placeholder", "default", None)


def test_a_call_to_action_leads_to_one_thing():
    block = BODY.child_blocks["call_to_action"]
    value = {"title": "Begin", "text": "", "button": "Go", "page": None, "address": ""}

    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python(value))
    block.clean(block.to_python({**value, "address": "https://x.test/"}))


def test_a_picture_says_what_it_shows_or_is_decoration():
    block, image = BODY.child_blocks["picture"], ImageFactory(description="").pk
    silent = {"image": image, "alt_text": "", "decorative": False}

    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python({"image": silent, "caption": ""}))
    for said in ({"alt_text": "The shore"}, {"decorative": True}):
        block.clean(block.to_python({"image": {**silent, **said}, "caption": ""}))


def test_a_video_is_a_film_of_the_house():
    block = BODY.child_blocks["video"].child_blocks["media"]

    with pytest.raises(ValidationError, match="their own posts only"):
        block.clean(MediaAssetFactory(video=True))
    with pytest.raises(ValidationError, match="no video"):
        block.clean(MediaAssetFactory(owner__is_staff=True))
    ours = MediaAssetFactory(video=True, owner__is_staff=True)
    assert block.clean(ours) == ours


def test_nothing_lies_within_our_pages_but_of_a_few_providers():
    block = BODY.child_blocks["embed"].child_blocks["address"]

    with pytest.raises(ValidationError, match="Cannot find an embed"):
        block.clean(EmbedValue("https://www.dailymotion.com/video/x26m1j4"))


def test_search_finds_what_is_said_and_not_how_it_is_laid_out():
    section = {
        "title": "Rest",
        "anchor": "how-to-rest",
        "tone": "soft",
        "content": [
            {"type": "heading", "value": {"text": "Breathe", "level": "h3"}},
            {"type": "callout", "value": {"kind": "caution", "title": "", "text": "<p>Sit</p>"}},
        ],
    }
    sections = Sections()

    said = sections.get_searchable_content(
        sections.to_python([{"type": "section", "value": section}])
    )

    assert [words for words in said if words] == ["Rest", "Breathe", "Sit"]
