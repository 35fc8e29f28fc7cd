"""The tasks of the workflows: who may judge what, and what a program judges by itself."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.models import ForbiddenClaim, Review
from cms.workflows.models import NotVerified, OwnWork, RejectedWithoutReason, examine
from estuary.kernel.models import OutboxEvent
from marketplace.practitioners.states import PractitionerStatus
from tests.factories import UserFactory
from tests.factories.pages import (
    LONG,
    PROFILE_WORDS,
    ImageFactory,
    ModalityFactory,
    PractitionerPageFactory,
    ServicePageFactory,
    StandardPageFactory,
)
from tests.refusals import refused

pytestmark = pytest.mark.django_db

REFUSED = {
    "forbidden_claim_once": lambda: ForbiddenClaim.objects.create(phrase="CURE* cancer"),
}


@pytest.fixture
def moderator():
    return member_of("Moderators")


def member_of(group, **fields):
    user = UserFactory(**fields)
    user.groups.add(Group.objects.get(name=group))
    return user


def submitted_by(user, thing):
    thing.save_revision(user=user)
    thing.get_workflow().start(thing, user)
    return waiting()


def waiting():
    return TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)


def profile(**fields):
    return PractitionerPageFactory(published=False, **PROFILE_WORDS | fields)


def judge(state, user, action, **said):
    state.task.specific.on_action(state, user, action, **said)


def facts():
    told = OutboxEvent.objects.filter(name__startswith="cms.").order_by("recorded_at")
    return list(told.values_list("name", flat=True))


def test_a_moderator_approves_what_an_editor_submitted_and_it_is_published(moderator):
    page = profile()
    state = submitted_by(member_of("Editors"), page)

    judge(state, moderator, "approve")

    page.refresh_from_db()
    page.practitioner.refresh_from_db()
    assert page.live
    assert page.practitioner.is_listed
    assert facts() == ["cms.content.submitted", "cms.content.changed", "cms.content.approved"]


def test_a_moderator_sends_back_what_an_editor_submitted_and_the_reason_is_kept(moderator):
    page = profile()
    state = submitted_by(member_of("Editors"), page)

    judge(state, moderator, "reject", comment=" Which school? ")

    page.refresh_from_db()
    page.practitioner.refresh_from_db()
    assert not page.live
    assert not page.practitioner.is_listed
    state.refresh_from_db()
    assert state.comment == "Which school?"
    assert facts() == ["cms.content.submitted", "cms.content.rejected"]


@pytest.mark.parametrize("said", [{}, {"comment": ""}, {"comment": "  \n"}])
def test_nothing_is_sent_back_without_a_reason(moderator, said):
    state = submitted_by(member_of("Editors"), StandardPageFactory(published=False))

    with pytest.raises(RejectedWithoutReason):
        judge(state, moderator, "reject", **said)

    assert waiting() == state


def test_the_back_office_asks_for_the_reason(client, moderator):
    page = StandardPageFactory(published=False)
    state = submitted_by(member_of("Editors"), page)
    client.force_login(moderator)
    address = reverse("wagtailadmin_pages:workflow_action", args=(page.pk, "reject", state.pk))

    refused = client.post(address, {"comment": " "}, HTTP_X_REQUESTED_WITH="XMLHttpRequest")

    assert "This field is required" in json.loads(refused.content)["html"]
    client.post(address, {"comment": "Too long."}, HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    state.refresh_from_db()
    assert (state.status, state.comment) == (TaskState.STATUS_REJECTED, "Too long.")


@pytest.mark.parametrize("action", ["approve", "reject"])
@pytest.mark.parametrize("is_superuser", [False, True])
def test_nobody_judges_what_they_submitted_themselves(moderator, action, is_superuser):
    moderator.is_superuser = is_superuser
    moderator.save()
    page = StandardPageFactory(published=False)
    state = submitted_by(moderator, page)

    with pytest.raises(OwnWork):
        judge(state, moderator, action, comment="So.")

    page.refresh_from_db()
    assert not page.live
    assert state.task.specific.get_actions(page, moderator) == []
    assert list(TaskState.objects.reviewable_by(moderator)) == []
    assert list(TaskState.objects.reviewable_by(member_of("Moderators"))) != []


def test_nobody_judges_what_they_wrote_though_another_submitted_it(moderator):
    page = StandardPageFactory(published=False)
    page.save_revision(user=moderator)
    page.get_workflow().start(page, member_of("Editors"))

    with pytest.raises(OwnWork):
        judge(waiting(), moderator, "approve")


def test_nobody_judges_the_profile_that_is_about_them():
    page = profile()
    subject = page.practitioner.user
    subject.groups.add(Group.objects.get(name="Moderators"))
    state = submitted_by(member_of("Editors"), page)

    assert state.task.specific.get_actions(page, subject) == []
    with pytest.raises(OwnWork):
        judge(state, subject, "approve")


def test_nobody_judges_a_page_of_a_practitioner_that_they_made_for_them(moderator):
    page = profile(owner=moderator)
    state = submitted_by(member_of("Editors"), page)

    with pytest.raises(OwnWork):
        judge(state, moderator, "approve")


def test_a_moderator_does_not_publish_the_page_about_themselves():
    page = ServicePageFactory(published=False)
    subject = page.service.practitioner.user
    subject.groups.add(Group.objects.get(name="Moderators"))

    assert not page.permissions_for_user(subject).can_publish()
    assert not page.get_parent().specific.permissions_for_user(subject).can_publish_subpage()
    assert page.permissions_for_user(member_of("Moderators")).can_publish()


def test_the_admin_does_not_approve_ones_own_submission_either(client, moderator):
    page = StandardPageFactory(published=False)
    state = submitted_by(moderator, page)
    client.force_login(moderator)

    address = reverse("wagtailadmin_pages:workflow_action", args=(page.pk, "approve", state.pk))
    client.post(address, {"comment": ""})

    page.refresh_from_db()
    assert not page.live


def test_an_editor_cannot_approve():
    page = StandardPageFactory(published=False)
    state = submitted_by(member_of("Editors"), page)

    assert state.task.specific.get_actions(page, member_of("Editors")) == []


def test_a_modality_goes_through_the_same_moderation(moderator):
    modality = ModalityFactory(live=False)
    state = submitted_by(member_of("Editors"), modality)

    judge(state, moderator, "approve")

    modality.refresh_from_db()
    assert modality.live


# --- profiles ---


@pytest.mark.parametrize("status", sorted(set(PractitionerStatus) - {PractitionerStatus.VERIFIED}))
def test_a_profile_is_approved_only_while_its_practitioner_is_verified(moderator, status):
    page = profile(practitioner__status=status)
    state = submitted_by(member_of("Editors"), page)

    with pytest.raises(NotVerified, match="not verified"):
        judge(state, moderator, "approve")

    names = {name for name, *_ in state.task.specific.get_actions(page, moderator)}
    assert names == {"reject"}
    judge(state, moderator, "reject", comment="Not yet.")


def test_a_moderator_reads_why_a_profile_cannot_be_approved(client, moderator):
    page = profile(practitioner__status=PractitionerStatus.IN_REVIEW)
    submitted_by(member_of("Editors"), page)
    client.force_login(moderator)

    shown = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert "is not verified: “In review”" in shown


# --- the automatic check ---


def test_what_is_wrong_is_named_by_field_and_sent_back_at_once():
    image = ImageFactory(title="Sea", description="")
    story = (
        LONG + '<p>I <b>cure</b> cancer. <a href="javascript:alert(1)">See</a> '
        '<a linktype="page" id="999999">more</a></p>'
    )
    page = PractitionerPageFactory(
        published=False, title="Me", summary="Short", story=story, picture=image
    )

    page.get_workflow().start(page, member_of("Editors"))

    review = Review.objects.get()
    assert review.status == TaskState.STATUS_REJECTED
    assert page.current_workflow_state.status == "needs_changes"
    assert [one["field"] for one in review.findings] == [
        "title", "summary", "picture", "story", "story", "story",
    ]  # fmt: skip
    assert "Summary: Write at least 20 characters; there are 5." in review.comment.splitlines()
    assert facts() == ["cms.content.rejected"]


def test_blocks_are_read_wherever_they_lie():
    page = StandardPageFactory(
        published=False,
        body=[
            ("picture", {"image": ImageFactory(title="Sea", description=""), "caption": ""}),
            ("questions", {"title": "", "items": [{"question": "Why?", "answer": LONG}]}),
            ("quote", {"text": "It cures cancer", "attribution": "x"}),
            (
                "call_to_action",
                {
                    "title": "Go", "text": "", "button": "Go", "page": None,
                    "address": "ftp://example.com",
                },
            ),
        ],
    )  # fmt: skip

    told = [one.message for one in examine(page)]

    assert len(told) == 3
    assert "“Sea”" in told[0]
    assert "ftp://example.com" in told[1]
    assert "cure* cancer" in told[2]


def test_a_claim_that_staff_switched_off_is_not_looked_for():
    page = profile(story=LONG + "<p>It cures cancer.</p>")
    assert examine(page) != []

    ForbiddenClaim.objects.update(is_active=False)

    assert examine(page) == []


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    with refused(name):
        REFUSED[name]()


def test_what_was_changed_after_a_rejection_is_checked_again(moderator):
    """Wagtail goes on at the task that rejected; the check before it would be passed by."""
    page = profile()
    author = member_of("Editors")
    state = submitted_by(author, page)
    judge(state, moderator, "reject", comment="Say more.")
    page.story = LONG + "<p>I cure cancer.</p>"
    page.save_revision(user=author)

    page.current_workflow_state.resume(user=author)

    assert page.current_workflow_state.status == "needs_changes"
    latest = Review.objects.order_by("-pk").first()
    assert "must not be said" in latest.comment


def test_what_was_mended_after_a_rejection_waits_for_the_moderator_again(moderator):
    page = profile()
    author = member_of("Editors")
    judge(submitted_by(author, page), moderator, "reject", comment="Say more.")
    page.story = LONG * 2
    page.save_revision(user=author)

    page.current_workflow_state.resume(user=author)
    judge(waiting(), moderator, "approve")

    page.refresh_from_db()
    assert page.live
    assert page.story == LONG * 2


def test_wagtail_writes_no_letters_of_its_own(moderator, django_capture_on_commit_callbacks):
    editor = member_of("Editors", is_superuser=True)
    UserFactory(is_superuser=True)
    with django_capture_on_commit_callbacks(execute=False):
        judge(submitted_by(editor, profile()), moderator, "reject", comment="No.")
        judge(submitted_by(editor, StandardPageFactory(published=False)), moderator, "approve")

    assert mail.outbox == []


def test_a_time_that_a_moderator_sets_needs_nobody_else(moderator):
    page = StandardPageFactory(published=False)
    state = submitted_by(member_of("Editors"), page)
    page.go_live_at = timezone.now().replace(microsecond=0) + timedelta(days=2)
    latest = page.save_revision(user=moderator)

    judge(state, moderator, "approve")

    latest.refresh_from_db()
    assert latest.approved_go_live_at == page.go_live_at
    assert not TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).exists()


def test_words_that_a_moderator_changes_are_for_somebody_else(moderator):
    page = StandardPageFactory(published=False)
    state = submitted_by(member_of("Editors"), page)
    page.title = "Better said"
    page.save_revision(user=moderator)

    judge(state, moderator, "approve")

    page.refresh_from_db()
    assert not page.live
    with pytest.raises(OwnWork):
        judge(waiting(), moderator, "approve")


def test_who_changes_words_while_approving_is_told_that_another_looks(client, moderator):
    page = StandardPageFactory(published=False)
    submitted_by(member_of("Editors"), page)
    client.force_login(moderator)
    said = {
        "title": "Better said",
        "slug": page.slug,
        "body": streamfield([("heading", {"text": "Rest", "level": "h2"})]),
        "comments": inline_formset([]),
        "action-workflow-action": "1",
        "workflow-action-name": "approve",
    }

    address = reverse("wagtailadmin_pages:edit", args=(page.pk,))
    shown = client.post(address, nested_form_data(said), follow=True).content.decode()

    assert "somebody else approves your change" in shown


def test_who_opens_what_was_sent_back_reads_why(client, moderator):
    page = StandardPageFactory(published=False)
    editor = member_of("Editors")
    judge(submitted_by(editor, page), moderator, "reject", comment="Say it in <b>fewer</b> words.")
    client.force_login(editor)

    shown = client.get(reverse("wagtailadmin_pages:edit", args=(page.pk,))).content.decode()

    assert "our moderators: Say it in &lt;b&gt;fewer&lt;/b&gt; words." in shown
