"""How long a preview lives, whose it is, and what a link for reviewers shows."""

from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.models import Page, Revision

from cms.models import Faq, HomePage, PreviewSnapshot, ReviewLink, StandardPage
from cms.previews import operations, tokens
from cms.previews.querysets import type_of
from cms.previews.states import LinkState, Shows
from tests.factories import FaqFactory, StandardPageFactory, UserFactory, previewed, shared
from tests.threads import at_once

pytestmark = pytest.mark.django_db

NOW = timezone.now()
HOUR = timedelta(hours=1)


def seen_by(token, now=NOW):
    return operations.look(token=token, review="", seen=None, now=now).draft


def reviewed(token, now=NOW, seen=None):
    return operations.look(token="", review=token, seen=seen, now=now)


def entitled(page, title):
    page.title = title
    return page


# --- previews ---


def test_an_editor_keeps_one_preview_of_an_object_and_its_token():
    page, editor = StandardPageFactory(), UserFactory()

    first = previewed(entitled(page, "One"), by=editor, now=NOW)
    second = previewed(entitled(page, "Two"), by=editor, now=NOW + timedelta(minutes=40))

    assert first == second
    assert PreviewSnapshot.objects.get().version == 2
    assert seen_by(first, NOW + timedelta(minutes=90)).title == "Two"


def test_a_version_is_counted_only_when_something_changed():
    page, editor = StandardPageFactory(), UserFactory()
    token = previewed(page, by=editor)
    previewed(page, by=editor)

    look = operations.look(token=token, review="", seen=1, now=NOW)

    assert look == operations.Look(version=1, draft=None)


def test_two_editors_see_each_their_own():
    page = StandardPageFactory()
    tokens_of_both = [previewed(entitled(page, title)) for title in ("Hers", "His")]

    assert [seen_by(token).title for token in tokens_of_both] == ["Hers", "His"]


def test_objects_of_two_types_with_one_key_are_two_previews():
    editor = UserFactory()
    page, faq = StandardPageFactory(title="A page"), FaqFactory(question="A question?")
    Faq.objects.filter(pk=faq.pk).update(id=page.pk)

    token = previewed(page, by=editor)
    other = previewed(Faq.objects.get(), by=editor)

    assert seen_by(token).title == "A page"
    assert seen_by(other).question == "A question?"


def test_new_pages_are_told_apart_by_their_parent():
    editor, home = UserFactory(), HomePage.objects.get()
    below = StandardPageFactory()

    def new_page(parent, title):
        page = StandardPage(title=title, slug="new", depth=parent.depth + 1, numchild=0)
        page.path = page._get_path(parent.path, page.depth, 99)
        page.set_url_path(parent)
        return page

    one = previewed(new_page(home, "At the top"), by=editor)
    other = previewed(new_page(below, "Below"), by=editor)

    assert [seen_by(one).title, seen_by(other).title] == ["At the top", "Below"]


@pytest.mark.parametrize(
    ("later", "is_shown"), [(HOUR - timedelta(seconds=1), True), (HOUR, False)], ids=str
)
def test_a_preview_lasts_an_hour_after_the_last_change(later, is_shown):
    token = previewed(StandardPageFactory(), now=NOW)

    if is_shown:
        assert seen_by(token, NOW + later)
    else:
        with pytest.raises(operations.PreviewOver):
            seen_by(token, NOW + later)


def test_after_its_end_the_next_preview_has_another_token():
    page, editor = StandardPageFactory(), UserFactory()
    old = previewed(page, by=editor, now=NOW)
    new = previewed(page, by=editor, now=NOW + HOUR)

    assert new != old
    with pytest.raises(operations.PreviewOver):
        seen_by(old, NOW + HOUR)
    assert PreviewSnapshot.objects.count() == 1


def forged(page):
    row = PreviewSnapshot.objects.get()
    return Signer(salt="something else", sep=".").sign(row.public_id.hex)


@pytest.mark.parametrize(
    "token",
    [
        lambda page: "",
        lambda page: "id=1:x:y",
        lambda page: PreviewSnapshot.objects.get().public_id.hex,
        lambda page: tokens.sign(page.translation_key),
        lambda page: Signer(salt="estuary.cms.previews", sep=".").sign("not an id"),
        forged,
    ],
    ids=["none", "nonsense", "unsigned", "of-nothing", "no-id", "signed-for-something-else"],
)
def test_what_is_not_a_token_shows_nothing(token):
    page = StandardPageFactory()
    previewed(page)

    with pytest.raises(operations.PreviewOver):
        seen_by(token(page))


def test_a_preview_ends_with_its_object():
    page = StandardPageFactory()
    token = previewed(page)
    page.delete()

    with pytest.raises(operations.PreviewOver):
        seen_by(token)


def test_a_preview_ends_with_its_editors_account():
    editor = UserFactory()
    token = previewed(StandardPageFactory(), by=editor)
    editor.is_active = False
    editor.save()

    with pytest.raises(operations.PreviewOver):
        seen_by(token)


def test_what_is_over_is_swept():
    previewed(StandardPageFactory(), now=NOW - HOUR)
    kept = previewed(StandardPageFactory(), now=NOW)

    assert operations.sweep(now=NOW) == 1
    assert tokens.sign(PreviewSnapshot.objects.get().public_id) == kept


def being_edited(subject, editor, *, minutes_ago, kind=None):
    EditingSession.objects.create(
        user=editor,
        content_type=kind or type_of(subject),
        object_id=str(subject.pk),
        last_seen_at=NOW - timedelta(minutes=minutes_ago),
    )


@pytest.mark.parametrize(("minutes_ago", "is_kept"), [(1, True), (30, False)])
def test_a_preview_lasts_while_the_editor_is_open(minutes_ago, is_kept):
    editor = UserFactory()
    page, faq = StandardPageFactory(), FaqFactory()
    drafts = [previewed(one, by=editor, now=NOW - timedelta(minutes=55)) for one in (page, faq)]
    # Wagtail knows every page that is edited as a plain one.
    being_edited(page, editor, minutes_ago=minutes_ago, kind=type_of(Page))
    being_edited(faq, editor, minutes_ago=minutes_ago)

    operations.sweep(now=NOW)
    operations.sweep(now=NOW + timedelta(minutes=6))

    assert PreviewSnapshot.objects.count() == (2 if is_kept else 0)
    if is_kept:
        assert all(seen_by(token, NOW + timedelta(minutes=30)) for token in drafts)


def test_somebody_elses_open_editor_prolongs_nothing():
    page = StandardPageFactory()
    previewed(page, now=NOW - timedelta(minutes=55))
    being_edited(page, UserFactory(), minutes_ago=1, kind=type_of(Page))

    operations.sweep(now=NOW)
    operations.sweep(now=NOW + timedelta(minutes=6))

    assert not PreviewSnapshot.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_refreshes_at_once_leave_one_row():
    page, editor = StandardPageFactory(), UserFactory()

    def refresh(number):
        draft = StandardPage.objects.get(pk=page.pk)
        return previewed(entitled(draft, f"Title {number}"), by=editor, now=NOW)

    answers = at_once(*(lambda n=n: refresh(n) for n in range(8)))

    row = PreviewSnapshot.objects.get()
    assert set(answers) == {tokens.sign(row.public_id)}
    assert row.version == 8


# --- links for reviewers ---


def test_a_link_to_the_latest_draft_follows_it():
    page = StandardPageFactory(published=False)
    made = shared(page)
    entitled(page, "Better").save_revision()

    assert reviewed(made.token).draft.title == "Better"


def test_a_link_to_one_draft_stays_with_it():
    page = StandardPageFactory(published=False, title="As it was")
    made = shared(page, shows=Shows.REVISION)
    entitled(page, "Later").save_revision()

    assert reviewed(made.token).draft.title == "As it was"


def test_a_link_to_a_snippet_without_a_draft_shows_it_as_it_is():
    faq = FaqFactory(question="Why?")

    assert reviewed(shared(faq).token).draft.question == "Why?"


def test_one_draft_of_what_has_none_is_refused():
    with pytest.raises(operations.NothingToReview):
        shared(FaqFactory(), shows=Shows.REVISION)


@pytest.mark.parametrize("days", [0, 31])
def test_a_link_lasts_a_day_to_thirty(days):
    with pytest.raises(operations.ReviewTooLong):
        shared(FaqFactory(), days=days)


def test_a_link_ends_at_its_time():
    made = shared(FaqFactory(), days=30, now=NOW)

    assert reviewed(made.token, NOW + timedelta(days=30, seconds=-1)).draft
    with pytest.raises(operations.ReviewLinkOver):
        reviewed(made.token, NOW + timedelta(days=30))


def test_a_revoked_link_shows_nothing_and_stays_revoked():
    made = shared(FaqFactory(), now=NOW)
    operations.revoke(link_id=made.link.pk, now=NOW)
    again = operations.revoke(link_id=made.link.pk, now=NOW + HOUR)

    assert again.revoked_at == NOW
    assert again.state_at(NOW) == LinkState.REVOKED
    with pytest.raises(operations.ReviewLinkOver):
        reviewed(made.token)


def test_what_has_ended_is_not_revoked():
    made = shared(FaqFactory(), days=1, now=NOW)

    with pytest.raises(operations.ReviewLinkOver):
        operations.revoke(link_id=made.link.pk, now=NOW + timedelta(days=1))


@pytest.mark.parametrize("shows", Shows)
def test_a_link_ends_with_its_object(shows):
    page = StandardPageFactory()
    made = shared(page, shows=shows)
    page.delete()

    with pytest.raises(operations.ReviewLinkOver):
        reviewed(made.token)


def test_a_link_ends_with_the_draft_it_is_pinned_to():
    page = StandardPageFactory()
    made = shared(page, shows=Shows.REVISION)
    entitled(page, "Later").save_revision()
    Revision.objects.filter(pk=made.link.revision_id).delete()

    with pytest.raises(operations.ReviewLinkOver):
        reviewed(made.token)


def test_a_link_shows_its_own_object_among_many():
    faqs = [FaqFactory(question=question) for question in ("One?", "Two?")]
    links = [shared(faq).token for faq in faqs]

    assert [reviewed(token).draft.question for token in links] == ["One?", "Two?"]


def test_openings_are_counted_and_asking_for_changes_is_not():
    page = StandardPageFactory()
    made = shared(page)

    version = reviewed(made.token).version
    assert reviewed(made.token, seen=version).draft is None
    reviewed(made.token, NOW + HOUR)

    link = ReviewLink.objects.get()
    assert (link.opened, link.last_opened_at) == (2, NOW + HOUR)


def test_only_the_digest_of_a_token_is_kept():
    made = shared(FaqFactory())

    assert made.token not in str(ReviewLink.objects.values())
    with pytest.raises(operations.ReviewLinkOver):
        reviewed(made.link.token_digest)
