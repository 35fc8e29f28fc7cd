"""Pages of practitioners and services in several languages: one of them tells the row."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page

from cms.models import HomePage, PractitionerIndexPage, PractitionerPage, ServicePage
from cms.search.models import SearchEntry
from marketplace.catalogue.states import ServiceStatus
from marketplace.practitioners import operations as practitioners
from tests.factories import BookingFactory, PractitionerFactory, UserFactory
from tests.factories.pages import PostPageFactory, PractitionerPageFactory, ServicePageFactory

pytestmark = pytest.mark.django_db
PAGES = "/api/v1/content/pages/"


@pytest.fixture
def portuguese():
    """The site in a second language, as far as the list of practitioners."""
    locale = Locale.objects.create(language_code="pt")
    for page in (HomePage.topmost(), PractitionerIndexPage.topmost()):
        page.copy_for_translation(locale).save_revision().publish()
    return locale


@pytest.fixture
def ines():
    return PractitionerPageFactory(
        practitioner__slug="ines", title="In\u00eas", summary="She breathes.", story="<p>Sea.</p>"
    )


@pytest.fixture
def service(ines):
    return ServicePageFactory(
        service__practitioner=ines.practitioner, service__slug="sleep",
        title="Sleep", summary="An hour.", description="<p>Lie down.</p>",
    )  # fmt: skip


def translated(page, locale, published=True, **words):
    """The page in another language, as translators make it."""
    made = page.copy_for_translation(locale)
    for name, value in words.items():
        setattr(made, name, value)
    made.save()  # as the back office does with drafts
    revision = made.save_revision()
    if published:
        revision.publish()
    return type(page).objects.get(pk=made.pk)


@pytest.fixture
def in_portuguese(ines, portuguese):
    words = {"title": "In\u00eas Duarte", "summary": "Ela respira.", "story": "<p>Mar.</p>"}
    return translated(ines, portuguese, **words)


def detail(client, name="ines", **query):
    answer = client.get(f"/api/v1/practitioners/{name}/", query)
    assert answer.status_code == 200, answer.json()
    return answer.json()["data"]


def test_a_translation_has_the_same_row_and_tells_it_nothing(ines, in_portuguese):
    row = ines.practitioner
    row.refresh_from_db()

    assert in_portuguese.practitioner == row
    assert (in_portuguese.tells_row, ines.tells_row) == (False, True)
    assert (row.display_name, row.summary, row.is_listed) == ("In\u00eas", "She breathes.", True)


def test_what_is_unpublished_or_deleted_in_a_language_stays_in_the_other(ines, in_portuguese):
    for go in (lambda: in_portuguese.unpublish(), lambda: in_portuguese.delete()):
        go()

        ines.practitioner.refresh_from_db()
        assert ines.practitioner.is_listed
        assert PractitionerPage.objects.get(pk=ines.pk).live


def test_a_practitioner_is_read_in_the_language_that_is_asked_for(api, ines, in_portuguese):
    english, other = (detail(api(), locale=code) for code in ("en", "pt"))

    assert (english["summary"], english["words"]["story"]) == ("She breathes.", "<p>Sea.</p>")
    assert (other["summary"], other["words"]["story"]) == ("Ela respira.", "<p>Mar.</p>")
    assert detail(api()) == english
    assert other["id"] == english["id"]


def test_what_is_not_published_in_a_language_is_read_in_the_first(api, ines, portuguese):
    translated(ines, portuguese, published=False, summary="Ela respira.")

    assert detail(api(), locale="pt")["summary"] == "She breathes."
    assert api().get("/api/v1/practitioners/ines/", {"locale": "xx"}).status_code == 400


def test_a_service_is_read_in_the_language_that_is_asked_for(api, service, in_portuguese):
    translated(
        service, in_portuguese.locale, title="Dormir", summary="Uma hora.",
        description="<p>Deita-te.</p>",
    )  # fmt: skip

    def read(**query):
        data = api().get("/api/v1/services/sleep/", query).json()["data"]
        return data["title"], data["summary"], data["description"]

    assert read() == read(locale="en") == ("Sleep", "An hour.", "<p>Lie down.</p>")
    assert read(locale="pt") == ("Dormir", "Uma hora.", "<p>Deita-te.</p>")
    service.service.refresh_from_db()
    assert service.service.title == "Sleep"


def test_both_are_in_the_content_api_with_their_row(api, ines, in_portuguese):
    for page, locale in ((ines, "en"), (in_portuguese, "pt")):
        query = {"type": "cms.PractitionerPage", "fields": "practitioner", "locale": locale}
        [item] = api().get(PAGES, query).json()["items"]
        assert item["id"] == page.pk
        assert item["practitioner"]["slug"] == "ines"


def test_both_addresses_are_resolved(api, ines, in_portuguese):
    for path, page in (
        ("/practitioners/ines/", ines),
        ("/pt/practitioners/ines/", in_portuguese),
    ):
        found = api().get("/api/v1/content/resolve/", {"path": path}).json()["data"]
        assert (found["kind"], found["page"]["id"]) == ("page", page.pk)


def test_both_are_found_in_their_language(api, ines, in_portuguese):
    def found(words, locale):
        query = {"search": words, "locale": locale}
        answer = api().get("/api/v1/content/search/", query)
        assert answer.status_code == 200, answer.json()
        return [one["slug"] for one in answer.json()["data"]["results"]]

    assert found("respira", "pt") == ["ines"]
    assert found("breathes", "en") == ["ines"]
    assert found("respira", "en") == []


def test_the_author_of_a_service_is_called_as_the_row_is(service, in_portuguese):
    entry = SearchEntry.objects.get(page=service.pk)

    assert entry.author == service.service.practitioner.display_name == "In\u00eas"


def test_search_engines_are_told_of_both(api, ines, in_portuguese):
    sitemap = api().get("/api/v1/content/sitemap-pages.xml").content.decode()

    for code, path in (("en", "/practitioners/ines/"), ("pt", "/pt/practitioners/ines/")):
        link = f'hreflang="{code}" href="http://frontend.test{path}"'
        assert sitemap.count(link) == 2


def test_who_is_suspended_is_gone_in_every_language(api, ines, in_portuguese):
    practitioners.suspend(practitioner_id=ines.practitioner_id, reason="We ask first.")

    for path in ("/practitioners/ines/", "/pt/practitioners/ines/"):
        found = api().get("/api/v1/content/resolve/", {"path": path}).json()["data"]
        assert found["kind"] != "page"
    assert "ines" not in api().get("/api/v1/content/sitemap-pages.xml").content.decode()
    assert not SearchEntry.objects.public().filter(practitioner=ines.practitioner_id).exists()


@pytest.mark.parametrize("which", ["practitioner", "service"])
def test_what_is_not_public_in_its_own_language_is_so_in_none(
    api, ines, service, portuguese, which
):
    page = ines if which == "practitioner" else service
    for one in (ines, service):
        translated(one, portuguese)
    address = {
        "practitioner": "/pt/practitioners/ines/",
        "service": "/pt/practitioners/ines/sleep/",
    }

    def kind():
        answer = api().get("/api/v1/content/resolve/", {"path": address[which]})
        return answer.json()["data"]["kind"]

    assert kind() == "page"
    page.unpublish()
    assert kind() != "page"


def test_one_page_tells_the_row(ines, portuguese):
    index = PractitionerIndexPage.objects.get(locale=portuguese)
    second = PractitionerPage(title="In\u00eas", slug="ines", practitioner=ines.practitioner)

    with pytest.raises(ValidationError, match="Translate that one"):
        index.add_child(instance=second)


def test_a_translation_belongs_to_the_page_of_its_row(in_portuguese):
    stranger = PractitionerFactory()
    PractitionerPage.objects.filter(pk=in_portuguese.pk).update(
        practitioner=stranger, slug=stranger.slug
    )

    with pytest.raises(ValidationError, match="belongs to the page"):
        PractitionerPage.objects.get(pk=in_portuguese.pk).full_clean()


def test_no_draft_makes_a_translation_tell_the_row(ines, in_portuguese):
    revision = in_portuguese.get_latest_revision()
    revision.content["tells_row"] = True
    revision.save()

    PractitionerPage.objects.get(pk=in_portuguese.pk).get_latest_revision().publish()

    ines.practitioner.refresh_from_db()
    assert ines.practitioner.summary == "She breathes."
    assert not PractitionerPage.objects.get(pk=in_portuguese.pk).tells_row


def test_a_service_is_translated_though_its_practitioner_is_not(ines, service, portuguese):
    made = service.copy_for_translation(portuguese, copy_parents=True)

    double = PractitionerPage.objects.get(pk=made.get_parent().pk)
    assert (double.alias_of.pk, double.tells_row, made.tells_row) == (ines.pk, False, False)
    ines.summary = "She sings."
    ines.save_revision().publish()
    double.refresh_from_db()
    ines.practitioner.refresh_from_db()
    assert (double.summary, double.tells_row) == ("She sings.", False)
    assert ines.practitioner.summary == "She sings."


@pytest.mark.parametrize("make", [PractitionerPageFactory, ServicePageFactory, PostPageFactory])
def test_a_copy_that_is_no_translation_is_refused(make):
    with pytest.raises(ValidationError, match="cannot be copied"):
        make().copy(update_attrs={"slug": "another"})


def submit(browser, page, locale):
    """The form of the back office that begins a translation."""
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    return browser.post(address, {"locales": [locale.pk]})


def test_an_editor_begins_a_translation_in_the_back_office(ines, service, portuguese):
    editor = in_group("Editors")
    post = PostPageFactory(post__practitioner=ines.practitioner, tag_names=["sleep"])
    written = (ines, service, post.get_parent().specific, post)

    for page in written:
        assert submit(editor, page, portuguese).status_code == 302

    for page in written:
        made = page.get_translation(portuguese)
        assert (made.tells_row, made.row_id, made.alias_of) == (False, page.row_id, None)
        assert made.get_latest_revision_as_object().title == page.title
    assert made.tag_names == ["sleep"]
    made = ines.get_translation(portuguese)
    made.get_latest_revision().publish()
    ines.summary = "She sings."
    ines.save_revision().publish()
    submit(editor, ines, portuguese)  # which brings the translation up to date
    assert PractitionerPage.objects.get(pk=made.pk).tells_row is False


def in_group(name):
    person = UserFactory()
    person.groups.add(Group.objects.get(name=name))
    browser = Client()
    browser.force_login(person)
    return browser


def boss():
    browser = Client()
    browser.force_login(UserFactory(is_superuser=True))
    return browser


def test_a_translated_page_is_deleted_after_its_translations(ines, in_portuguese):
    browser = boss()

    refused = browser.post(reverse("wagtailadmin_pages:delete", args=[ines.pk]))

    assert refused.status_code == 409
    assert "Delete its translations first" in refused.content.decode()
    browser.post(reverse("wagtailadmin_pages:delete", args=[in_portuguese.pk]))
    browser.post(reverse("wagtailadmin_pages:delete", args=[ines.pk]))
    assert not PractitionerPage.objects.exists()


def test_a_translation_goes_though_the_service_is_booked_and_stays_on_sale(service, in_portuguese):
    made = translated(service, in_portuguese.locale)
    BookingFactory(session__service=service.service)
    browser = boss()

    browser.post(reverse("archive", args=["cms", "servicepage", made.pk]))
    service.service.refresh_from_db()
    assert service.service.status == ServiceStatus.ACTIVE
    browser.post(reverse("wagtailadmin_pages:delete", args=[made.pk]))

    assert list(ServicePage.objects.values_list("pk", flat=True)) == [service.pk]


def test_an_author_writes_their_translations_as_well(ines, in_portuguese):
    other = PractitionerPageFactory()
    practitioners.give_desk(practitioner_id=ines.practitioner_id)
    browser = Client()
    browser.force_login(ines.practitioner.user)

    seen = [
        browser.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code
        for page in (ines, in_portuguese, other)
    ]

    assert seen == [200, 200, 404]
    assert Page.objects.get(pk=other.pk).live


def test_words_over_the_api_are_those_that_tell_the_row(api, ines, in_portuguese):
    mine = api(ines.practitioner.user)
    draft = detail(mine, version="draft")

    answer = mine.patch(
        "/api/v1/practitioners/ines/", {"summary": "Slowly.", "revision": draft["revision"]}
    )

    assert answer.status_code == 200, answer.json()
    assert PractitionerPage.objects.get(pk=ines.pk).get_latest_revision_as_object().summary == (
        "Slowly."
    )
