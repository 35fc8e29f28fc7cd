import pytest

from tests.factories import PlaceFactory, PractitionerFactory, ServiceFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/practitioners/"
PICTURE = {"url": "https://x.test/a.jpg", "alt": "", "width": 320, "height": 320, "srcset": ""}


def names(response):
    assert response.status_code == 200, response.json()
    return [card["display_name"] for card in response.json()["data"]["results"]]


def person(name, **fields):
    return PractitionerFactory(display_name=name, **fields)


def test_a_card_shows_what_one_chooses_by(api):
    row = person(
        "Inês Duarte",
        slug="ines",
        professional_title="Breath coach",
        summary="Calm nights.",
        picture=PICTURE,
        specializations=["sleep"],
        modalities=["breathwork"],
        languages=["pt", "en"],
        rating_sum=14,
        rating_count=3,
        price_from_cents=8000,
    )
    PlaceFactory(practitioner=row, city="Porto")
    PlaceFactory(practitioner=row, city="Lisbon", is_primary=True)

    response = api().get(LIST)

    assert response.json()["data"]["results"] == [
        {
            "id": str(row.public_id),
            "slug": "ines",
            "display_name": "Inês Duarte",
            "professional_title": "Breath coach",
            "summary": "Calm nights.",
            "picture": PICTURE,
            "specializations": ["sleep"],
            "modalities": ["breathwork"],
            "languages": ["pt", "en"],
            "location": {"city": "Lisbon", "region": "", "country": "PT"},
            "is_virtual": True,
            "is_verified": True,
            "is_featured": False,
            "rating": {"average": 4.67, "count": 3},
            "price_from": {"amount_cents": 8000, "currency": "usd", "display": "$80.00"},
            "next_available": None,
        }
    ]


def test_the_list_holds_those_who_are_verified_and_published(api):
    person("Seen")
    person("Unlisted", is_listed=False)
    for status in ("applied", "in_review", "declined", "suspended"):
        person(status, status=status)

    assert names(api().get(LIST)) == ["Seen"]


def test_featured_ones_come_first_then_names(api):
    person("Cleo")
    person("Bela")
    person("Zoe", is_featured=True)

    assert names(api().get(LIST)) == ["Zoe", "Bela", "Cleo"]


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("name", ["Ana", "Bela", "Cleo"]),
        ("-name", ["Cleo", "Bela", "Ana"]),
        ("price", ["Bela", "Ana", "Cleo"]),
        ("-price", ["Ana", "Bela", "Cleo"]),
        ("-rating", ["Cleo", "Ana", "Bela"]),
        ("created_at", ["Cleo", "Bela", "Ana"]),
    ],
)
def test_orderings_put_what_is_not_known_last(api, ordering, expected):
    person("Cleo", rating_sum=5, rating_count=1)
    person("Bela", price_from_cents=1000)
    person("Ana", price_from_cents=2000, rating_sum=4, rating_count=1)

    assert names(api().get(LIST, {"ordering": ordering})) == expected


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("duarte", ["Inês Duarte"]),
        ("Ines", ["Inês Duarte"]),
        ("ine", ["Inês Duarte"]),
        ("sleep", ["Inês Duarte", "Tom Reed"]),
        ("sleeping bre", ["Inês Duarte"]),
        ("sleep -breath", ["Tom Reed"]),
        ('"breath coach"', ["Inês Duarte"]),
        ("reed or duarte", ["Inês Duarte", "Tom Reed"]),
        ("nothing", []),
        ("the", []),
        ("&|!:*()", []),
        ("'", []),
    ],
)
def test_search_reads_words_as_people_type_them(api, search, found):
    person("Inês Duarte", professional_title="Breath coach", summary="For deep sleep.")
    person("Tom Reed", professional_title="Hypnotherapist", summary="Sleep and calm.")

    assert sorted(names(api().get(LIST, {"search": search}))) == found


def test_the_best_match_comes_first_unless_an_order_is_asked_for(api):
    person("Ana", summary="Also yoga.")
    person("Yoga Zoe", professional_title="Yoga")

    assert names(api().get(LIST, {"search": "yoga"})) == ["Yoga Zoe", "Ana"]
    assert names(api().get(LIST, {"search": "yoga", "ordering": "name"})) == ["Ana", "Yoga Zoe"]


@pytest.mark.parametrize(
    "asked",
    [
        {"specialization": "sleep"},
        {"specialization": "SLEEP"},
        {"modality": "breathwork"},
        {"virtual": "true"},
        {"featured": "true"},
        {"min_rating": "4.5"},
        {"location": "malaga"},
        {"location": "Andal"},
        {"location": "es"},
        {"near": "36.7,-4.4"},
        {"near": "38.72,-9.14", "radius_km": "500"},
        {"service_type": "workshop"},
        {"price_min": "79.99", "price_max": "80"},
        {"service_type": "workshop", "price_max": "80", "search": "found"},
    ],
)
def test_each_filter_finds_one_and_leaves_the_other(api, asked):
    found = person(
        "Found",
        specializations=["Sleep"],
        modalities=["breathwork"],
        is_featured=True,
        rating_sum=9,
        rating_count=2,
    )
    PlaceFactory(
        practitioner=found,
        city="Málaga",
        region="Andalucía",
        country="ES",
        latitude=36.72,
        longitude=-4.42,
    )
    ServiceFactory(practitioner=found, service_type="workshop", terms__price_cents=8000)
    other = person("Other", is_virtual=False, rating_sum=4, rating_count=1)
    PlaceFactory(practitioner=other, city="Oslo", country="NO", latitude=59.9, longitude=10.7)
    ServiceFactory(practitioner=other, terms__price_cents=20000)

    assert names(api().get(LIST, asked)) == ["Found"]


def test_one_service_must_meet_all_that_is_asked_of_services(api):
    row = person("Ana")
    ServiceFactory(practitioner=row, service_type="workshop", terms__price_cents=20000)
    ServiceFactory(practitioner=row, service_type="session", terms__price_cents=5000)

    asked = {"service_type": "workshop", "price_max": "100"}
    assert names(api().get(LIST, asked)) == []
    assert names(api().get(LIST, asked | {"price_max": "200"})) == ["Ana"]


def test_services_that_are_not_on_offer_are_not_found_by_their_price(api):
    row = person("Ana")
    ServiceFactory(practitioner=row, is_listed=False, terms__price_cents=5000)

    assert names(api().get(LIST, {"price_max": "100"})) == []


def test_near_puts_the_nearest_first_and_knows_the_date_line(api):
    for name, latitude, longitude in [
        ("West of it", -17.0, 179.9),
        ("East of it", -17.0, -179.8),
        ("Antipode", 17.0, 0.0),
    ]:
        PlaceFactory(
            practitioner__display_name=name, city="x", latitude=latitude, longitude=longitude
        )

    assert names(api().get(LIST, {"near": "-17,-179.9"})) == ["East of it", "West of it"]


def test_two_places_make_one_card(api):
    row = person("Ana")
    PlaceFactory(practitioner=row)
    PlaceFactory(practitioner=row, city="Lisboa norte", latitude=38.8, longitude=-9.1)

    for asked in ({"location": "lisb"}, {"near": "38.7,-9.1", "radius_km": "50"}):
        assert names(api().get(LIST, asked)) == ["Ana"]


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"colour": "red"}, "colour"),
        ({"ordering": "slug"}, "ordering"),
        ({"virtual": "maybe"}, "virtual"),
        ({"near": "here"}, "near"),
        ({"near": "91,0"}, "near"),
        ({"near": "nan,0"}, "near"),
        ({"min_rating": "6"}, "min_rating"),
        ({"price_min": "-1"}, "price_min"),
        ({"price_max": "cheap"}, "price_max"),
        ({"service_type": "gift"}, "service_type"),
        ({"radius_km": "0"}, "radius_km"),
        ({"search": "a\x00b"}, "search"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(api, asked, named):
    response = api().get(LIST, asked)

    assert response.status_code == 400
    assert list(response.json()["errors"]) == [named]


def test_unknown_filters_and_orderings_are_answered_with_the_allowed_ones(api):
    unknown = api().get(LIST, {"colour": "red"}).json()["errors"]["colour"][0]
    disorder = api().get(LIST, {"ordering": "slug"}).json()["errors"]["ordering"][0]

    assert "featured, location, min_rating, modality, near" in unknown
    assert "created_at, featured, name, next_available, price, rating" in disorder


def test_pages_never_overlap_where_names_are_the_same(api):
    rows = [person("Same") for _ in range(5)]

    seen = []
    for page in (1, 2, 3):
        response = api().get(LIST, {"page": page, "page_size": 2})
        seen += [card["id"] for card in response.json()["data"]["results"]]

    assert sorted(seen) == sorted(str(row.public_id) for row in rows)


def test_a_list_that_has_not_changed_is_not_sent_again(api):
    person("Ana")
    first = api().get(LIST)

    again = api().get(LIST, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert "public" in first.headers["Cache-Control"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("asked", [{}, {"search": "ana", "price_max": "100", "near": "38.7,-9.1"}])
def test_the_list_costs_three_queries_however_many(api, asked, count, django_assert_num_queries):
    for number in range(count):
        place = PlaceFactory(practitioner__display_name=f"Ana {number}")
        ServiceFactory(practitioner=place.practitioner)

    with django_assert_num_queries(3):
        assert len(names(api().get(LIST, asked))) == count
