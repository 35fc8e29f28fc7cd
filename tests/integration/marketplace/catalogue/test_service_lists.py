import pytest

from marketplace.models import Service
from tests.factories import CategoryFactory, PlaceFactory, PractitionerFactory, ServiceFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/services/"
CATEGORIES = "/api/v1/services/categories/"


def titles(response):
    assert response.status_code == 200, response.json()
    return [card["title"] for card in response.json()["data"]["results"]]


def test_a_card_shows_what_one_chooses_by(api):
    category = CategoryFactory(name="Breath", slug="breath")
    row = ServiceFactory(category=category, modalities=["breathwork"], summary="Slow.")

    response = api().get(LIST)

    assert response.json()["data"]["results"] == [
        {
            "id": str(row.public_id),
            "slug": row.slug,
            "title": "Breathwork for sleep",
            "summary": "Slow.",
            "service_type": "session",
            "price": {"amount_cents": 8000, "currency": "usd", "display": "$80.00"},
            "duration_minutes": 60,
            "practitioner": {
                "id": str(row.practitioner.public_id),
                "slug": row.practitioner.slug,
                "display_name": "Inês Duarte",
                "picture": None,
            },
            "category": {"id": str(category.public_id), "slug": "breath", "name": "Breath"},
            "modalities": ["breathwork"],
            "location_type": "virtual",
            "rating": {"average": None, "count": 0},
            "picture": None,
            "next_available": None,
            "cancellation_policy": "moderate",
            "is_bookable": True,
        }
    ]


def test_the_list_holds_what_is_on_sale(api):
    ServiceFactory(title="On sale")
    ServiceFactory(title="Unpublished", is_listed=False)
    ServiceFactory(title="Draft", terms=False)
    ServiceFactory(title="Of somebody suspended", practitioner__status="suspended")
    ServiceFactory(title="Of somebody unlisted", practitioner__is_listed=False)
    paused = ServiceFactory(title="Paused")
    Service.objects.filter(pk=paused.pk).update(status="paused")

    assert titles(api().get(LIST)) == ["On sale"]


@pytest.mark.parametrize(
    "asked",
    [
        {"search": "found"},
        {"search": "duarte"},
        {"search": "found with ines"},
        {"category": "breath"},
        {"service_type": "workshop"},
        {"modality": "breathwork"},
        {"practitioner": "ines"},
        {"price_min": "50", "price_max": "50"},
        {"location_type": "hybrid"},
        {"virtual": "true"},
        {"min_rating": "4"},
    ],
)
def test_each_filter_finds_one_and_leaves_the_other(api, asked):
    ServiceFactory(
        title="Found",
        category=CategoryFactory(slug="breath"),
        service_type="workshop",
        modalities=["breathwork"],
        practitioner__slug="ines",
        terms__price_cents=5000,
        location_type="hybrid",
        rating_sum=4,
        rating_count=1,
    )
    ServiceFactory(title="Other", practitioner__display_name="Tom Reed", location_type="in_person")

    assert titles(api().get(LIST, asked)) == ["Found"]


def test_practitioners_and_categories_go_by_id_as_well(api):
    row = ServiceFactory(category=CategoryFactory())
    ServiceFactory()

    for name, one in (("practitioner", row.practitioner), ("category", row.category)):
        response = api().get(LIST, {name: str(one.public_id)})
        assert response.json()["data"]["count"] == 1


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("", ["A", "B", "C"]),
        ("-title", ["C", "B", "A"]),
        ("price,-title", ["C", "B", "A"]),
        ("-price", ["A", "B", "C"]),
        ("duration", ["C", "A", "B"]),
        ("-rating", ["B", "A", "C"]),
    ],
)
def test_orderings(api, ordering, expected):
    ServiceFactory(title="A", terms__price_cents=9000)
    ServiceFactory(title="B", terms__price_cents=1000, rating_sum=5, rating_count=1)
    ServiceFactory(title="C", terms__price_cents=1000, terms__duration_minutes=30)

    assert titles(api().get(LIST, {"ordering": ordering} if ordering else {})) == expected


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"practioner": "x"}, "practioner"),
        ({"ordering": "practitioner"}, "ordering"),
        ({"location_type": "moon"}, "location_type"),
        ({"price_max": "1e400"}, "price_max"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(api, asked, named):
    response = api().get(LIST, asked)

    assert response.status_code == 400
    assert list(response.json()["errors"]) == [named]


def test_the_public_sees_of_a_practitioner_what_is_on_sale_and_they_see_all(api):
    row = ServiceFactory(title="On sale")
    ServiceFactory(title="Draft", practitioner=row.practitioner, terms=False)
    ServiceFactory(title="Of another")
    url = f"/api/v1/practitioners/{row.practitioner.slug}/services/"

    assert titles(api().get(url)) == ["On sale"]
    own = api(row.practitioner.user).get(url)
    assert titles(own) == ["Draft", "On sale"]
    draft = own.json()["data"]["results"][0]
    assert (draft["price"], draft["is_bookable"]) == (None, False)
    assert "private" in own.headers["Cache-Control"]


def test_what_a_hidden_practitioner_offers_is_not_found(api):
    row = ServiceFactory(practitioner__is_listed=False)
    url = f"/api/v1/practitioners/{row.practitioner.public_id}/services/"

    assert api().get(url).status_code == 404
    assert api(PractitionerFactory().user).get(url).status_code == 404
    assert titles(api(row.practitioner.user).get(url)) == [row.title]


def test_categories_stand_in_order_with_what_is_on_sale(api):
    later = CategoryFactory(name="Yoga", position=2)
    first = CategoryFactory(name="Breath", position=1, summary="In and out.")
    ServiceFactory(category=first)
    ServiceFactory(category=first)
    ServiceFactory(category=first, is_listed=False)

    response = api().get(CATEGORIES)

    assert [(one["slug"], one["services_count"]) for one in response.json()["data"]] == [
        (first.slug, 2),
        (later.slug, 0),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_cost_the_same_queries_however_many(api, count, django_assert_num_queries):
    practitioner = PractitionerFactory()
    for _ in range(count):
        place = PlaceFactory(practitioner=practitioner)
        ServiceFactory(practitioner=practitioner, category=CategoryFactory(), place=place)
    of_one = f"/api/v1/practitioners/{practitioner.slug}/services/"

    with django_assert_num_queries(2):
        assert len(titles(api().get(LIST, {"search": "breathwork"}))) == count
    with django_assert_num_queries(3):
        api().get(of_one)
    with django_assert_num_queries(1):
        api().get(CATEGORIES)
