import pytest

from marketplace.models import Package
from tests.factories import PackageFactory, PractitionerFactory, ServiceFactory, UserFactory

pytestmark = pytest.mark.django_db
PACKAGES, BUNDLES = "/api/v1/packages/", "/api/v1/bundles/"


def titles(response):
    assert response.status_code == 200, response.json()
    return [card["title"] for card in response.json()["data"]["results"]]


def dollars(cents):
    return {"amount_cents": cents, "currency": "usd", "display": f"${cents / 100:.2f}"}


@pytest.fixture
def service():
    return ServiceFactory()


@pytest.fixture
def body(service):
    return {
        "title": "Three breaths",
        "price_cents": 20000,
        "items": [{"service": str(service.public_id), "quantity": 3}],
    }


def test_a_card_shows_what_one_chooses_by(api, service):
    row = PackageFactory(practitioner=service.practitioner, terms__holds=[(service, 3)])

    response = api().get(PACKAGES)

    assert response.json()["data"]["results"] == [
        {
            "id": str(row.public_id),
            "kind": "package",
            "slug": row.slug,
            "title": "Three breaths",
            "summary": "",
            "price": dollars(20000),
            "list_price": dollars(24000),
            "saves": dollars(4000),
            "items": [
                {
                    "service": {
                        "id": str(service.public_id),
                        "slug": service.slug,
                        "title": "Breathwork for sleep",
                        "service_type": "session",
                    },
                    "quantity": 3,
                    "duration_minutes": 60,
                    "unit_price": dollars(8000),
                }
            ],
            "practitioner": {
                "id": str(row.practitioner.public_id),
                "slug": row.practitioner.slug,
                "display_name": "Inês Duarte",
                "picture": None,
            },
            "valid_for_days": 365,
        }
    ]


def test_the_detail_adds_what_comes_back_for_a_unit(api):
    row = PackageFactory()

    for name in (row.slug, row.public_id):
        shown = api().get(f"{PACKAGES}{name}/").json()["data"]
        assert shown["items"][0]["refund_each"] == dollars(6666)
        assert (shown["terms"], shown["status"]) == ({"version": 1}, None)
    assert api(row.practitioner.user).get(f"{PACKAGES}{row.slug}/").json()["data"]["status"] == (
        "active"
    )


def test_packages_and_bundles_have_lists_of_their_own(api, service):
    other = ServiceFactory(practitioner=service.practitioner)
    PackageFactory(title="A package")
    bundle = PackageFactory(
        title="A bundle",
        kind="bundle",
        practitioner=service.practitioner,
        terms__holds=[(service, 1), (other, 1)],
        terms__price_cents=15000,
    )

    assert titles(api().get(PACKAGES)) == ["A package"]
    assert titles(api().get(BUNDLES)) == ["A bundle"]
    assert api().get(f"{PACKAGES}{bundle.slug}/").status_code == 404


def test_the_list_holds_what_is_on_sale(api):
    PackageFactory(title="On sale")
    PackageFactory(title="Paused", status="paused")
    PackageFactory(title="Of somebody suspended", practitioner__status="suspended")
    PackageFactory(title="Of somebody unlisted", practitioner__is_listed=False)

    assert titles(api().get(PACKAGES)) == ["On sale"]


@pytest.mark.parametrize(
    "asked",
    [
        {"practitioner": "ines"},
        {"service": "breath"},
        {"price_max": "150"},
        {"price_min": "100", "price_max": "100"},
        {"search": "found"},
        {"search": "slow fou"},
    ],
)
def test_each_filter_finds_one_and_leaves_the_other(api, asked):
    ines = PractitionerFactory(slug="ines")
    service = ServiceFactory(practitioner=ines, slug="breath")
    PackageFactory(
        title="Found",
        summary="Slow.",
        practitioner=ines,
        terms__holds=[(service, 2)],
        terms__price_cents=10000,
    )
    PackageFactory(title="Other")

    assert titles(api().get(PACKAGES, asked)) == ["Found"]


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [("", ["A", "B"]), ("price", ["B", "A"]), ("-price", ["A", "B"]), ("-saves", ["B", "A"])],
)
def test_orderings(api, ordering, expected):
    PackageFactory(title="A")
    PackageFactory(title="B", terms__price_cents=19000)

    assert titles(api().get(PACKAGES, {"ordering": ordering} if ordering else {})) == expected


def test_what_cannot_be_asked_is_refused_by_name(api):
    response = api().get(PACKAGES, {"colour": "blue"})

    assert (response.status_code, list(response.json()["errors"])) == (400, ["colour"])


def test_what_one_has_already_is_not_sent_again(api):
    row = PackageFactory()

    for url in (PACKAGES, f"{PACKAGES}{row.slug}/"):
        tag = api().get(url).headers["ETag"]
        assert api().get(url, HTTP_IF_NONE_MATCH=tag).status_code == 304


def test_a_practitioner_makes_changes_sells_and_archives_one(api, service, body):
    browser = api(service.practitioner.user)

    made = browser.post(PACKAGES, body, format="json")
    assert made.status_code == 201, made.json()
    url = f"{PACKAGES}{made.json()['data']['slug']}/"
    assert (made.json()["data"]["status"], api().get(url).status_code) == ("draft", 404)

    assert browser.post(f"{url}activate/").json()["data"]["status"] == "active"
    assert titles(api().get(PACKAGES)) == ["Three breaths"]

    patched = browser.patch(url, {"price_cents": 19000}, format="json").json()["data"]
    assert (patched["price"], patched["terms"]) == (dollars(19000), {"version": 2})
    worded = browser.patch(url, {"title": "Breathe"}, format="json").json()["data"]
    assert (worded["title"], worded["terms"]) == ("Breathe", {"version": 2})
    put = browser.put(url, body | {"valid_for_days": 30}, format="json").json()["data"]
    assert (put["title"], put["valid_for_days"], put["price"]) == (
        "Three breaths",
        30,
        dollars(20000),
    )

    assert browser.post(f"{url}pause/").json()["data"]["status"] == "paused"
    assert browser.delete(url).status_code == 204
    assert browser.post(f"{url}activate/").json()["code"] == "package_not_in_this_state"


def test_words_alone_do_not_offer_a_service_under_new_terms(api, service, body):
    browser = api(service.practitioner.user)
    slug = browser.post(PACKAGES, body, format="json").json()["data"]["slug"]
    service.terms = service.versions.create(version=99, price_cents=100, duration_minutes=60)
    service.save()

    answer = browser.patch(f"{PACKAGES}{slug}/", {"summary": "Slow."}, format="json")

    assert answer.json()["data"]["terms"] == {"version": 1}
    assert browser.patch(f"{PACKAGES}{slug}/", {"price_cents": 20000}, format="json").json()[
        "code"
    ] == ("package_too_dear")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"status": "active"}, "status"),
        ({"currency": "eur"}, "currency"),
        ({"practitioner": "x"}, "practitioner"),
        ({"price_cents": 49}, "price_cents"),
        ({"items": []}, "items"),
        ({"valid_for_days": 0}, "valid_for_days"),
    ],
)
def test_what_does_not_belong_is_refused_by_name(api, service, body, change, named):
    response = api(service.practitioner.user).post(PACKAGES, body | change, format="json")

    assert (response.status_code, list(response.json()["errors"])) == (400, [named])
    assert not Package.objects.exists()


@pytest.mark.parametrize("data", [[], "text", 3])
def test_a_body_that_is_no_object_is_refused(api, data):
    row = PackageFactory()

    for method in ("put", "patch"):
        browser = api(row.practitioner.user)
        response = getattr(browser, method)(f"{PACKAGES}{row.slug}/", data, format="json")
        assert response.status_code == 400


def test_others_make_and_change_nothing(api, body):
    row = PackageFactory()
    url = f"{PACKAGES}{row.slug}/"

    assert api().post(PACKAGES, body, format="json").status_code == 401
    assert api(UserFactory()).post(PACKAGES, body, format="json").status_code == 403
    another = api(PractitionerFactory().user)
    assert another.put(url, body, format="json").status_code == 404
    assert another.put(url, {}, format="json").status_code == 404  # before it is judged
    assert another.patch(url, {}, format="json").status_code == 404
    assert another.delete(url).status_code == 404
    for step in ("activate", "pause"):
        assert another.post(f"{url}{step}/").status_code == 404
    assert Package.objects.get().status == "active"


@pytest.mark.parametrize("count", [1, 3])
def test_lists_and_details_cost_the_same_queries_however_many(
    api, count, django_assert_num_queries
):
    practitioner = PractitionerFactory()
    services = [ServiceFactory(practitioner=practitioner) for _ in range(count)]
    for _ in range(count):
        row = PackageFactory(practitioner=practitioner, terms__holds=[(one, 3) for one in services])

    with django_assert_num_queries(5):
        assert len(titles(api().get(PACKAGES, {"search": "breaths"}))) == count
    with django_assert_num_queries(4):
        api().get(f"{PACKAGES}{row.slug}/")
