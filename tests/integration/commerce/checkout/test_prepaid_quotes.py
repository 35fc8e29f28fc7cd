"""What packages, bundles and credits would cost is what they cost; and nothing is claimed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from commerce.credits import operations as credits
from commerce.credits.states import CreditSource
from commerce.models import CreditUse, Entitlement, Order, OrderLine, PromotionUse
from marketplace.packages import operations as packages
from marketplace.packages.operations import Content, PackageFigures
from tests.factories import PackageFactory, ServiceFactory, UserFactory
from tests.factories.credits import granted
from tests.factories.promotions import PromotionFactory
from tests.integration.commerce.checkout import steps

pytestmark = pytest.mark.django_db

NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def bundle(service):
    """One hour of each of two services, for $100."""
    other = ServiceFactory(practitioner=service.practitioner, terms__price_cents=4000)
    return PackageFactory(
        kind="bundle",
        practitioner=service.practitioner,
        terms__holds=[(service, 1), (other, 1)],
        terms__price_cents=10000,
    )


def quote(api, path, user=None, **asked):
    return api(user).get(f"/api/v1/{path}/quote/", asked)


def data(answer):
    assert answer.status_code == 200, answer.json()
    return answer.json()["data"]


def cents(quoted, *names):
    return tuple(quoted[name]["amount_cents"] for name in names)


def purchase(api, user, package, **said):
    return api(user).post(f"/api/v1/packages/{package.slug}/purchase/", said)


def reprice(package, service, price_cents):
    packages.change_package(
        public_id=package.public_id,
        by=package.practitioner.user,
        figures=PackageFigures(
            price_cents=price_cents,
            contents=[Content(service_id=service.public_id, quantity=3)],
            valid_for_days=90,
        ),
    )


def test_a_package_s_quote_says_what_is_in_it_and_what_comes_back_until_when(api, package):
    before = timezone.now()

    shown = data(quote(api, f"packages/{package.public_id}"))

    expires_at = datetime.fromisoformat(shown["expires_at"]).astimezone(UTC)
    assert cents(shown, "subtotal", "discount", "tax", "total", "amount_due") == (
        20000, 0, 0, 20000, 20000,
    )  # fmt: skip
    assert (shown["terms_version"], shown["policy"], shown["valid_until"]) == (1, None, None)
    assert shown["valid_for_days"] == 365
    assert timedelta(0) <= expires_at - before - timedelta(days=365) < timedelta(minutes=1)
    assert [unit["price"]["amount_cents"] for unit in shown["units"]] == [6667, 6667, 6666]
    assert {unit["policy"] for unit in shown["units"]} == {"moderate"}
    [step] = shown["refund_if_cancelled"]
    assert (step["until"], step["percent"]) == (shown["expires_at"], 100)
    assert step["amount"]["amount_cents"] == 20000


def test_the_quote_is_what_the_sale_takes_and_makes(
    api, service, package, client_user, stripe_sandbox
):
    promotion = PromotionFactory(is_stackable=True, ends_at=timezone.now() + timedelta(days=2))
    granted(client_user, 5000, source=CreditSource.GIFT, now=timezone.now())
    how = {"promotion_code": promotion.code, "apply_credits": True}

    shown = data(quote(api, f"packages/{package.slug}", client_user, **how))
    claimed = PromotionUse.objects.exists() or CreditUse.objects.exists()
    order = steps.package_paid(package, client_user, **how)

    assert not claimed
    assert cents(shown, "discount", "credits_applied", "total", "amount_due") == (
        order.discount_cents,
        order.credits_applied_cents,
        order.total_cents,
        order.payment.amount_cents,
    )
    assert datetime.fromisoformat(shown["valid_until"]) == promotion.ends_at
    assert [(unit["service"]["id"], unit["price"]["amount_cents"]) for unit in shown["units"]] == [
        (str(unit.service.public_id), unit.price_cents)
        for unit in Entitlement.objects.get().units.all()
    ]
    assert shown["refund_if_cancelled"][0]["amount"]["amount_cents"] == 15000


def test_a_bundle_s_units_have_their_own_services_and_shares(api, bundle, client_user):
    shown = data(quote(api, f"bundles/{bundle.slug}", client_user))

    assert [unit["price"]["amount_cents"] for unit in shown["units"]] == [6667, 3333]
    assert len({unit["service"]["id"] for unit in shown["units"]}) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_a_quote_costs_the_same_queries_however_much_is_in_it(
    api, service, count, django_assert_num_queries
):
    services = [service] + [ServiceFactory(practitioner=service.practitioner) for _ in range(count)]
    bundle = PackageFactory(
        kind="bundle",
        practitioner=service.practitioner,
        terms__holds=[(one, 2) for one in services],
        terms__price_cents=15000,
    )
    browser = api()

    with django_assert_num_queries(5):
        browser.get(f"/api/v1/bundles/{bundle.slug}/quote/")


def test_packages_and_bundles_answer_to_id_and_slug_each_in_its_own_place(
    api, package, bundle, client_user, stripe_sandbox
):
    for path, there in (
        (f"packages/{package.public_id}", 200),
        (f"packages/{package.slug}", 200),
        (f"bundles/{bundle.slug}", 200),
        (f"bundles/{package.slug}", 404),
        (f"packages/{bundle.public_id}", 404),
        (f"packages/{NOBODY}", 404),
    ):
        shown = quote(api, path)
        assert shown.status_code == there, path
        bought = api(client_user).post(f"/api/v1/{path}/purchase/", {})
        assert bought.status_code == (201 if there == 200 else 404), path
        if there == 404:
            assert shown.json()["code"] == bought.json()["code"] == "package_not_on_sale"


def test_what_is_not_on_sale_has_no_quote(api, package, service):
    service.status = "paused"
    service.save()

    answer = quote(api, f"packages/{package.slug}")

    assert (answer.status_code, answer.json()["code"]) == (404, "package_not_on_sale")


def test_a_code_that_may_not_be_stacked_is_refused_as_the_purchase_does(api, package, client_user):
    code = PromotionFactory().code

    shown = quote(api, f"packages/{package.slug}", client_user, promotion_code=code)
    bought = purchase(api, client_user, package, promotion_code=code)

    assert shown.json()["code"] == bought.json()["code"] == "promotion_not_for_this"
    assert quote(api, f"packages/{package.slug}", slot="x").json()["code"] == "validation_error"


def test_another_version_than_was_shown_is_not_sold_and_the_new_price_is_told(
    api, service, package, client_user, stripe_sandbox
):
    shown = data(quote(api, f"packages/{package.slug}"))
    reprice(package, service, 21000)

    refused = purchase(api, client_user, package, terms_version=shown["terms_version"])

    assert (refused.status_code, refused.json()["code"]) == (409, "terms_changed")
    [now] = refused.json()["errors"]["quote"]
    assert (now["terms_version"], now["valid_for_days"]) == (2, 90)
    assert now["total"] == {"amount_cents": 21000, "currency": "usd"}
    assert not Order.objects.exists()
    bought = purchase(api, client_user, package, terms_version=now["terms_version"])
    assert bought.status_code == 201
    assert OrderLine.objects.get().package_terms.version == 2
    assert cents(bought.json()["data"], "total") == (21000,)


def test_a_purchase_that_was_made_is_answered_though_the_terms_changed_since(
    api, service, package, client_user, stripe_sandbox
):
    said, key = {"terms_version": 1}, {"Idempotency-Key": "once"}
    url = f"/api/v1/packages/{package.slug}/purchase/"
    first = api(client_user).post(url, said, headers=key)
    reprice(package, service, 21000)

    again = api(client_user).post(url, said, headers=key)

    assert (again.status_code, again.json()) == (201, first.json())


def test_credits_cost_what_they_are(api, client_user, stripe_sandbox):
    shown = data(quote(api, "credits", amount_cents=5000))
    bought = api(client_user).post("/api/v1/credits/purchase/", {"amount_cents": 5000})

    names = ("subtotal", "discount", "credits_applied", "tax", "total", "amount_due")
    assert cents(shown, *names) == (5000, 0, 0, 0, 5000, 5000)
    assert cents(bought.json()["data"], *names) == cents(shown, *names)
    assert (shown["terms_version"], shown["policy"], shown["valid_until"]) == (None, None, None)
    assert shown["refund_if_cancelled"] == []
    assert credits.balance(user=client_user, now=timezone.now()).available_cents == 0


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"amount_cents": 499}, "amount_out_of_bounds"),
        ({"amount_cents": 100_001}, "amount_out_of_bounds"),
        ({"amount_cents": "much"}, "validation_error"),
        ({}, "validation_error"),
    ],
)
def test_so_many_credits_are_not_quoted(api, asked, code):
    answer = quote(api, "credits", **asked)

    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_service_is_quoted_by_its_slug_as_by_its_id(api, service):
    by_id = data(quote(api, f"services/{service.public_id}"))

    assert data(quote(api, f"services/{service.slug}")) == by_id
    for name in (NOBODY, "nothing-of-the-kind"):
        answer = quote(api, f"services/{name}", UserFactory())
        assert (answer.status_code, answer.json()["code"]) == (404, "service_not_on_sale")
