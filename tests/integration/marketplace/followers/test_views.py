import pytest

from marketplace.followers import operations
from tests.factories import PlaceFactory, PractitionerFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/following/"


@pytest.fixture
def somebody():
    return UserFactory()


def url(practitioner):
    return f"/api/v1/practitioners/{practitioner.slug}/follow/"


def names(response):
    return [one["practitioner"]["display_name"] for one in response.json()["data"]["results"]]


def test_a_client_follows_looks_and_leaves(api, somebody):
    practitioner, client = PractitionerFactory(), api(somebody)

    for ask, follows in (
        (client.get, False), (client.post, True), (client.post, True), (client.get, True),
        (client.delete, False), (client.delete, False),
    ):  # fmt: skip
        answer = ask(url(practitioner))
        assert answer.status_code == 200
        assert answer.json()["data"] == {"is_following": follows, "followers_count": int(follows)}


def test_how_many_follow_is_told_to_everybody(api, somebody):
    practitioner = PractitionerFactory()
    api(somebody).post(url(practitioner))

    shown = api().get(f"/api/v1/practitioners/{practitioner.slug}/").json()["data"]
    assert shown["followers_count"] == 1


def test_nobody_follows_without_signing_in_or_themselves(api):
    practitioner = PractitionerFactory()

    assert api().post(url(practitioner)).status_code == 401
    assert api().get(LIST).status_code == 401
    refused = api(practitioner.user).post(url(practitioner))
    assert (refused.status_code, refused.json()["code"]) == (409, "cannot_follow_yourself")


def test_who_is_not_public_does_not_exist(api, somebody):
    hidden = PractitionerFactory(is_listed=False)

    for ask in (api(somebody).get, api(somebody).post, api(somebody).delete):
        assert ask(url(hidden)).status_code == 404


def test_one_lists_whom_one_follows_the_latest_first(api, somebody):
    for name in ("Ana Reis", "Inês Duarte", "Tomás Pinto"):
        operations.follow(name=PractitionerFactory(display_name=name).slug, by=somebody)
    operations.follow(name=PractitionerFactory(display_name="Rui").slug, by=UserFactory())
    hidden = PractitionerFactory(display_name="Gone")
    operations.follow(name=hidden.slug, by=somebody)
    type(hidden).objects.filter(pk=hidden.pk).update(is_listed=False)

    found = api(somebody).get(LIST)

    assert names(found) == ["Tomás Pinto", "Inês Duarte", "Ana Reis"]
    assert names(api(somebody).get(LIST, {"ordering": "name"}))[0] == "Ana Reis"
    assert found.json()["data"]["results"][0]["followed_at"].endswith("Z")


@pytest.mark.parametrize("how_many", [1, 3])
def test_a_list_takes_the_same_queries_however_long(
    api, somebody, how_many, django_assert_num_queries
):
    for _ in range(how_many):
        place = PlaceFactory()
        operations.follow(name=place.practitioner.slug, by=somebody)
    client = api(somebody)

    with django_assert_num_queries(4):
        assert client.get(LIST).json()["data"]["count"] == how_many
