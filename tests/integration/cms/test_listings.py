"""What the other lists of the back office cost, whatever their length."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from cms.models import EstuaryDocument, Modality, Release
from cms.waiting import SHOWN, WaitingPanel
from cms.workflows import moderation
from cms.workflows.models import ForbiddenClaim
from tests.factories import (
    AnnouncementFactory,
    AudienceFactory,
    CertificationKindFactory,
    FaqFactory,
    ImageFactory,
    ModalityFactory,
    PractitionerPageFactory,
    ServicePageFactory,
    StandardPageFactory,
    UserFactory,
    pages,
)
from tests.factories.pages import LISTING_WORDS
from tests.factories.streams import CommentFactory

pytestmark = pytest.mark.django_db

MOST = 40


@pytest.fixture(autouse=True)
def portuguese():
    return Locale.objects.get_or_create(language_code="pt")[0]


@pytest.fixture
def moderator(client):
    person = UserFactory()
    person.groups.add(Group.objects.get(name="Moderators"))
    client.force_login(person)
    return client


def cost(browser, address):
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def snippets(name):
    return lambda: reverse(f"wagtailsnippets_cms_{name}:list")


def submitted():
    page = ServicePageFactory(published=False, **LISTING_WORDS)
    moderation.submit(thing=page, user=page.service.practitioner.user)


def home(browser):
    return browser.get(reverse("wagtailadmin_home")).content.decode()


def document():
    EstuaryDocument.objects.create(title="Hush", file=ContentFile(b"Hush", name="hush.txt"))


LISTS = {
    "modalities": (snippets("modality"), ModalityFactory),
    "audiences": (snippets("audience"), AudienceFactory),
    "certifications": (snippets("certificationkind"), CertificationKindFactory),
    "announcements": (snippets("announcement"), AnnouncementFactory),
    "testimonials": (snippets("testimonial"), pages.TestimonialFactory),
    "questions": (snippets("faq"), FaqFactory),
    "claims": (
        snippets("forbiddenclaim"),
        lambda: ForbiddenClaim.objects.create(phrase=f"cures {ForbiddenClaim.objects.count()}"),
    ),
    "images": (lambda: reverse("wagtailimages:index"), ImageFactory),
    "image chooser": (lambda: reverse("wagtailimages_chooser:choose"), ImageFactory),
    "documents": (lambda: reverse("wagtaildocs:index"), document),
    "document chooser": (lambda: reverse("wagtaildocs_chooser:choose"), document),
    "practitioner chooser": (
        lambda: reverse("choose_practitioner:choose"),
        PractitionerPageFactory,
    ),
    "service chooser": (lambda: reverse("choose_service:choose"), ServicePageFactory),
    "releases": (
        lambda: reverse("release:index"),
        lambda: Release.objects.create(name=f"Spring {Release.objects.count()}"),
    ),
    "comments": (lambda: reverse("comments:index"), CommentFactory),
    "reviews": (lambda: reverse("wagtailadmin_reports:workflow_tasks"), submitted),
    "ageing": (lambda: reverse("wagtailadmin_reports:aging_pages"), StandardPageFactory),
}


def test_the_first_page_shows_the_latest_of_what_waits_and_where_the_rest_is(moderator):
    for _ in range(SHOWN):
        submitted()
    ten = cost(moderator, reverse("wagtailadmin_home"))
    assert "that wait for you" not in home(moderator)
    for _ in range(3):
        submitted()

    answer = home(moderator)

    assert (
        answer.count("data-workflow-action-url") == SHOWN * 3
    )  # approve with or without a comment, or request changes
    assert f"All {SHOWN + 3} that wait for you" in answer
    assert cost(moderator, reverse("wagtailadmin_home")) == ten <= MOST + 2 * SHOWN


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_queries_for_three_and_eight(moderator, name):
    address, make = LISTS[name]
    for _ in range(3):
        make()
    three = cost(moderator, address())
    for _ in range(5):
        make()

    eight = cost(moderator, address())

    assert eight == three <= MOST


def test_a_list_of_snippets_says_how_each_stands(moderator):
    planned, waiting, _ = (ModalityFactory(live=False) for _ in range(3))
    at = timezone.now() + timedelta(days=1)
    planned.go_live_at = at
    planned.save_revision(approved_go_live_at=at).publish()
    waiting.save_revision(user=UserFactory())
    waiting.get_workflow().start(waiting, UserFactory())

    answer = moderator.get(snippets("modality")())

    stands = {one.pk: str(one.status_string) for one in answer.context["object_list"]}
    assert stands[planned.pk] == "scheduled"
    assert stands[waiting.pk] == "in moderation"
    assert str(Modality.objects.get(pk=planned.pk).status_string) == "scheduled"


def test_a_snippet_is_offered_to_be_translated_until_it_is(moderator, portuguese):
    faq, done = FaqFactory(), FaqFactory()
    done.copy_for_translation(portuguese).save()

    answer = moderator.get(snippets("faq")()).content.decode()

    offered = "wagtail_localize:submit_snippet_translation"
    assert reverse(offered, args=["cms", "faq", faq.pk]) in answer
    assert reverse(offered, args=["cms", "faq", done.pk]) not in answer


def test_translations_of_a_snippet_that_are_kept_in_step_are_offered_to_be_renewed(
    moderator, portuguese
):
    source, _ = TranslationSource.get_or_create_from_instance(FaqFactory())
    Translation.objects.create(source=source, target_locale=portuguese)

    answer = moderator.get(snippets("faq")()).content.decode()

    assert reverse("wagtail_localize:update_translations", args=[source.pk]) in answer


def test_snippets_and_pages_of_oneself_wait_without_buttons(client):
    practitioner = PractitionerPageFactory().practitioner
    practitioner.user.groups.add(Group.objects.get(name="Moderators"))
    page = ServicePageFactory(
        service__practitioner=practitioner, published=False, title="Mine", **LISTING_WORDS
    )
    editor = UserFactory()
    page.save_revision(user=editor)
    page.get_workflow().start(page, editor)
    modality = ModalityFactory(live=False, name="Somebody else's")
    modality.save_revision(user=editor)
    modality.get_workflow().start(modality, editor)
    client.force_login(practitioner.user)

    answer = client.get(reverse("wagtailadmin_home")).context["panels"]

    [panel] = [one for one in answer if isinstance(one, WaitingPanel)]
    request = RequestFactory().get("/")
    request.user = practitioner.user
    states = panel.get_context_data({"request": request, "csrf_token": ""})["states"]
    offered = {str(one["obj"]): bool(one["actions"]) for one in states}
    assert offered == {"Mine": False, "Somebody else's": True}
