"""The panel leads to the frontend, the storefront's page is guarded, and sharing is for editors."""

import contextlib
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, ModelLogEntry, PageLogEntry, Site

from cms.models import Faq, HomePage, Navigation, PreviewSnapshot, ReviewLink, StandardPage
from cms.previews import operations
from marketplace.practitioners import operations as practitioners
from tests.factories import (
    FaqFactory,
    PractitionerPageFactory,
    StandardPageFactory,
    UserFactory,
    shared,
)

pytestmark = pytest.mark.django_db

API = "/api/v1/content/preview/"


@pytest.fixture
def signed_in(client):
    """A browser signed in as a member of one group."""

    def sign_in(group=None, **user):
        person = UserFactory(**user)
        if group:
            person.groups.add(Group.objects.get(name=group))
        client.force_login(person)
        return client

    return sign_in


def token_in(response):
    assert response.status_code == 302, response.content
    [token] = parse_qs(urlsplit(response["Location"]).query)["token"]
    return token


def page_form(**words):
    return {
        "title": "On the screen",
        "slug": "on-the-screen",
        "introduction": "",
        "body-count": 0,
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
    } | words


def faq_form(**words):
    return {"question": "On the screen?", "answer": "null", "topic": ""} | words


# --- the panel ---


@pytest.mark.parametrize(
    ("frontend", "begins"),
    [
        ("http://frontend.test", "http://frontend.test/preview/?token="),
        ("http://testserver", "/preview/?token="),
    ],
)
def test_the_panel_leads_to_the_frontend(signed_in, settings, frontend, begins):
    settings.FRONTEND_URL = frontend
    page = StandardPageFactory()

    response = signed_in("Editors").get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))

    assert response["Location"].startswith(begins)
    assert response["Referrer-Policy"] == "no-referrer"


def test_each_refresh_of_the_panel_shows_what_was_typed_under_one_token(signed_in, api):
    page = StandardPageFactory()
    browser = signed_in("Editors")
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    seen = []
    for title in ("One", "Two"):
        assert browser.post(address, page_form(title=title)).json()["is_valid"]
        token = token_in(browser.get(address, {"in_preview_panel": "true"}))
        seen.append((token, api().get(API, {"token": token}).json()["title"]))

    assert [title for _token, title in seen] == ["One", "Two"]
    assert len({token for token, _title in seen}) == 1
    assert PreviewSnapshot.objects.count() == 1


def test_a_page_is_previewed_before_it_is_first_saved(signed_in, api):
    home = HomePage.objects.get()
    browser = signed_in("Editors")
    address = reverse("wagtailadmin_pages:preview_on_add", args=["cms", "standardpage", home.pk])

    assert browser.post(address, page_form()).json()["is_valid"]
    token = token_in(browser.get(address))

    assert api().get(API, {"token": token}).json()["title"] == "On the screen"
    assert not StandardPage.objects.exists()


def test_a_snippet_is_previewed_before_and_after_it_is_saved(signed_in, api):
    faq = FaqFactory()
    browser = signed_in("Editors")
    for address in (
        reverse("wagtailsnippets_cms_faq:preview_on_add"),
        reverse("wagtailsnippets_cms_faq:preview_on_edit", args=[faq.pk]),
    ):
        assert browser.post(address, faq_form()).json()["is_valid"]
        token = token_in(browser.get(address))
        assert api().get(API, {"token": token}).json()["question"] == "On the screen?"

    assert Faq.objects.get().question != "On the screen?"


def test_a_setting_is_previewed(signed_in, api):
    site = Site.objects.get()
    browser = signed_in("Editors")
    address = reverse("wagtailsettings:preview_on_edit", args=["cms", "navigation", site.pk])

    assert browser.post(address, {"items-count": 0}).json()["is_valid"]
    token = token_in(browser.get(address))

    assert api().get(API, {"token": token}).json()["navigation"] == []


# --- the storefront's page ---


def test_the_storefronts_page_is_for_our_admin_alone_and_is_never_kept(client):
    response = client.get(reverse("preview"), {"token": "anything"})

    assert response.status_code == 200
    policy = response["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]


def test_the_storefront_has_no_scripts_in_its_page_and_each_file_is_served(client):
    text = client.get(reverse("preview")).content.decode()

    assert "<script>" not in text
    assert "style=" not in text
    for path in ("preview.js", "storefront.css"):
        assert f"/static/storefront/{path}" in text
        with contextlib.closing(client.get(f"/static/storefront/{path}")) as file:
            assert file.status_code == 200


# --- sharing ---


def share(browser, subject, **said):
    form = {"label": "For the lawyer", "shows": "latest", "days": 7} | said
    return browser.post(address_of(subject), form)


def address_of(subject):
    meta = subject._meta
    return reverse("share_for_review", args=[meta.app_label, meta.model_name, subject.pk])


@pytest.mark.parametrize("make", [StandardPageFactory, FaqFactory])
def test_an_editor_shares_a_draft_and_sees_the_address_once(signed_in, api, make):
    subject = make()
    browser = signed_in("Editors")

    response = share(browser, subject)

    fresh = response.context["fresh"]
    assert fresh.startswith("http://frontend.test/preview/?review=")
    [token] = parse_qs(urlsplit(fresh).query)["review"]
    assert token in response.content.decode()
    assert api().get(API, {"review": token}).status_code == 200
    again = browser.get(address_of(subject)).content.decode()
    assert "For the lawyer" in again
    assert token not in again


def test_sharing_and_revoking_are_in_the_objects_history(signed_in):
    page, faq = StandardPageFactory(), FaqFactory()
    browser = signed_in("Editors")
    for subject in (page, faq):
        share(browser, subject)
        browser.post(address_of(subject), {"revoke": ReviewLink.objects.about(subject).get().pk})

    told = {"cms.review.share", "cms.review.revoke"}
    assert told <= set(PageLogEntry.objects.filter(page=page).values_list("action", flat=True))
    assert told <= set(
        ModelLogEntry.objects.filter(object_id=str(faq.pk)).values_list("action", flat=True)
    )
    assert not ReviewLink.objects.filter(revoked_at=None).exists()


@pytest.mark.parametrize(
    "said", [{"days": 31}, {"days": 0}, {"label": ""}, {"shows": "everything"}], ids=str
)
def test_what_makes_no_sense_is_not_shared(signed_in, said):
    response = share(signed_in("Editors"), StandardPageFactory(), **said)

    assert response.context["form"].errors
    assert not ReviewLink.objects.exists()


def test_a_draft_that_was_never_saved_is_refused_in_words(signed_in):
    response = share(signed_in("Editors"), FaqFactory(), shows="revision")

    assert operations.NothingToReview.message in response.content.decode()


@pytest.mark.parametrize("make", [StandardPageFactory, FaqFactory])
@pytest.mark.parametrize("group", ["Finance", "Support"])
def test_who_may_not_edit_may_not_share(signed_in, make, group):
    subject = make()
    browser = signed_in(group)

    for response in (browser.get(address_of(subject)), share(browser, subject)):
        assert response.status_code == 302  # the admin's way to say no
    assert not ReviewLink.objects.exists()


def test_a_visitor_is_asked_to_sign_in(client):
    response = share(client, FaqFactory())

    assert response["Location"].startswith(reverse("wagtailadmin_login"))
    assert not ReviewLink.objects.exists()


def test_an_author_shares_their_own_page_and_no_other(client):
    author = UserFactory()
    group = Group.objects.create(name="Guests")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    mine, other = PractitionerPageFactory(published=False), StandardPageFactory()
    GroupPagePermission.objects.create(
        group=group,
        page=mine.get_parent(),
        permission=Permission.objects.get(codename="add_page"),
    )
    author.groups.add(group)
    mine.owner = author
    mine.save()
    client.force_login(author)

    assert share(client, mine).status_code == 200
    assert share(client, other).status_code == 302
    assert ReviewLink.objects.get().subject == mine


@pytest.fixture
def at_desk(client):
    """A practitioner's page, with a browser of theirs in the back office."""
    page = PractitionerPageFactory()
    practitioners.give_desk(practitioner_id=page.practitioner_id)
    client.force_login(page.practitioner.user)
    return page, client


def test_a_practitioner_shares_what_is_theirs_from_their_desk(at_desk, api):
    page, browser = at_desk
    editor = browser.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert address_of(page) in editor.content.decode()

    fresh = share(browser, page).context["fresh"]

    link = ReviewLink.objects.get()
    assert (link.subject, link.created_by) == (page, page.practitioner.user)
    shown = api().get(API + "?" + urlsplit(fresh).query)
    assert shown.json()["title"] == page.title
    browser.post(address_of(page), {"revoke": link.pk})
    assert api().get(API + "?" + urlsplit(fresh).query).status_code == 404


@pytest.mark.parametrize("make", [PractitionerPageFactory, StandardPageFactory, FaqFactory])
def test_and_nothing_else(at_desk, make):
    page, browser = at_desk
    other = make()

    for answer in (browser.get(address_of(other)), share(browser, other)):
        assert answer.status_code == 404
    faq = reverse("share_for_review", args=["cms", "faq", page.pk])
    nothing = reverse("share_for_review", args=["cms", "nothing", page.pk])
    nowhere = reverse("share_for_review", args=["nowhere", "faq", page.pk])
    assert [browser.get(one).status_code for one in (faq, nothing, nowhere)] == [404] * 3
    assert not ReviewLink.objects.exists()


def test_links_that_staff_made_of_a_practitioners_page_are_not_theirs_to_see(at_desk):
    page, browser = at_desk
    link = shared(page, by=UserFactory(email="hush@estuary.test"), label="Hush").link

    text = browser.get(address_of(page)).content.decode().lower()
    answer = browser.post(address_of(page), {"revoke": link.pk})

    assert "hush" not in text
    assert answer.status_code == 404
    link.refresh_from_db()
    assert link.is_open


@pytest.mark.parametrize(
    "path",
    [
        lambda: ("marketplace", "user", UserFactory().pk),
        lambda: ("cms", "navigation", Navigation.for_site(Site.objects.get()).pk),
        lambda: ("cms", "nothing", FaqFactory().pk),
        lambda: ("cms", "faq", FaqFactory().pk + 1000),
    ],
    ids=["user", "setting", "no-model", "no-object"],
)
def test_only_pages_and_snippets_are_shared(signed_in, path):
    address = reverse("share_for_review", args=path())

    assert signed_in(is_superuser=True).get(address).status_code in (302, 404)


def test_a_link_is_revoked_on_the_page_of_its_own_object_alone(signed_in):
    faq, other = FaqFactory(), FaqFactory()
    link = shared(faq).link
    browser = signed_in("Editors")

    for wrong in (link.pk, "x"):
        assert browser.post(address_of(other), {"revoke": wrong}).status_code == 404
    link.refresh_from_db()
    assert link.revoked_at is None


@pytest.mark.parametrize(("group", "offered"), [("Editors", True), ("Finance", False)])
def test_the_button_is_there_for_who_may_share(signed_in, group, offered):
    page, faq = StandardPageFactory(), FaqFactory()
    browser = signed_in(group)

    editors = [
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailsnippets_cms_faq:edit", args=[faq.pk]),
    ]
    shown = [browser.get(address, follow=True).content.decode() for address in editors]

    assert [
        address_of(subject) in text for subject, text in zip((page, faq), shown, strict=True)
    ] == [
        offered,
        offered,
    ]


def listed(browser):
    return browser.get(reverse("review_links:index"))


def test_staff_see_every_link_and_how_it_stands(signed_in):
    now = timezone.now()
    gone = FaqFactory()
    shared(FaqFactory(), label="Open one")
    operations.revoke(link_id=shared(FaqFactory()).link.pk, now=now)
    shared(FaqFactory(), days=1, now=now - timedelta(days=2))
    shared(gone)
    gone.delete()

    text = listed(signed_in("Moderators")).content.decode()

    assert "Open one" in text
    assert all(state in text for state in ("Open", "Revoked", "Expired", "Gone"))


@pytest.mark.parametrize("group", ["Editors", "Moderators"])
def test_staff_revoke_from_the_list(signed_in, group):
    link = shared(FaqFactory()).link
    browser = signed_in(group)

    browser.post(reverse("review_links:revoke", args=[link.pk]))

    link.refresh_from_db()
    assert link.revoked_at is not None


def test_others_do_not_see_the_list(signed_in):
    assert listed(signed_in("Finance")).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many_links(signed_in, count, django_assert_num_queries):
    for _ in range(count):
        shared(FaqFactory())
    browser = signed_in("Moderators")
    listed(browser)

    with django_assert_num_queries(13):
        listed(browser)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_that_shares_costs_the_same_however_many_links(
    signed_in, count, django_assert_num_queries
):
    faq = FaqFactory()
    for _ in range(count):
        shared(faq)
    browser = signed_in("Moderators")
    browser.get(address_of(faq))

    with django_assert_num_queries(13):
        browser.get(address_of(faq))
