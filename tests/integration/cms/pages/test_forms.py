"""What the form of a page offers."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Locale

from cms.models import PostPage, ServicePage
from tests.factories import AudienceFactory, ModalityFactory, UserFactory
from tests.factories.pages import PostPageFactory, ServicePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    person = UserFactory()
    person.groups.add(Group.objects.get(name="Editors"))
    client.force_login(person)
    return client


@pytest.fixture
def portuguese():
    return Locale.objects.create(language_code="pt")


def offered(browser, address, name):
    return list(browser.get(address).context["form"].fields[name].queryset)


def addresses_of(page):
    kind, below = page._meta.model_name, page.get_parent().pk
    return (
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_pages:add", args=["cms", kind, below]),
    )


@pytest.mark.parametrize(
    ("make", "name", "term"),
    [
        (PostPageFactory, "modalities", ModalityFactory),
        (ServicePageFactory, "modalities", ModalityFactory),
        (ServicePageFactory, "audiences", AudienceFactory),
    ],
)
def test_terms_are_offered_in_the_language_of_the_page(editor, portuguese, make, name, term):
    page, own = make(), term()
    term(locale=portuguese)

    assert [offered(editor, one, name) for one in addresses_of(page)] == [[own], [own]]


def test_a_term_in_another_language_is_not_chosen_but_stays(editor, portuguese):
    other, foreign = ModalityFactory(locale=portuguese), ModalityFactory(locale=portuguese)
    page = ServicePageFactory(modalities=[other])
    edit, _ = addresses_of(page)
    form = {
        "title": "Breathing", "slug": page.slug, "service": page.service_id, "description": "null",
        "what_you_will_learn-count": 0, "included-count": 0,
        "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0,
    }  # fmt: skip

    refused = editor.post(edit, form | {"modalities": [foreign.pk]})
    editor.post(edit, form | {"modalities": [other.pk]})

    assert list(refused.context["form"].errors) == ["modalities"]
    draft = ServicePage.objects.get().get_latest_revision_as_object()
    assert (draft.title, list(draft.modalities.all())) == ("Breathing", [other])


def test_a_preview_of_a_new_page_offers_the_same(editor, portuguese):
    page, foreign = PostPageFactory(), ModalityFactory(locale=portuguese)
    address = reverse(
        "wagtailadmin_pages:preview_on_add", args=["cms", "postpage", page.get_parent().pk]
    )
    form = {
        "title": "Breathing", "slug": "breathing", "kind": "article", "access": "free",
        "body-count": 0, "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0,
    }  # fmt: skip

    assert editor.post(address, form).json()["is_valid"] is True
    assert editor.post(address, form | {"modalities": [foreign.pk]}).json()["is_valid"] is False
    assert PostPage.objects.count() == 1
