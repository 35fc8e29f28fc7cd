"""Streams as the public reads them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from cms.models import Post
from marketplace.followers import operations as followers
from tests.factories import (
    BookingFactory,
    CommentFactory,
    PostFactory,
    PostPageFactory,
    PractitionerFactory,
    ServiceFactory,
    UserFactory,
)
from tests.factories.media import MediaAssetFactory
from tests.factories.packages import PackageFactory, sold

pytestmark = pytest.mark.django_db

STREAMS = "/api/v1/streams/"
CONTENT = "/api/v1/content/pages/"
DAY = timedelta(days=1)
NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


def listed(**fields):
    return PostFactory(**{"listed": True} | fields)


def data(response):
    assert response.status_code == 200, response.json()
    return response.json()["data"]


def titles(response):
    return [one["title"] for one in data(response)["results"]]


def test_a_card_says_everything(api):
    service = ServiceFactory(title="Breathwork for sleep", slug="breathwork")
    post = listed(
        practitioner=service.practitioner,
        title="Sleep",
        slug="sleep",
        teaser="Slowly.",
        kind="audio",
        access="purchasers",
        published_at=NOON,
        duration_seconds=300,
        modalities=["breathwork"],
        tags=["sleep"],
        service=service,
        likes=3,
        saves=2,
        comments=1,
    )

    [card] = data(api().get(STREAMS))["results"]

    assert card == {
        "id": str(post.public_id),
        "slug": "sleep",
        "kind": "audio",
        "title": "Sleep",
        "teaser": "Slowly.",
        "practitioner": {
            "id": str(post.practitioner.public_id),
            "slug": post.practitioner.slug,
            "display_name": "Inês Duarte",
            "picture": None,
        },
        "cover": None,
        "access": "purchasers",
        "can_access": False,
        "published_at": "2027-03-01T12:00:00Z",
        "starts_at": None,
        "duration_seconds": 300,
        "modalities": ["breathwork"],
        "tags": ["sleep"],
        "likes": 3,
        "saves": 2,
        "comments": 1,
        "is_liked": False,
        "is_saved": False,
        "service": {
            "id": str(service.public_id),
            "slug": "breathwork",
            "title": "Breathwork for sleep",
            "service_type": "session",
        },
    }


def test_a_service_that_is_not_on_sale_is_not_named(api):
    service = ServiceFactory(is_listed=False)
    listed(practitioner=service.practitioner, service=service)

    assert data(api().get(STREAMS))["results"][0]["service"] is None


def test_the_newest_come_first_and_pages_are_turned_by_a_cursor(api):
    for number in range(5):
        listed(title=f"{number}", published_at=NOON + number * DAY)

    first = data(api().get(STREAMS, {"page_size": 2}))
    second = data(api().get(first["next"]))

    assert [one["title"] for one in first["results"]] == ["4", "3"]
    assert [one["title"] for one in second["results"]] == ["2", "1"]
    assert first["count"] is None


@pytest.mark.parametrize(
    "hidden",
    [
        {"listed": False},
        {"practitioner__is_listed": False},
        {"practitioner__status": "suspended"},
        {"listed": False, "archived_at": NOON},
    ],
    ids=str,
)
def test_what_is_not_public_is_in_no_list_and_has_no_address(api, hidden):
    post = listed(**hidden)

    assert titles(api().get(STREAMS)) == []
    for reader in (api(), api(UserFactory())):
        assert reader.get(f"{STREAMS}{post.slug}/").status_code == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind": "video"}, "video"),
        ({"access": "followers"}, "followers"),
        ({"modality": "breathwork"}, "breath"),
        ({"tag": "Before  Bed"}, "tagged"),
        ({"search": "lullab"}, "A lullaby"),
        ({"practitioner": "joao"}, "Joao's"),
    ],
    ids=str,
)
def test_lists_are_narrowed(api, asked, found):
    listed(title="none of them")
    listed(title="video", kind="video")
    listed(title="followers", access="followers")
    listed(title="breath", modalities=["breathwork", "sleep"])
    listed(title="tagged", tags=["before bed"])
    listed(title="A lullaby")
    listed(title="Joao's", practitioner=PractitionerFactory(slug="joao"))

    assert titles(api().get(STREAMS, asked)) == [found]


def test_the_feed_is_of_those_whom_one_follows(api):
    followed, other = listed(title="followed"), listed(title="other")
    reader = UserFactory()
    followers.follow(name=followed.practitioner.slug, by=reader)

    assert titles(api(reader).get(STREAMS, {"following": "true"})) == ["followed"]
    assert titles(api(reader).get(STREAMS, {"following": "false"})) == ["other"]
    assert titles(api().get(STREAMS, {"following": "true"})) == []
    assert titles(api(other.practitioner.user).get(STREAMS, {"following": "true"})) == []


@pytest.mark.parametrize(
    "asked", [{"colour": "blue"}, {"kind": "rumour"}, {"following": "perhaps"}], ids=str
)
def test_an_unknown_filter_or_value_is_refused(api, asked):
    assert api().get(STREAMS, asked).status_code == 400


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_list_costs_one_query_however_long(api, django_assert_num_queries, signed_in):
    reader = api(UserFactory() if signed_in else None)
    queries = 2 if signed_in else 1  # the account, and all cards
    listed(access="purchasers", service=ServiceFactory())
    with django_assert_num_queries(queries):
        reader.get(STREAMS)

    listed(access="followers", service=ServiceFactory())
    listed(service=ServiceFactory())
    with django_assert_num_queries(queries):
        reader.get(STREAMS)


def test_a_detail_has_the_body_as_the_content_api_shows_it(api):
    PostPageFactory(
        post__slug="sleep",
        body=[
            {"type": "heading", "value": {"text": "At night", "level": "h2"}, "id": "a"},
            {"type": "words", "value": "<p>Breathe.</p>", "id": "b"},
        ],
    )

    shown = data(api().get(f"{STREAMS}sleep/"))

    assert shown["can_access"] is True
    assert [block["type"] for block in shown["body"]] == ["heading", "words"]
    assert shown["body"][1]["value"] == "<p>Breathe.</p>"
    pages = api().get("/api/v1/content/pages/", {"type": "cms.PostPage", "fields": "*"}).json()
    assert pages["items"][0]["body"] == shown["body"]


def test_a_detail_answers_to_its_id_and_with_304(api):
    post = PostPageFactory().post

    answer = api().get(f"{STREAMS}{post.public_id}/")

    again = api().get(f"{STREAMS}{post.public_id}/", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


# --- who may have the whole ---


def author(post):
    return post.practitioner.user


def stranger(post):
    return UserFactory()


def client(status):
    def of(post):
        booked = BookingFactory(
            session__service=ServiceFactory(practitioner=post.practitioner),
            status=status,
            cancelled_at=NOON if status == "cancelled" else None,
            cancelled_by="client" if status == "cancelled" else "",
            expires_at=NOON if status == "pending" else None,
            completed_at=NOON if status == "completed" else None,
        )
        return booked.client

    return of


def owner_of_a_package(post):
    return sold(PackageFactory(practitioner=post.practitioner)).client


def owner_of_what_was_given_back(post):
    bought = sold(PackageFactory(practitioner=post.practitioner))
    type(bought).objects.filter(pk=bought.pk).update(status="refunded")
    return bought.client


def client_of_another(post):
    return BookingFactory().client


def follower(post):
    reader = UserFactory()
    followers.follow(name=post.practitioner.slug, by=reader)
    return reader


def moderator(post):
    return UserFactory(is_staff=True, is_superuser=True)


def nobody(post):
    return None


READERS = [
    # who, free, followers, purchasers
    (nobody, True, False, False),
    (stranger, True, False, False),
    (client("confirmed"), True, False, True),
    (client("completed"), True, False, True),
    (client("pending"), True, False, False),
    (client("cancelled"), True, False, False),
    (owner_of_a_package, True, False, True),
    (owner_of_what_was_given_back, True, False, False),
    (client_of_another, True, False, False),
    (follower, True, True, False),
    (author, True, True, True),
    (moderator, True, False, False),
]
NAMES = [
    "nobody", "stranger", "confirmed", "completed", "pending", "cancelled", "package",
    "package given back", "client of another", "follower", "author", "moderator",
]  # fmt: skip


@pytest.mark.parametrize(("who", "free", "followers", "purchasers"), READERS, ids=NAMES)
def test_who_has_the_whole_of_a_stream(api, who, free, followers, purchasers):
    practitioner = PractitionerFactory(is_listed=False)
    wanted = {"free": free, "followers": followers, "purchasers": purchasers}
    video = MediaAssetFactory(video=True, owner=practitioner.user)
    for access in wanted:
        PostPageFactory(
            post__practitioner=practitioner,
            kind="video",
            media=video,
            post__slug=access,
            access=access,
            teaser="For all.",
            body=[{"type": "words", "value": "<p>Secret.</p>", "id": "a"}],
        )
    reader = api(who(Post.objects.select_related("practitioner__user").first()))

    cards = data(reader.get(STREAMS))["results"]
    assert {card["slug"]: card["can_access"] for card in cards} == wanted
    for access, may in wanted.items():
        shown = reader.get(f"{STREAMS}{access}/")
        assert ("Secret" in shown.content.decode()) is may
        assert (data(shown)["body"] is not None) is may
        assert [one["kind"] for one in data(shown)["media"] or []] == ["video"] * may
        assert data(shown)["teaser"] == "For all."
        comments = reader.get(f"{STREAMS}{access}/comments/")
        assert comments.status_code == (200 if may else 403)
    pages = reader.get(CONTENT, {"type": "cms.PostPage", "fields": "*"}).json()["items"]
    for page in pages:
        may = wanted[page["access"]]
        assert ("Secret" in str(page)) is may
        assert len(page["media"]) == may
        detail = reader.get(f"{CONTENT}{page['id']}/").json()
        assert (bool(detail["body"]), len(detail["media"])) == (may, may)


def test_authors_see_their_drafts_and_nobody_else_does(api):
    page = PostPageFactory(published=False)
    address = f"{STREAMS}{page.post.slug}/"

    assert api(page.post.practitioner.user).get(address).status_code == 200
    assert api(UserFactory()).get(address).status_code == 404


# --- likes, saves, looks ---


@pytest.mark.parametrize(("gesture", "count"), [("like", "likes"), ("save", "saves")])
def test_a_gesture_is_made_once_and_taken_back_once(api, gesture, count):
    post, reader = listed(), api(UserFactory())
    address = f"{STREAMS}{post.slug}/{gesture}/"

    for _ in range(2):
        made = data(reader.post(address))
        assert (made[count], made[f"is_{gesture}d"]) == (1, True)
    [card] = data(reader.get(STREAMS))["results"]
    assert (card[count], card[f"is_{gesture}d"]) == (1, True)
    assert data(api(UserFactory()).post(address))[count] == 2
    for _ in range(2):
        assert data(reader.delete(address))[count] == 1


@pytest.mark.parametrize("gesture", ["like", "save"])
def test_a_gesture_needs_an_account_and_a_stream(api, gesture):
    post = listed()

    assert api().post(f"{STREAMS}{post.slug}/{gesture}/").status_code == 401
    reader = api(UserFactory())
    assert reader.post(f"{STREAMS}nothing/{gesture}/").json()["code"] == "post_not_found"
    assert reader.delete(f"{STREAMS}nothing/{gesture}/").status_code == 404


def test_what_was_saved_last_comes_first(api, django_assert_num_queries):
    reader = api(UserFactory())
    first, second, third = (listed(title=title) for title in ("first", "second", "third"))
    reader.post(f"{STREAMS}{second.slug}/save/")
    with django_assert_num_queries(2):
        assert titles(reader.get(f"{STREAMS}saved/")) == ["second"]
    reader.post(f"{STREAMS}{first.slug}/save/")
    reader.post(f"{STREAMS}{third.slug}/save/")
    Post.objects.filter(pk=third.pk).update(is_listed=False)
    api(UserFactory()).post(f"{STREAMS}{third.slug}/save/")

    with django_assert_num_queries(2):
        assert titles(reader.get(f"{STREAMS}saved/")) == ["first", "second"]
    assert api().get(f"{STREAMS}saved/").status_code == 401


def looks(post):
    return Post.objects.values_list("views", flat=True).get(pk=post.pk)


def test_an_account_looks_once_a_day(api):
    post, reader = listed(), api(UserFactory())

    for _ in range(2):
        assert data(reader.post(f"{STREAMS}{post.slug}/view/", {}))["visitor"] is None
    assert looks(post) == 1


def test_a_visitor_looks_once_a_day_with_the_word_we_signed(api):
    post, address = listed(), f"{STREAMS}{{}}/view/"
    visitor = data(api().post(address.format(post.slug), {}))["visitor"]

    assert data(api().post(address.format(post.slug), {"visitor": visitor}))["visitor"] == visitor
    assert looks(post) == 1
    forged = data(api().post(address.format(post.slug), {"visitor": f"{visitor}x"}))["visitor"]
    assert forged not in (visitor, f"{visitor}x")
    assert looks(post) == 2


def test_one_address_counts_for_a_few_visitors(api):
    post = listed()

    for _ in range(12):
        assert data(api().post(f"{STREAMS}{post.slug}/view/", {}))["visitor"]

    assert looks(post) == 10


def test_authors_do_not_count_themselves(api):
    post = listed()

    api(post.practitioner.user).post(f"{STREAMS}{post.slug}/view/", {})

    assert looks(post) == 0


def test_no_look_says_who_it_was(api):
    post, reader = listed(), UserFactory()
    api(reader).post(f"{STREAMS}{post.slug}/view/", {})
    api().post(f"{STREAMS}{post.slug}/view/", {})
    CommentFactory(post=post)

    for row in post._meta.apps.get_model("cms", "View").objects.values():
        assert str(reader.pk) not in (row["viewer"], row["address"])
        assert "127.0.0.1" not in row.values()
        assert row["day"] == timezone.now().date()
