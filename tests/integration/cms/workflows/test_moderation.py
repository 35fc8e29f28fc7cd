import pytest
from django.contrib.auth.models import Group
from wagtail.models import Workflow

from cms.models import PractitionerPage
from cms.workflows import moderation
from cms.workflows.models import NotVerified, OwnWork, RejectedWithoutReason
from cms.workflows.reviews import ReviewState, review_of, reviewers_of
from marketplace.practitioners.states import PractitionerStatus
from tests.factories import UserFactory
from tests.factories.pages import (
    LISTING_WORDS,
    LONG,
    PROFILE_WORDS,
    ModalityFactory,
    PractitionerPageFactory,
    ServicePageFactory,
)
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def moderator():
    user = UserFactory()
    user.groups.add(Group.objects.get(name="Moderators"))
    return user


def draft(**fields):
    page = PractitionerPageFactory(published=False, **PROFILE_WORDS | fields)
    return page, page.practitioner.user


def changed(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision()
    return type(page).objects.get(pk=page.pk)


def test_a_draft_has_no_review():
    page, _ = draft()

    answer = review_of(page)

    assert (answer.state, answer.reason, answer.by, answer.findings) == (
        ReviewState.DRAFT, "", "", [],
    )  # fmt: skip


def test_what_passes_the_check_waits_and_says_what_was_checked():
    page, author = draft()

    moderation.submit(thing=page, user=author)

    answer = review_of(page)
    assert answer.state == ReviewState.WAITING
    assert answer.submitted_at is not None
    assert answer.judged_at is None
    assert len(answer.checked) == 4
    assert (answer.by, answer.reason) == ("", "")


def test_what_does_not_pass_says_why_field_by_field():
    page, author = draft(summary="Short")

    moderation.submit(thing=page, user=author)

    answer = review_of(page)
    assert answer.state == ReviewState.CHANGES_REQUESTED
    assert answer.by == "an automatic check"
    assert answer.findings == [
        {
            "field": "summary",
            "label": "Summary",
            "message": "Write at least 20 characters; there are 5.",
        }
    ]


def test_a_moderators_reason_is_told_without_their_name():
    page, author = draft()
    judge = moderator()
    moderation.submit(thing=page, user=author)

    moderation.reject(thing=page, by=judge, reason="Which school?")

    answer = review_of(page)
    assert (answer.state, answer.by) == (ReviewState.CHANGES_REQUESTED, "our moderators")
    assert answer.reason == "Which school?"
    assert answer.judged_at is not None
    assert str(judge) not in str(answer)


def test_what_was_sent_back_can_be_submitted_again_and_approved():
    page, author = draft()
    moderation.submit(thing=page, user=author)
    moderation.reject(thing=page, by=moderator(), reason="Say more.")
    page = changed(page, approach=LONG)

    moderation.submit(thing=page, user=author)
    assert review_of(page).state == ReviewState.WAITING
    moderation.approve(thing=page, by=moderator())

    assert review_of(page).state == ReviewState.APPROVED
    page.refresh_from_db()
    assert page.live


def test_what_waits_can_be_taken_back_and_submitted_anew():
    page, author = draft()
    moderation.submit(thing=page, user=author)

    moderation.withdraw(thing=page, user=author)

    assert review_of(page).state == ReviewState.WITHDRAWN
    moderation.submit(thing=page, user=author)
    assert review_of(page).state == ReviewState.WAITING


def test_asking_how_it_stands_takes_few_queries(django_assert_max_num_queries):
    page, author = draft()
    moderation.submit(thing=page, user=author)

    with django_assert_max_num_queries(3):
        review_of(page)


def test_nothing_is_submitted_twice():
    page, author = draft()
    moderation.submit(thing=page, user=author)

    with pytest.raises(moderation.AlreadySubmitted):
        moderation.submit(thing=page, user=author)


def test_what_is_public_already_is_not_submitted():
    page = PractitionerPageFactory(**PROFILE_WORDS)

    with pytest.raises(moderation.NothingToSubmit):
        moderation.submit(thing=page, user=page.practitioner.user)


def test_without_a_workflow_nobody_would_look():
    page, author = draft()
    Workflow.objects.update(active=False)

    with pytest.raises(moderation.NoWorkflow):
        moderation.submit(thing=page, user=author)


def test_what_does_not_wait_is_neither_judged_nor_taken_back():
    page, author = draft()

    with pytest.raises(moderation.NotSubmitted):
        moderation.approve(thing=page, by=moderator())
    with pytest.raises(moderation.NotSubmitted):
        moderation.reject(thing=page, by=moderator(), reason="No.")
    with pytest.raises(moderation.NotSubmitted):
        moderation.withdraw(thing=page, user=author)


def test_the_refusals_of_the_tasks_come_through():
    page, author = draft(practitioner__status=PractitionerStatus.APPLIED)
    moderation.submit(thing=page, user=author)

    with pytest.raises(OwnWork):
        moderation.reject(thing=page, by=author, reason="No.")
    with pytest.raises(NotVerified):
        moderation.approve(thing=page, by=moderator())
    with pytest.raises(RejectedWithoutReason):
        moderation.reject(thing=page, by=moderator(), reason=" ")
    assert review_of(page).state == ReviewState.WAITING


def test_a_listing_and_a_modality_are_submitted_the_same_way():
    listing = ServicePageFactory(published=False, **LISTING_WORDS)
    modality = ModalityFactory(live=False)
    modality.save_revision()

    moderation.submit(thing=listing, user=listing.service.practitioner.user)
    moderation.submit(thing=modality, user=UserFactory())

    assert review_of(listing).state == review_of(modality).state == ReviewState.WAITING
    assert review_of(modality).checked == ()


def test_reviewers_are_the_moderators_but_for_its_author():
    page, author = draft()
    author.groups.add(Group.objects.get(name="Moderators"))
    other, gone = moderator(), moderator()
    gone.is_active = False
    gone.save()
    moderation.submit(thing=page, user=author)

    assert reviewers_of(page.current_workflow_task_state) == [other.pk]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_submit_at_once_one_is_told_that_it_waits():
    page, author = draft()

    def press():
        moderation.submit(thing=PractitionerPage.objects.get(pk=page.pk), user=author)

    outcomes = at_once(press, press)

    assert sorted(type(one).__name__ for one in outcomes) == ["AlreadySubmitted", "NoneType"]
