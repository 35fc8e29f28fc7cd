"""Practitioners write their own services over the API: row and words together."""

from functools import partial

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from cms.listings import operations
from cms.models import Audience, PractitionerPage, ServicePage
from cms.pages import drafts
from cms.workflows import moderation
from marketplace.models import Service
from tests.factories import (
    CategoryFactory,
    MediaAssetFactory,
    ModalityFactory,
    PlaceFactory,
    PractitionerFactory,
    PractitionerPageFactory,
    ServiceFactory,
    UserFactory,
)
from tests.threads import at_once

pytestmark = pytest.mark.django_db
URL = "/api/v1/services/"
SUMMARY = "An hour that slows down."
# As long as the automatic check wants it.
DESCRIPTION = f"<p>{'We breathe out for twice as long as we breathe in. ' * 3}</p>"
TERMS = {"price_cents": 8000, "duration_minutes": 60}


@pytest.fixture
def practitioner():
    """Public, with a page."""
    row = PractitionerFactory(is_listed=False)
    PractitionerPageFactory(practitioner=row)
    row.refresh_from_db()
    return row


@pytest.fixture
def mine(api, practitioner):
    return api(practitioner.user)


def said(**more):
    return {"title": "Breathwork for sleep", "terms": TERMS} | more


@pytest.fixture
def made(mine):
    """A new service as its practitioner sees it."""
    answer = mine.post(URL, said(summary=SUMMARY, description=DESCRIPTION), format="json")
    assert answer.status_code == 201, answer.json()
    return answer.json()["data"]


def url(card, step=""):
    return f"{URL}{card['id']}/{step}"


def draft(client, card):
    answer = client.get(url(card), {"version": "draft"})
    assert answer.status_code == 200, answer.json()
    return answer.json()["data"]


def approve(card):
    somebody = UserFactory()
    somebody.groups.add(Group.objects.get(name="Moderators"))
    page = ServicePage.objects.get(service__public_id=card["id"])
    moderation.approve(thing=page, by=somebody)


def publish(client, card):
    """See a service through its review, and put it on sale."""
    assert client.post(url(card, "submit/")).status_code == 200
    approve(card)
    assert client.post(url(card, "activate/")).status_code == 200
    return draft(client, card)


def test_a_service_is_made_with_its_page_and_nobody_else_sees_either(api, mine, made):
    page = ServicePage.objects.get()
    service = Service.objects.get()

    assert (made["status"], made["review"]["status"]) == ("draft", "draft")
    assert made["terms"]["price"]["amount_cents"] == 8000
    assert (page.live, page.service, page.slug) == (False, service, service.slug)
    assert page.get_parent().specific.practitioner == service.practitioner
    assert page.latest_revision is not None
    assert made == draft(mine, made)
    assert api().get(url(made)).status_code == 404
    assert api().get(URL).json()["data"]["count"] == 0


def test_everything_that_is_said_is_kept(mine, practitioner):
    ModalityFactory(slug="breathwork", name="Breathwork")
    Audience.objects.create(name="Beginners", slug="beginners", live=True)
    place, category = PlaceFactory(practitioner=practitioner), CategoryFactory()
    asset = MediaAssetFactory(owner=practitioner.user, purpose="picture")
    whole = said(
        summary="An hour that slows down.",
        description="<p>Lie <b>down</b>.</p>",
        what_you_will_learn=["To breathe"],
        included=["A recording", "A mat"],
        prerequisites="None.",
        modalities=["breathwork"],
        audiences=["beginners"],
        picture={"asset": str(asset.public_id), "is_decorative": True},
        seo_title="Sleep",
        seo_description="Breathe.",
        category=category.slug,
        location_type="hybrid",
        place=str(place.public_id),
        slot_step_minutes=30,
        buffer_before_minutes=5,
        buffer_after_minutes=10,
        minimum_notice_hours=12,
        horizon_days=90,
        terms={**TERMS, "capacity": 8, "cancellation_policy": "strict"},
        service_type="workshop",
    )

    answer = mine.post(URL, whole, format="json")

    assert answer.status_code == 201, answer.json()
    card = answer.json()["data"]
    assert card["picture"]["alt"] == ""
    assert card["category"]["slug"] == category.slug
    assert card["terms"] == {
        "version": 1, "price": {"amount_cents": 8000, "currency": "usd", "display": "$80.00"},
        "duration_minutes": 60, "capacity": 8, "cancellation_policy": "strict",
        "joins_late": False,
    }  # fmt: skip
    for name in set(whole) - {"picture", "category", "terms"}:
        assert card[name] == whole[name], name


def test_whoever_has_no_page_yet_gets_one(api):
    row = PractitionerFactory(is_listed=False, summary="Slow breath.")

    answer = api(row.user).post(URL, said(), format="json")

    assert answer.status_code == 201, answer.json()
    page = PractitionerPage.objects.get(practitioner=row)
    assert (page.live, page.title, page.summary) == (False, row.display_name, "Slow breath.")
    assert ServicePage.objects.get().get_parent().pk == page.pk


@pytest.mark.django_db(transaction=True)
def test_several_made_at_once_each_get_their_page_below_one():
    row = PractitionerFactory(is_listed=False)

    def make(n):
        return operations.create_listing(
            by=row.user, service_type="session", said={"title": f"No. {n}"}, terms=None,
            now=timezone.now(),
        )  # fmt: skip

    told = at_once(*[partial(make, n) for n in range(3)])

    kept = [one for one in told if not isinstance(one, Exception)]
    assert {type(one) for one in told} <= {Service, drafts.StaleRevision}, told
    assert PractitionerPage.objects.filter(practitioner=row).count() == 1
    assert Service.objects.count() == ServicePage.objects.count() == len(kept) >= 1
    assert PractitionerPage.objects.get().numchild == len(kept)


def test_what_does_not_fit_leaves_neither_row_nor_page(mine):
    refused = mine.post(URL, said(modalities=["unheard-of"]), format="json")

    assert list(refused.json()["errors"]) == ["modalities"]
    assert not Service.objects.exists()
    assert not ServicePage.objects.exists()


def test_it_is_sold_once_it_is_approved_and_put_on_sale(api, mine, made):
    mine.post(url(made, "submit/"))
    assert draft(mine, made)["review"]["status"] == "in_review"
    approve(made)
    assert api().get(url(made)).status_code == 404

    assert mine.post(url(made, "activate/")).json()["data"]["status"] == "active"

    assert api().get(url(made)).json()["data"]["title"] == "Breathwork for sleep"
    assert mine.post(url(made, "pause/")).json()["data"]["status"] == "paused"
    assert api().get(url(made)).status_code == 404


def test_words_wait_and_prices_do_not(api, mine, made):
    live = publish(mine, made)

    mine.patch(
        url(made),
        {"revision": live["revision"], "title": "New", "terms": {"price_cents": 9000}},
        format="json",
    )

    shown = api().get(url(made)).json()["data"]
    assert shown["title"] == "Breathwork for sleep"
    assert shown["terms"]["version"] == 2
    assert (shown["terms"]["price"]["amount_cents"], shown["duration_minutes"]) == (9000, 60)
    assert mine.get(url(made, "review/")).json()["data"]["changes"] == [
        {"field": "title", "before": "Breathwork for sleep", "after": "New"}
    ]


def test_facts_make_no_draft(mine, made):
    changed = mine.patch(url(made), {"minimum_notice_hours": 48}, format="json")

    assert changed.status_code == 200, changed.json()
    assert changed.json()["data"]["revision"] == made["revision"]
    assert changed.json()["data"]["minimum_notice_hours"] == 48
    assert changed.json()["data"]["summary"] == SUMMARY


def test_a_stale_draft_changes_nothing_not_even_the_price(mine, made):
    mine.patch(url(made), {"revision": made["revision"], "summary": "One."}, format="json")

    stale = mine.patch(
        url(made),
        {"revision": made["revision"], "summary": "Two.", "terms": {"price_cents": 1}},
        format="json",
    )
    assert stale.status_code == 400
    stale = mine.patch(
        url(made),
        {"revision": made["revision"], "summary": "Two.", "terms": {"price_cents": 100}},
        format="json",
    )

    assert (stale.status_code, stale.json()["code"]) == (409, "stale_revision")
    now = draft(mine, made)
    assert (now["summary"], now["terms"]["price"]["amount_cents"]) == ("One.", 8000)


def test_the_whole_is_written_anew(mine, made):
    whole = mine.put(
        url(made), {"revision": made["revision"], "title": "Anew"}, format="json"
    ).json()["data"]

    assert (whole["title"], whole["summary"]) == ("Anew", "")
    assert whole["terms"]["price"]["amount_cents"] == 8000


def test_words_are_written_for_a_service_that_has_none(mine, practitioner):
    bare = {"id": str(ServiceFactory(practitioner=practitioner, is_listed=False).public_id)}

    first = draft(mine, bare)
    assert (first["title"], first["revision"]) == ("Breathwork for sleep", "")
    assert mine.post(url(bare, "submit/")).json()["code"] == "nothing_written"
    written = mine.patch(url(bare), {"summary": "An hour."}, format="json")
    assert written.status_code == 200, written.json()
    assert written.json()["data"]["title"] == "Breathwork for sleep"
    assert mine.patch(url(bare), {"summary": "Again."}, format="json").status_code == 409


def test_an_archived_service_is_sold_and_changed_no_more(api, mine, made):
    publish(mine, made)
    mine.patch(
        url(made), {"revision": draft(mine, made)["revision"], "title": "New"}, format="json"
    )
    mine.post(url(made, "submit/"))

    assert mine.delete(url(made)).status_code == 204

    now = draft(mine, made)
    assert (now["status"], now["review"]["status"]) == ("archived", "live_with_changes")
    assert api().get(url(made)).status_code == 404
    for refused in (
        mine.delete(url(made)),
        mine.patch(url(made), {"revision": now["revision"], "title": "Newer"}, format="json"),
        mine.post(url(made, "activate/")),
    ):
        assert (refused.status_code, refused.json()["code"]) == (409, "service_not_in_this_state")


def test_another_practitioners_service_does_not_exist(api, made):
    other = api(PractitionerFactory().user)

    for answer in (
        other.get(url(made), {"version": "draft"}),
        api().get(url(made), {"version": "draft"}),
        other.patch(url(made), {"title": "Mine now"}, format="json"),
        other.put(url(made), said(), format="json"),
        other.delete(url(made)),
        other.get(url(made, "review/")),
        *(other.post(url(made, step)) for step in ("submit/", "withdraw/", "activate/", "pause/")),
    ):
        assert answer.status_code == 404, answer.json()
    assert api().post(URL, said(), format="json").status_code == 401
    assert api(UserFactory()).post(URL, said(), format="json").status_code == 403


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"description": "x" * 20_001}, "description"),
        ({"what_you_will_learn": ["x" * 241]}, "what_you_will_learn"),
        ({"what_you_will_learn": [{"type": "html"}]}, "what_you_will_learn"),
        ({"audiences": ["unheard-of"]}, "audiences"),
        ({"category": "unheard-of"}, "category"),
        ({"place": "7f1d3c58-2b64-4e9a-8d07-5c3b9a1e6f42"}, "place"),
        ({"slot_step_minutes": 3}, "slot_step_minutes"),
        ({"terms": {"price_cents": 49}}, "terms"),
        ({"terms": {"currency": "eur"}}, "terms"),
        ({"price_cents": 100}, "price_cents"),
        ({"price": 100}, "price"),
        ({"status": "active"}, "status"),
        ({"is_listed": True}, "is_listed"),
        ({"practitioner": "me"}, "practitioner"),
        ({"service_type": "course"}, "service_type"),
        ({"commission": 0}, "commission"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(mine, made, wrong, field):
    refused = mine.patch(url(made), {"revision": made["revision"]} | wrong, format="json")

    assert (refused.status_code, refused.json()["code"]) == (400, "validation_error")
    assert list(refused.json()["errors"]) == [field]
    assert draft(mine, made)["revision"] == made["revision"]


def test_the_first_terms_need_price_and_length(mine):
    refused = mine.post(URL, said(terms={"price_cents": 8000}), format="json")

    assert list(refused.json()["errors"]) == ["duration_minutes"]
    assert not Service.objects.exists()


def test_another_practitioners_place_is_none(mine):
    refused = mine.post(URL, said(place=str(PlaceFactory().public_id)), format="json")

    assert list(refused.json()["errors"]) == ["place"]


@pytest.mark.django_db(transaction=True)
def test_approving_and_writing_at_once_do_not_wait_for_each_other(api):
    row = PractitionerFactory(is_listed=False)
    mine = api(row.user)
    words = said(summary=SUMMARY, description=DESCRIPTION)
    card = mine.post(URL, words, format="json").json()["data"]

    for hours in (12, 24, 36):
        assert mine.post(url(card, "submit/")).status_code == 200

        write = partial(
            operations.write_listing,
            name=card["id"],
            by=row.user,
            revision=draft(mine, card)["revision"],
            now=timezone.now(),
            said={"minimum_notice_hours": hours, "title": f"No. {hours} at night"},
            terms={"price_cents": 1000 * hours},
        )
        approved, written = at_once(partial(approve, card), write)

        assert approved is None, approved
        refused = (drafts.DraftInReview, drafts.StaleRevision)
        assert isinstance(written, (Service, *refused)), written
        revision = draft(mine, card)["revision"]
        mine.patch(url(card), {"revision": revision, "title": f"After {hours}"}, format="json")
