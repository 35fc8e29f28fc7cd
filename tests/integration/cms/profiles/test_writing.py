"""Practitioners write their own page over the API."""

from functools import partial

import pytest
from django.contrib.auth.models import Group

from cms.models import PractitionerPage
from cms.pages import drafts
from cms.profiles import operations
from cms.workflows import moderation
from marketplace.models import Practitioner
from tests.factories import (
    ImageFactory,
    MediaAssetFactory,
    ModalityFactory,
    PractitionerFactory,
    PractitionerPageFactory,
    UserFactory,
)
from tests.threads import at_once

pytestmark = pytest.mark.django_db

# As long as the automatic check wants them.
SUMMARY = "Slow breath, deep rest, by the sea."
NEW_SUMMARY = "Slower breath, deeper rest, still by the sea."
WORDS = (
    "I did not sleep for a year, and then I learned to breathe out for longer than I breathe in."
)
STORY = f"<p>{WORDS} By the sea.</p>"


@pytest.fixture
def row():
    """A verified practitioner who has no page yet."""
    return PractitionerFactory(is_listed=False, display_name="Inês Duarte")


@pytest.fixture
def mine(api, row):
    return api(row.user)


@pytest.fixture
def live(row):
    """Their published page."""
    page = PractitionerPageFactory(
        practitioner=row, title="Inês Duarte", summary=SUMMARY, story=STORY
    )
    row.refresh_from_db()
    return page


def url(row, step=""):
    return f"/api/v1/practitioners/{row.public_id}/{step}"


def draft(client, row):
    answer = client.get(url(row), {"version": "draft"})
    assert answer.status_code == 200, answer.json()
    return answer.json()["data"]


def public(api, row):
    return api().get(url(row)).json()["data"]


def said(**more):
    return {"display_name": "Inês Duarte", "summary": "Slow breath."} | more


def test_the_first_words_make_a_page_that_nobody_else_sees(api, mine, row):
    made = mine.put(url(row), said(story="<p>Sea.</p>"), format="json")

    assert made.status_code == 200, made.json()
    card = made.json()["data"]
    assert (card["version"], card["review"]["status"]) == ("draft", "draft")
    assert card["story"] == "<p>Sea.</p>"
    assert card == draft(mine, row)
    page = PractitionerPage.objects.get(practitioner=row)
    assert (page.live, page.owner, page.slug) == (False, row.user, row.slug)
    assert api().get(url(row)).status_code == 404


def test_before_the_first_words_there_is_what_is_known(mine, row):
    card = draft(mine, row)

    assert (card["display_name"], card["revision"], card["story"]) == ("Inês Duarte", "", "")
    assert mine.get(url(row, "review/")).json()["data"] == {
        "status": "draft", "reason": "", "by": "", "findings": [], "submitted_at": None,
        "judged_at": None, "goes_live_at": None, "revision": "", "changes": [],
    }  # fmt: skip


def test_everything_that_is_said_is_kept(mine, row):
    ModalityFactory(slug="breathwork", name="Breathwork")
    asset = MediaAssetFactory(owner=row.user)
    whole = said(
        professional_title="Breathwork facilitator",
        story="<p>By the <b>sea</b>.</p>",
        approach="<p>Slowly.</p>",
        education=[{"title": "Physiotherapy", "institution": "Lisbon", "year": 2014}],
        questions=[{"question": "A mat?", "answer": "<p>A bed will do.</p>"}],
        modalities=["breathwork"],
        picture={"asset": str(asset.public_id), "alt": "Inês by the sea"},
        seo_title="Inês",
        seo_description="Breathing in Lisbon.",
        languages=["English", "Portuguese"],
        is_virtual=False,
        years_of_experience=9,
    )

    card = mine.put(url(row), whole, format="json").json()["data"]

    picture = card.pop("picture")
    assert picture["alt"] == "Inês by the sea"
    for name, value in whole.items():
        assert name == "picture" or card[name] == value, name
    again = mine.patch(
        url(row), {"revision": card["revision"], "picture": {"image": card["image"]}}, format="json"
    )
    assert again.json()["data"]["image"] == card["image"]
    row.refresh_from_db()
    assert (row.languages, row.is_virtual) == (["English", "Portuguese"], False)


def test_what_is_live_does_not_change_before_it_is_approved(api, mine, row, live):
    changed = mine.patch(
        url(row),
        {"revision": draft(mine, row)["revision"], "summary": "New.", "story": "<p>New.</p>"},
        format="json",
    )

    assert changed.json()["data"]["summary"] == "New."
    assert changed.json()["data"]["review"]["status"] == "live_with_changes"
    shown = public(api, row)
    assert (shown["summary"], shown["words"]["story"]) == (SUMMARY, STORY)
    assert mine.get(url(row)).json()["data"]["summary"] == SUMMARY
    live.refresh_from_db()
    assert live.summary == SUMMARY


def test_a_part_leaves_the_rest_and_the_whole_resets_it(mine, row, live):
    part = mine.patch(
        url(row), {"revision": draft(mine, row)["revision"], "summary": "New."}, format="json"
    ).json()["data"]
    assert part["story"] == STORY

    whole = mine.put(url(row), said(revision=part["revision"]), format="json").json()["data"]
    assert (whole["story"], whole["summary"]) == ("", "Slow breath.")


def test_facts_are_shown_at_once_and_make_no_draft(api, mine, row, live):
    before = draft(mine, row)["revision"]

    mine.patch(url(row), {"languages": ["English"], "years_of_experience": 12}, format="json")

    assert public(api, row)["languages"] == ["English"]
    assert public(api, row)["years_of_experience"] == 12
    assert draft(mine, row)["revision"] == before


def test_two_tabs_do_not_overwrite_one_another(mine, row, live):
    revision = draft(mine, row)["revision"]
    first = mine.patch(url(row), {"revision": revision, "summary": "One."}, format="json")
    second = mine.patch(url(row), {"revision": revision, "summary": "Two."}, format="json")

    assert first.status_code == 200
    assert (second.status_code, second.json()["code"]) == (409, "stale_revision")
    assert second.json()["errors"]["revision"] == [first.json()["data"]["revision"]]
    assert draft(mine, row)["summary"] == "One."
    assert mine.patch(url(row), {"summary": "Three."}, format="json").status_code == 409


def test_what_an_editor_kept_meanwhile_is_not_overwritten(mine, row, live):
    revision = draft(mine, row)["revision"]
    live.summary = "An editor's."
    live.save_revision()

    stale = mine.patch(url(row), {"revision": revision, "summary": "Mine."}, format="json")

    assert stale.json()["code"] == "stale_revision"
    assert draft(mine, row)["summary"] == "An editor's."


@pytest.mark.django_db(transaction=True)
def test_of_several_drafts_at_once_one_is_kept():
    row = PractitionerFactory(is_listed=False)

    def write(revision, text):
        return operations.write_profile(
            name=row.slug, by=row.user, said={"summary": text}, revision=revision, now=None
        )

    for _ in range(2):
        revision = drafts.revision_of(operations.page_of(row))
        told = at_once(*[partial(write, revision, f"No. {n}") for n in range(4)])
        assert len([one for one in told if isinstance(one, drafts.StaleRevision)]) == 3, told
    assert PractitionerPage.objects.filter(practitioner=row).count() == 1


def test_another_practitioners_draft_does_not_exist(api, row, live):
    other = api(PractitionerFactory().user)

    for answer in (
        other.get(url(row), {"version": "draft"}),
        api().get(url(row), {"version": "draft"}),
        other.patch(url(row), {"summary": "Mine now."}, format="json"),
        other.put(url(row), said(), format="json"),
        other.post(url(row, "submit/")),
        other.post(url(row, "withdraw/")),
        other.get(url(row, "review/")),
    ):
        assert answer.status_code == 404, answer.json()
    assert api().patch(url(row), {}, format="json").status_code == 401


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"display_name": ""}, "display_name"),
        ({"display_name": "A\nB"}, "display_name"),
        ({"summary": "x" * 401}, "summary"),
        ({"story": "x" * 20_001}, "story"),
        ({"story": "<li>no list</li>"}, "story"),
        ({"modalities": ["unheard-of"]}, "modalities"),
        ({"education": [{"title": "A", "year": 1492}]}, "education"),
        ({"education": [{"title": "A", "embed": "x"}]}, "education"),
        ({"questions": [{"question": "Why?"}]}, "questions"),
        ({"picture": {"alt": "Nothing"}}, "picture"),
        ({"picture": {"url": "https://x.test/a.png"}}, "picture"),
        ({"status": "verified"}, "status"),
        ({"slug": "mine"}, "slug"),
        ({"timezone": "Europe/Lisbon"}, "timezone"),
        ({"is_featured": True}, "is_featured"),
        ({"rating_sum": 5}, "rating_sum"),
        ({"live": True}, "live"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(mine, row, live, wrong, field):
    revision = draft(mine, row)["revision"]
    refused = mine.patch(url(row), {"revision": revision} | wrong, format="json")

    assert (refused.status_code, refused.json()["code"]) == (400, "validation_error")
    assert list(refused.json()["errors"]) == [field]
    assert draft(mine, row)["revision"] == revision


def test_what_editors_would_not_keep_is_left_out(mine, row):
    story = "<p onclick='x()'>Hi<script>alert(1)</script><img src='https://x.test/a.png'></p>"
    card = mine.put(url(row), said(story=story), format="json").json()["data"]

    assert card["story"] == "<p>Hi</p>"


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (lambda mine: {"asset": str(MediaAssetFactory().public_id), "alt": "x"}, "media_not_found"),
        (lambda mine: {"image": ImageFactory().pk}, "image_not_found"),
        (
            lambda mine: {"asset": str(MediaAssetFactory(owner=mine).public_id)},
            "description_missing",
        ),
        (
            lambda mine: {
                "asset": str(MediaAssetFactory(owner=mine, video=True).public_id), "alt": "x"
            },
            "not_a_picture",
        ),
    ],
)  # fmt: skip
def test_a_picture_is_ones_own_and_described(mine, row, picture, code):
    refused = mine.put(url(row), said(picture=picture(row.user)), format="json")

    assert refused.json()["code"] == code


def test_a_draft_is_submitted_and_cannot_be_changed_meanwhile(mine, row, live):
    revision = draft(mine, row)["revision"]
    story = f"<p>{WORDS} On a <b>hill</b>.</p>"
    revision = mine.patch(
        url(row), {"revision": revision, "summary": NEW_SUMMARY, "story": story}, format="json"
    ).json()["data"]["revision"]

    asked = mine.post(url(row, "submit/"))

    assert asked.status_code == 200, asked.json()
    review = asked.json()["data"]
    assert review["status"] == "in_review"
    assert review["submitted_at"].endswith("Z")
    assert review["changes"] == [
        {"field": "summary", "before": SUMMARY, "after": NEW_SUMMARY},
        {"field": "story", "before": f"{WORDS} By the sea.", "after": f"{WORDS} On a hill."},
    ]
    held = mine.patch(url(row), {"revision": revision, "summary": "Newer."}, format="json")
    assert (held.status_code, held.json()["code"]) == (409, "draft_in_review")
    assert mine.post(url(row, "submit/")).json()["code"] == "already_submitted"


def test_what_is_withdrawn_may_be_changed_again(mine, row, live):
    mine.patch(
        url(row), {"revision": draft(mine, row)["revision"], "summary": NEW_SUMMARY}, format="json"
    )
    mine.post(url(row, "submit/"))

    back = mine.post(url(row, "withdraw/"))

    assert back.json()["data"]["status"] == "live_with_changes"
    assert mine.post(url(row, "withdraw/")).json()["code"] == "not_submitted"
    revision = back.json()["data"]["revision"]
    again = mine.patch(url(row), {"revision": revision, "summary": "Newer."}, format="json")
    assert again.status_code == 200


def test_nothing_new_is_not_reviewed(mine, row):
    assert mine.post(url(row, "submit/")).json()["code"] == "nothing_written"
    assert mine.post(url(row, "withdraw/")).json()["code"] == "nothing_written"
    PractitionerPageFactory(practitioner=row)
    assert mine.post(url(row, "submit/")).json()["code"] == "nothing_to_submit"


def moderator():
    somebody = UserFactory()
    somebody.groups.add(Group.objects.get(name="Moderators"))
    return somebody


def judge(row, *, approve, comment=""):
    page = operations.page_of(row)
    if approve:
        moderation.approve(thing=page, by=moderator())
    else:
        moderation.reject(thing=page, by=moderator(), reason=comment)


def test_what_is_rejected_says_why_and_is_submitted_again(api, mine, row, live):
    revision = mine.patch(
        url(row),
        {"revision": draft(mine, row)["revision"], "summary": "Breathing that will let you rest."},
        format="json",
    ).json()["data"]["revision"]
    mine.post(url(row, "submit/"))
    judge(row, approve=False, comment="Do not promise a cure.")

    review = mine.get(url(row, "review/")).json()["data"]
    assert (review["status"], review["reason"]) == ("rejected", "Do not promise a cure.")
    assert review["by"] == "our moderators"
    assert public(api, row)["summary"] == SUMMARY

    better = mine.patch(url(row), {"revision": revision, "summary": NEW_SUMMARY}, format="json")
    assert better.status_code == 200, better.json()
    assert mine.post(url(row, "submit/")).json()["data"]["status"] == "in_review"
    judge(row, approve=True)
    assert mine.get(url(row, "review/")).json()["data"]["status"] == "live"
    assert public(api, row)["summary"] == NEW_SUMMARY


def test_what_an_editor_has_locked_waits(mine, row, live):
    revision = draft(mine, row)["revision"]
    live.locked, live.locked_by = True, moderator()
    live.save()

    held = mine.patch(url(row), {"revision": revision, "summary": "Mine."}, format="json")

    assert (held.status_code, held.json()["code"]) == (409, "draft_locked")


def test_an_unknown_version_is_refused(mine, row):
    refused = mine.get(url(row), {"version": "best"})

    assert list(refused.json()["errors"]) == ["version"]


def test_the_record_stays_with_its_practitioner(mine, row):
    mine.put(url(row), said(), format="json")

    assert Practitioner.objects.get(pk=row.pk).display_name == "Inês Duarte"
    assert Practitioner.objects.get(pk=row.pk).is_listed is False
