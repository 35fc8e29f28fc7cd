import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from wagtail.models import GroupPagePermission, Page, Site, Task, Workflow, WorkflowContentType

from cms.models import (
    AutomaticCheck,
    ForbiddenClaim,
    HomePage,
    Modality,
    PractitionerIndexPage,
    SecondPairOfEyes,
    Verification,
)
from cms.workflows.operations import GRANTS, OF_PROFILES, lay_foundations
from tests.factories.pages import PractitionerPageFactory, ServicePageFactory, StandardPageFactory

pytestmark = pytest.mark.django_db


def test_the_migrations_leave_a_site_with_its_first_pages():
    home = HomePage.objects.get()

    assert Site.objects.get().root_page_id == home.pk
    assert PractitionerIndexPage.objects.child_of(home).get().slug == "practitioners"
    assert Page.objects.filter(title__startswith="Welcome").count() == 0
    assert [list(problem) for problem in Page.find_problems()] == [[], [], [], [], []]


def tasks_of(workflow):
    return [type(task.specific) for task in workflow.tasks]


def test_what_editors_write_needs_a_second_pair_of_eyes():
    for page in (
        HomePage.objects.get(),
        PractitionerIndexPage.objects.get(),
        StandardPageFactory(),
    ):
        assert tasks_of(page.get_workflow()) == [SecondPairOfEyes]
    modalities = ContentType.objects.get_for_model(Modality)
    assigned = WorkflowContentType.objects.get(content_type=modalities).workflow
    assert tasks_of(assigned) == [SecondPairOfEyes]


def test_what_practitioners_write_is_checked_first_and_profiles_need_a_verification():
    listing = ServicePageFactory()

    assert tasks_of(listing.get_workflow()) == [AutomaticCheck, SecondPairOfEyes]
    profile = listing.get_parent().specific
    assert tasks_of(profile.get_workflow()) == [AutomaticCheck, Verification]


def test_a_profile_is_checked_also_when_its_own_workflow_was_switched_off():
    Workflow.objects.get(name=OF_PROFILES).deactivate()

    assert tasks_of(PractitionerPageFactory().get_workflow()) == [AutomaticCheck, SecondPairOfEyes]


def test_workflows_are_found_whatever_staff_call_them():
    Workflow.objects.filter(active=True).update(name="Ours")

    assert tasks_of(PractitionerPageFactory().get_workflow()) == [AutomaticCheck, Verification]


def test_a_claim_that_staff_took_off_the_list_stays_off():
    ForbiddenClaim.objects.exclude(phrase="cure* cancer").delete()

    lay_foundations()

    assert ForbiddenClaim.objects.get().phrase == "cure* cancer"


def test_the_migrations_leave_the_groups_with_what_they_may():
    granted = {
        name: set(
            Group.objects.get(name=name).permissions.values_list(
                "content_type__app_label", "content_type__model", "codename"
            )
        )
        for name in GRANTS
    }

    for name, grants in GRANTS.items():
        wanted = {
            (app, model, f"{do}_{model}") for app, model, do in (g.split(".") for g in grants)
        }
        assert wanted <= granted[name]
    assert granted["Practitioners"] == set()


def test_foundations_may_be_laid_again():
    before = _counts()

    lay_foundations()

    assert _counts() == before


def test_foundations_can_be_laid_on_emptied_tables():
    """As after a test that committed, when every table has been truncated."""
    before = _counts()
    PractitionerIndexPage.objects.get().delete()
    Site.objects.all().delete()
    HomePage.objects.get().delete()
    Page.objects.all().delete()
    Workflow.objects.all().delete()
    Task.objects.all().delete()
    Group.objects.all().delete()

    lay_foundations()

    assert _counts()[:5] == before[:5]
    assert Site.objects.get().root_page.specific == HomePage.objects.get()
    assert [list(problem) for problem in Page.find_problems()] == [[], [], [], [], []]


def _counts():
    return (
        Page.objects.count(),
        Site.objects.count(),
        Group.objects.count(),
        GroupPagePermission.objects.count(),
        Workflow.objects.active().count(),
        Workflow.objects.count(),
    )
