"""Packages from their sale to their end, as clients and practitioners read of them."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from commerce.entitlements import operations as entitlements
from commerce.models import Entitlement, EntitlementUnit
from commerce.receipts.operations import issue_receipt
from tests.factories import OrderFactory, PackageFactory, ServiceFactory, UserFactory
from tests.factories.packages import sold

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def bundle():
    """Two services of one practitioner, for $150 and a year."""
    first = ServiceFactory(title="Breath & sleep")
    second = ServiceFactory(
        practitioner=first.practitioner, title="Sound bath", terms__duration_minutes=90
    )
    return PackageFactory(
        kind="bundle",
        title="Rest <well>",
        practitioner=first.practitioner,
        terms__holds=[(first, 2), (second, 1)],
        terms__price_cents=15000,
    )


@pytest.fixture
def bought(bundle):
    return sold(bundle, UserFactory(profile__timezone="Pacific/Auckland"), now=NOW)


def test_the_client_reads_what_is_theirs_until_when_in_their_zone(bought, letter, both):
    sent = letter("package_bought", to=bought.client, entitlement_id=bought.pk)

    assert sent.subject == "Yours: Rest <well>"
    for content in map(unescape, both(sent)):
        assert "2 × Breath & sleep (60 minutes), 1 × Sound bath (90 minutes)" in content
        assert "$150.00" in content
        assert "Wednesday 1 March 2028, 01:00 (Pacific/Auckland)" in content
        assert f"http://frontend.test/entitlements/{bought.public_id}" in content
    assert "<well>" not in both(sent)[1]


def test_the_receipt_is_named_once_it_is_issued(bundle, letter, both):
    order = OrderFactory()
    bought = sold(bundle, order.user, reference=f"order:{order.public_id}")
    receipt = issue_receipt(order_id=order.pk, now=NOW)

    sent = letter("package_bought", to=bought.client, entitlement_id=bought.pk)

    for content in both(sent):
        assert f"http://frontend.test/receipts/{receipt.number}" in content


def test_the_practitioner_reads_who_bought_it_in_their_own_zone_and_no_address(
    bought, letter, both
):
    practitioner = bought.terms.package.practitioner

    sent = letter("practice_package_sold", to=practitioner.user, entitlement_id=bought.pk)

    assert sent.subject == "Sold: Rest <well>, Clara Client"
    for content in both(sent):
        assert "Tuesday 29 February 2028, 12:00 (Europe/Lisbon)" in content
        assert f"http://frontend.test/practice/packages/{bought.terms.package.public_id}" in content
        assert bought.client.email not in content


def test_what_is_left_is_told_before_it_expires(bought, letter, both):
    EntitlementUnit.objects.filter(position=0).update(status="expired", settled_at=NOW)

    sent = letter("package_expires_soon", to=bought.client, entitlement_id=bought.pk)

    assert sent.subject == "Rest <well>: use it by Wednesday 1 March 2028"
    for content in map(unescape, both(sent)):
        assert "1 × Breath & sleep (60 minutes), 1 × Sound bath (90 minutes)" in content


def test_what_was_lost_this_time_is_told_when_it_expired(bought, letter):
    first = bought.units.get(position=0)
    first.status, first.settled_at = "expired", NOW - timedelta(days=30)
    first.save()
    Entitlement.objects.update(expires_at=NOW - timedelta(days=1))
    entitlements.expire(now=NOW)

    sent = letter("package_expired", to=bought.client, entitlement_id=bought.pk)

    assert "Not used: 1 × Breath & sleep (60 minutes), 1 × Sound bath (90 minutes)\n" in sent.body


def test_a_refund_names_its_amount(bought, letter, both):
    sent = letter(
        "package_refunded", to=bought.client, entitlement_id=bought.pk, amount_cents=12345
    )

    assert sent.subject == "$123.45 comes back to you for Rest <well>"
    assert "$123.45" in both(sent)[1]
