"""Translations in the back office: begun as drafts, reviewed, and published by who may publish."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission, Locale
from wagtail_localize.models import SegmentOverride, StringTranslation, TranslationSource

from cms.models import HomePage, StandardPage
from cms.workflows import moderation
from tests.factories import ImageFactory, ModalityFactory, StandardPageFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def portuguese():
    locale = Locale.objects.create(language_code="pt")
    HomePage.topmost().copy_for_translation(locale).save_revision().publish()
    return locale


@pytest.fixture
def about():
    return StandardPageFactory(
        title="About", introduction="Who we are.", social_image=ImageFactory()
    )


def in_group(*names):
    person = UserFactory()
    person.groups.set(Group.objects.filter(name__in=names))
    return person


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def begun(editor, page, locale):
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    answer = browser(editor).post(address, {"locales": [locale.pk]})
    made = page.get_translation(locale)
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[made.pk])
    return made


def kept_in_step(editor, page):
    """As when somebody presses "Start synced translation"."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    browser(editor).post(address, {"localize-restart-translation": "1"})
    return TranslationSource.objects.get(translations__enabled=True)


def update(person, source):
    address = reverse("wagtail_localize:update_translations", args=[source.pk])
    return browser(person).post(address, {"publish_translations": "on"})


def is_live(page):
    return StandardPage.objects.get(pk=page.pk).live


def test_what_an_editor_begins_to_translate_is_a_draft_like_others(
    about, portuguese, django_capture_on_commit_callbacks
):
    editor = in_group("Editors")

    with django_capture_on_commit_callbacks(execute=True):
        made = begun(editor, about, portuguese)

    form = browser(editor).get(reverse("wagtailadmin_pages:edit", args=[made.pk]))
    assert not is_live(made)
    assert 'name="action-submit"' in form.content.decode()
    assert 'name="action-publish"' not in form.content.decode()


def test_it_is_published_once_somebody_else_approves(api, about, portuguese):
    editor = in_group("Editors")
    made = begun(editor, about, portuguese)
    made.title = "Sobre"
    made.save_revision(user=editor)

    moderation.submit(thing=made, user=editor)
    assert not is_live(made)
    moderation.approve(thing=made, by=in_group("Moderators"))

    answer = api().get("/api/v1/content/pages/", {"locale": "pt", "type": "cms.StandardPage"})
    assert [one["title"] for one in answer.json()["items"]] == ["Sobre"]


def test_who_may_not_publish_does_not_by_bringing_translations_up_to_date(
    about, portuguese, django_capture_on_commit_callbacks
):
    editor = in_group("Editors")
    made = begun(editor, about, portuguese)
    source = kept_in_step(editor, made)

    with django_capture_on_commit_callbacks(execute=True):
        update(editor, source)
    assert not is_live(made)
    with django_capture_on_commit_callbacks(execute=True):
        update(in_group("Moderators", "Editors"), source)

    assert is_live(made)


@pytest.fixture
def in_step(about, portuguese):
    """A translation that an editor keeps in step with its source, piece by piece."""
    editor = in_group("Editors")
    source = kept_in_step(editor, begun(editor, about, portuguese))
    return source.translations.get()


def put(person, address, said):
    body = encode_multipart(BOUNDARY, said)
    return browser(person).put(address, body, content_type=MULTIPART_CONTENT)


def piece(translation, name="title"):
    segment = translation.source.stringsegment_set.get(context__path=name)
    return reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])


def test_a_piece_is_translated_as_the_script_of_the_page_asks_for_it(in_step):
    answer = put(in_group("Editors"), piece(in_step), {"value": "Sobre"})

    assert (answer.status_code, answer.json()["data"]) == (201, "Sobre")
    in_step.save_target(publish=False)
    page = in_step.get_target_instance()
    assert (page.get_latest_revision_as_object().title, page.live) == ("Sobre", False)


def test_a_piece_without_words_is_refused(in_step):
    assert put(in_group("Editors"), piece(in_step), {}).status_code == 400


def test_a_piece_is_taken_back(in_step):
    editor = in_group("Editors")
    put(editor, piece(in_step), {"value": "Sobre"})

    assert browser(editor).delete(piece(in_step)).status_code == 200
    assert not StringTranslation.objects.exists()


@pytest.mark.parametrize("group", ["Support", "Finance"])
def test_who_may_not_write_a_page_translates_no_piece_of_it(in_step, group):
    answer = put(in_group(group), piece(in_step), {"value": "Sobre"})

    assert answer.status_code in (302, 403, 404)
    assert not StringTranslation.objects.exists()


def picture_of(translation):
    segment = translation.source.overridablesegment_set.get(context__path="social_image")
    return reverse("wagtail_localize:edit_override", args=[translation.pk, segment.pk])


def test_a_picture_is_another_one_in_another_language(in_step):
    image = ImageFactory()

    answer = put(in_group("Editors"), picture_of(in_step), {"value": str(image.pk)})

    assert answer.status_code == 201
    in_step.save_target(publish=False)
    draft = in_step.get_target_instance().get_latest_revision_as_object()
    assert draft.social_image == image


@pytest.mark.parametrize("value", ["999999", "sea.jpg", "null", ""])
def test_what_is_no_picture_is_refused(in_step, value):
    assert put(in_group("Editors"), picture_of(in_step), {"value": value}).status_code == 400
    assert not SegmentOverride.objects.exists()


@pytest.mark.parametrize("group", ["Editors", "Moderators"])
def test_the_page_for_translating_knows_how_terms_are_called(group):
    way = ModalityFactory(name="Breathing")
    address = reverse("wagtail_localize:snippets_api_detail", args=["cms", "modality", way.pk])

    answer = browser(in_group(group)).get(address)

    assert (answer.status_code, answer.json().get("title")) == (200, "Breathing")


@pytest.mark.parametrize("group", ["Support", "Finance"])
def test_and_tells_them_to_nobody_who_writes_none(group):
    way = ModalityFactory(name="Breathing", live=False)
    address = reverse("wagtail_localize:snippets_api_detail", args=["cms", "modality", way.pk])

    answer = browser(in_group(group)).get(address)

    assert answer.status_code in (302, 403, 404)
    assert b"Breathing" not in answer.content


def test_nor_by_putting_the_first_language_in_its_place(about, portuguese):
    editor = in_group("Editors")
    made = begun(editor, about, portuguese)
    address = reverse("wagtail_localize:convert_to_alias", args=[made.pk])

    browser(editor).post(address)
    assert StandardPage.objects.get(pk=made.pk).alias_of is None
    browser(in_group("Moderators")).post(address)

    assert StandardPage.objects.get(pk=made.pk).alias_of.pk == about.pk


@pytest.mark.parametrize(("group", "offered"), [("Editors", False), ("Moderators", True)])
def test_it_is_offered_to_those_who_may(about, portuguese, group, offered):
    made = begun(in_group("Editors"), about, portuguese)

    form = browser(in_group(group)).get(reverse("wagtailadmin_pages:edit", args=[made.pk]))

    assert ("localize-convert-to-alias" in form.content.decode()) is offered


@pytest.mark.parametrize("group", ["Editors", "Moderators"])
def test_the_page_for_translating_finds_the_pictures_that_one_may_choose(group):
    image = ImageFactory()
    client = browser(in_group(group))

    found = client.get(reverse("wagtailadmin_api:images:listing")).json()
    shown = client.get(reverse("wagtailadmin_api:images:detail", args=[image.pk])).json()

    assert [one["id"] for one in found["items"]] == [image.pk]
    assert shown["thumbnail"]["url"]


def test_nobody_else_does_nor_what_lies_where_they_may_not_choose():
    elsewhere = Collection.get_first_root_node().add_child(name="Elsewhere")
    image = ImageFactory(collection=elsewhere)
    person = in_group("Support")
    address = reverse("wagtailadmin_api:images:detail", args=[image.pk])
    refused = browser(person).get(address)
    may_choose_here(person, Collection.objects.create(name="Here", depth=2, path="00010009"))

    assert refused.status_code == 403
    assert browser(person).get(address).status_code == 404


def may_choose_here(person, collection):
    GroupCollectionPermission.objects.create(
        group=person.groups.get(),
        collection=collection,
        permission=Permission.objects.get(codename="choose_image"),
    )
