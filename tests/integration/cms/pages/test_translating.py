"""Translations in the back office: begun as drafts, reviewed, and published by who may publish."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission, Locale
from wagtail_localize.models import TranslationSource

from cms.models import HomePage, StandardPage
from cms.workflows import moderation
from tests.factories import ImageFactory, StandardPageFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def portuguese():
    locale = Locale.objects.create(language_code="pt")
    HomePage.topmost().copy_for_translation(locale).save_revision().publish()
    return locale


@pytest.fixture
def about():
    return StandardPageFactory(title="About", introduction="Who we are.")


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


def test_nor_by_putting_the_first_language_in_its_place(about, portuguese):
    editor = in_group("Editors")
    made = begun(editor, about, portuguese)
    address = reverse("wagtail_localize:convert_to_alias", args=[made.pk])

    browser(editor).post(address)
    assert StandardPage.objects.get(pk=made.pk).alias_of is None
    browser(in_group("Moderators")).post(address)

    assert StandardPage.objects.get(pk=made.pk).alias_of.pk == about.pk


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
