"""What is told of a change of what the public reads: once, with all that it touches."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.models import AbstractSetting, BaseSiteSetting
from wagtail.models import PageViewRestriction, Site

from cms.changes import tags
from cms.changes.events import ContentChanged
from cms.models import GoneAddress, HomePage
from estuary.kernel import db
from estuary.kernel.models import OutboxEvent
from tests.factories import (
    ModalityFactory,
    PractitionerPageFactory,
    ServicePageFactory,
    StandardPageFactory,
)
from tests.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """What was told since it was last asked."""
    seen: set = set(OutboxEvent.objects.values_list("pk", flat=True))

    def ask() -> list[dict]:
        new = OutboxEvent.objects.filter(name=ContentChanged.name).exclude(pk__in=seen)
        facts = list(new.order_by("recorded_at"))
        seen.update(fact.pk for fact in facts)
        return [fact.payload | {"tags": set(tags.parted(fact.payload["tags"]))} for fact in facts]

    return ask


def publish(page, **changes):
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_a_published_page_is_told_with_its_address_and_tags(told):
    page = StandardPageFactory(slug="about")

    [fact] = told()
    assert fact["kind"] == "published"
    assert (fact["object"], fact["object_id"]) == ("cms.StandardPage", str(page.pk))
    assert (fact["locale"], fact["path"]) == ("en", "/about/")
    assert fact["tags"] == {
        f"page-{page.pk}",
        "pages",
        "pages-cms.StandardPage",
        "addresses",
    }
    assert fact["at"].endswith("Z")


def test_a_draft_and_its_autosaves_tell_nothing(told):
    page = StandardPageFactory(published=False)
    live = StandardPageFactory()
    told()

    for page_ in (page, live):
        page_.title = "Being written"
        page_.slug = "being-written"
        page_.save_revision()

    assert told() == []


def test_what_is_only_scheduled_is_told_when_its_time_has_come(told):
    page = StandardPageFactory(published=False)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    assert told() == []

    a_minute_ago = timezone.now() - timedelta(minutes=1)
    revision = page.get_latest_revision()
    revision.approved_go_live_at = a_minute_ago
    revision.content["go_live_at"] = a_minute_ago.isoformat()
    revision.save()
    call_command("publish_scheduled")

    assert [fact["kind"] for fact in told()] == ["published"]


def test_unpublishing_is_told(told):
    page = StandardPageFactory()
    told()

    page.unpublish()

    assert [fact["kind"] for fact in told()] == ["unpublished"]


def test_deleting_is_told_as_such_and_leaves_the_address_behind(told):
    page = StandardPageFactory(slug="about")
    below = StandardPageFactory(parent=page, slug="team")
    told()

    page.delete()

    assert {(fact["kind"], fact["path"]) for fact in told()} == {
        ("deleted", "/about/"),
        ("deleted", "/about/team/"),
    }
    assert set(GoneAddress.objects.values_list("path", flat=True)) == {"/about/", "/about/team/"}
    assert below.pk


def test_deleting_a_draft_is_nobodys_business(told):
    StandardPageFactory(published=False).delete()

    assert told() == []
    assert not GoneAddress.objects.exists()


def test_a_new_page_takes_an_address_that_was_gone():
    StandardPageFactory(slug="about").delete()

    StandardPageFactory(slug="about")

    assert not GoneAddress.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_another_slug_is_told_with_everything_below(told):
    page = StandardPageFactory(slug="about")
    below = StandardPageFactory(parent=page)
    draft = StandardPageFactory(parent=page, published=False)
    told()

    publish(page, slug="about-us")

    facts = {fact["kind"]: fact for fact in told()}
    assert set(facts) == {"published", "moved"}
    assert facts["moved"]["path"] == "/about-us/"
    assert {f"page-{page.pk}", f"page-{below.pk}"} <= facts["moved"]["tags"]
    assert f"page-{draft.pk}" not in facts["moved"]["tags"]


@pytest.mark.django_db(transaction=True)
def test_of_a_draft_s_new_slug_nobody_hears(told):
    page = StandardPageFactory(slug="secret-plans", published=False)
    told()

    page.slug = "even-more-secret-plans"
    page.save()

    assert told() == []


@pytest.mark.django_db(transaction=True)
def test_what_is_live_below_a_draft_is_told_to_be_elsewhere(told):
    page = StandardPageFactory(slug="team")
    below = StandardPageFactory(parent=page, slug="ana")
    StandardPageFactory(parent=below, slug="papers")
    page.unpublish()
    told()

    page.slug = "people"
    page.save()

    [fact] = told()
    assert (fact["object_id"], fact["path"]) == (str(below.pk), "/people/ana/")


def test_a_move_is_told_with_everything_below(told):
    page = StandardPageFactory(slug="team")
    below = StandardPageFactory(parent=page)
    target = StandardPageFactory(slug="about")
    told()

    page.move(target, pos="last-child")

    [fact] = told()
    assert (fact["kind"], fact["path"]) == ("moved", "/about/team/")
    assert f"page-{below.pk}" in fact["tags"]


def test_a_practitioner_is_told_with_the_row_and_its_services(told):
    listing = ServicePageFactory()
    page = listing.get_parent().specific
    told()

    publish(page, title="Ana Reis")

    [fact] = told()
    assert {
        f"page-{page.pk}",
        f"practitioner-{page.practitioner.public_id}",
        f"page-{listing.pk}",
        f"service-{listing.service.public_id}",
    } <= fact["tags"]


def test_what_shows_a_page_is_told_along_with_it(told):
    shown = PractitionerPageFactory()
    shows = StandardPageFactory(
        body=[{"type": "words", "value": f'<p><a linktype="page" id="{shown.pk}">Ana</a></p>'}]
    )
    other = StandardPageFactory()
    told()

    publish(shown, title="Ana Reis")

    [fact] = told()
    assert f"page-{shows.pk}" in fact["tags"]
    assert f"page-{other.pk}" not in fact["tags"]


def test_a_modality_is_told_with_the_pages_that_have_it(told):
    modality = ModalityFactory()
    page = PractitionerPageFactory(modalities=[modality])
    told()

    modality.name = "Breathing"
    modality.save_revision().publish()

    [fact] = told()
    assert (fact["object"], fact["object_id"]) == ("cms.Modality", str(modality.public_id))
    assert fact["path"] == ""
    assert {
        "snippets-cms.Modality",
        f"modality-{modality.public_id}",
        f"page-{page.pk}",
        f"practitioner-{page.practitioner.public_id}",
    } <= fact["tags"]


def test_a_modality_is_told_when_it_goes(told):
    first, second = ModalityFactory.create_batch(2)

    first.unpublish()
    second.delete()

    assert [fact["kind"] for fact in told()] == ["unpublished", "deleted"]


def test_a_redirect_that_staff_make_is_told(told):
    redirect = Redirect.add_redirect("/old", "https://elsewhere.test/")
    redirect.delete()

    assert [(fact["path"], fact["tags"]) for fact in told()] == [("/old", {"addresses"})] * 2


@pytest.mark.django_db(transaction=True)
def test_a_publication_that_is_rolled_back_was_never_told(told):
    page = PractitionerPageFactory(published=False)
    told()

    def publish_and_fail():
        with db.in_transaction():
            page.get_latest_revision().publish()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        publish_and_fail()

    page.practitioner.refresh_from_db()
    assert told() == []
    assert not page.practitioner.is_listed


@pytest.mark.django_db(transaction=True)
def test_row_and_fact_are_told_together_or_not_at_all(told, monkeypatch):
    """Guards: an editor publishes outside any transaction."""
    page = PractitionerPageFactory(published=False)
    told()

    def fails(*_, **__):
        raise RuntimeError("killed")

    monkeypatch.setattr("cms.changes.operations.dependents.showing", fails)
    with pytest.raises(RuntimeError):
        page.get_latest_revision().publish()

    page.practitioner.refresh_from_db()
    assert told() == []
    assert not page.practitioner.is_listed


def test_more_than_can_be_named_is_everything():
    many = {f"page-{number}" for number in range(tags.MOST)}

    named = tags.parted(tags.joined({"page-7", "pages-cms.HomePage"}, many))

    assert named == ["page-7", "pages-cms.HomePage", "content"]


def test_the_homepage_is_told_with_its_path(told):
    publish(HomePage.objects.get(), introduction="Welcome.")

    assert [fact["path"] for fact in told()] == ["/"]


def test_who_may_read_a_page_is_told(told):
    page = StandardPageFactory()
    below = StandardPageFactory(parent=page)
    told()

    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    restriction.delete()

    facts = told()
    assert [fact["kind"] for fact in facts] == ["saved", "saved"]
    assert all(f"page-{below.pk}" in fact["tags"] for fact in facts)


def test_settings_that_are_saved_are_told(told):
    settings = next(model for model in apps.get_models() if issubclass(model, AbstractSetting))
    fields = {"site": Site.objects.get()} if issubclass(settings, BaseSiteSetting) else {}

    settings.objects.create(**fields)

    assert [(fact["kind"], fact["tags"]) for fact in told()] == [("saved", {"site"})]


def test_the_database_refuses_an_address_that_is_gone_twice():
    with refused("gone_address_once"):
        for _ in range(2):
            GoneAddress.objects.create(path="/about/", gone_at=timezone.now())
