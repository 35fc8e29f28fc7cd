import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from wagtail.models import GroupPagePermission, Page, Site, Workflow, WorkflowContentType

from cms.models import HomePage, Modality, PractitionerIndexPage
from cms.workflows.operations import GRANTS, lay_foundations

pytestmark = pytest.mark.django_db


def test_the_migrations_leave_a_site_with_its_first_pages():
    home = HomePage.objects.get()

    assert Site.objects.get().root_page_id == home.pk
    assert PractitionerIndexPage.objects.child_of(home).get().slug == "practitioners"
    assert Page.objects.filter(title__startswith="Welcome").count() == 0
    assert [list(problem) for problem in Page.find_problems()] == [[], [], [], [], []]


def test_the_migrations_leave_one_moderation_for_pages_and_modalities():
    workflow = Workflow.objects.active().get()

    assert PractitionerIndexPage.objects.get().get_workflow() == workflow
    modalities = ContentType.objects.get_for_model(Modality)
    assert WorkflowContentType.objects.get(content_type=modalities).workflow == workflow


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
