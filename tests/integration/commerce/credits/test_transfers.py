from datetime import timedelta

import pytest

from commerce.credits import operations, transfers
from commerce.credits.states import CreditSource
from commerce.ledger.states import AccountKind
from commerce.models import CreditLot, CreditTransfer
from tests.factories import UserFactory, granted
from tests.factories.credits import CREDITS_NOW as NOW
from tests.integration.commerce.credits import steps

pytestmark = pytest.mark.django_db

CREDITS = AccountKind.CLIENT_CREDITS


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.CREDITS_TRANSFER = True


def send(sender, email, amount_cents=1000, now=NOW):
    return transfers.transfer(
        sender=sender,
        receiver_email=email,
        amount_cents=amount_cents,
        currency="usd",
        claim=None,
        now=now,
    )


def accept(sent, by, now=NOW):
    return transfers.accept(public_id=sent.public_id, by=by, claim=None, now=now)


def test_it_is_off_unless_somebody_decides_otherwise(owner, settings):
    settings.CREDITS_TRANSFER = False
    lot = granted(owner)

    with pytest.raises(transfers.TransfersOff):
        send(owner, UserFactory().email)

    assert steps.left(lot) == [5000]


def test_what_is_accepted_keeps_its_source_and_its_date(owner):
    friend, until = UserFactory(), NOW + timedelta(days=90)
    dated = granted(owner, 600, source=CreditSource.GIFT, expires_at=until)
    undated = granted(owner, 600)

    accept(send(owner, f" {friend.email.upper()} "), friend)

    assert steps.left(dated, undated) == [0, 200]
    theirs = CreditLot.objects.filter(user=friend).order_by("pk")
    assert list(theirs.values_list("source", "remaining_cents", "expires_at", "given_away")) == [
        ("gift", 600, until, True),
        ("purchase", 400, None, False),
    ]
    assert (steps.booked(CREDITS, owner), steps.booked(CREDITS, friend)) == (200, 1000)
    assert steps.in_order()


def test_promotions_and_refunds_are_not_passed_on(owner):
    granted(owner, 5000, source=CreditSource.PROMOTION, expires_at=NOW + timedelta(days=9))
    granted(owner, 5000, source=CreditSource.REFUND)

    with pytest.raises(operations.CreditsShort):
        send(owner, UserFactory().email, 1)


def test_nobody_sends_to_themselves(owner):
    granted(owner)

    with pytest.raises(transfers.OwnTransfer):
        send(owner, owner.email.upper())


@pytest.mark.parametrize(
    "receiver",
    [
        lambda: "nobody@example.test",
        lambda: UserFactory().email,
        lambda: UserFactory(is_verified=False).email,
        lambda: UserFactory(is_active=False).email,
    ],
)
def test_nothing_tells_whether_the_address_is_somebodys(owner, api, receiver):
    granted(owner, 1500)
    said = {"receiver_email": receiver(), "amount_cents": 1000}

    answer = api(owner).post("/api/v1/credits/transfer/", said)

    assert answer.status_code == 201
    data = answer.json()["data"]
    assert (data["status"], data["receiver_email"]) == ("waiting", said["receiver_email"])
    balance = api(owner).get("/api/v1/credits/balance/").json()["data"]
    assert (balance["available"]["amount_cents"], balance["held"]["amount_cents"]) == (500, 1000)
    assert len(api(owner).get("/api/v1/credits/history/").json()["data"]["results"]) == 1


def test_only_the_verified_owner_of_the_address_accepts(owner):
    granted(owner)
    sent = send(owner, "friend@example.test")

    unverified = UserFactory(email=sent.receiver_email, is_verified=False)
    for stranger in (owner, UserFactory(), unverified):
        with pytest.raises(transfers.TransferNotFound):
            accept(sent, stranger)

    assert steps.booked(CREDITS, owner) == 5000


def test_it_is_accepted_once_and_in_time(owner):
    friend = UserFactory()
    granted(owner)
    sent, late = send(owner, friend.email), send(owner, friend.email)
    accept(sent, friend)

    with pytest.raises(transfers.TransferClosed):
        accept(sent, friend)
    with pytest.raises(transfers.TransferClosed):
        accept(late, friend, now=late.expires_at)

    assert steps.booked(CREDITS, friend) == 1000


def test_what_nobody_accepts_goes_back(owner, settings):
    settings.CREDITS_TRANSFER_DAYS = 14
    lot = granted(owner)
    sent = send(owner, "nobody@example.test")

    transfers.let_lapse(transfer_id=sent.pk, now=sent.expires_at - timedelta(seconds=1))
    assert steps.left(lot) == [4000]
    transfers.let_lapse(transfer_id=sent.pk, now=sent.expires_at)
    transfers.let_lapse(transfer_id=sent.pk, now=sent.expires_at)

    assert sent.expires_at == NOW + timedelta(days=14)
    assert steps.left(lot) == [5000]
    sent.refresh_from_db()
    assert sent.status == "lapsed"


def test_it_waits_no_longer_than_its_credits_last(owner):
    soon = NOW + timedelta(days=2)
    granted(owner, 1000, expires_at=soon)

    assert send(owner, "friend@example.test").expires_at == soon


def test_the_way_over_http(owner, api):
    friend = UserFactory()
    granted(owner)
    said = {"receiver_email": friend.email, "amount_cents": 1000}

    sent = [
        api(owner).post("/api/v1/credits/transfer/", said, headers={"Idempotency-Key": "k"})
        for _ in range(2)
    ]
    number = sent[0].json()["data"]["id"]
    assert sent[1].json() == sent[0].json()
    assert (sent[1]["Idempotency-Replayed"], CreditTransfer.objects.count()) == ("true", 1)

    address = f"/api/v1/credits/transfer/{number}/accept/"
    assert api(owner).post(address).status_code == 404
    taken = [api(friend).post(address, headers={"Idempotency-Key": "a"}) for _ in range(2)]
    assert [answer.status_code for answer in taken] == [200, 200]
    assert taken[0].json()["data"]["status"] == "accepted"

    for who, mine in [(owner, True), (friend, False)]:
        (row,) = api(who).get("/api/v1/credits/transfer/").json()["data"]["results"]
        assert (row["id"], row["is_mine"]) == (number, mine)
    assert api(UserFactory()).get("/api/v1/credits/transfer/").json()["data"]["results"] == []


def test_an_unverified_owner_of_the_address_does_not_see_it(owner, api):
    granted(owner)
    sent = send(owner, "friend@example.test")
    unverified = UserFactory(email=sent.receiver_email, is_verified=False)

    assert api(unverified).get("/api/v1/credits/transfer/").json()["data"]["results"] == []


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({}, 400, "validation_error"),
        ({"receiver_email": "a@b.test", "amount_cents": 0}, 400, "validation_error"),
        ({"receiver_email": "a@b.test", "amount_cents": -5}, 400, "validation_error"),
        ({"receiver_email": "a@b.test", "amount_cents": 1.5}, 400, "validation_error"),
        ({"receiver_email": "a@b.test", "amount_cents": 5, "source": "x"}, 400, "validation_error"),
        ({"receiver_email": "a@b.test", "amount_cents": 6000}, 409, "credits_short"),
    ],
)
def test_what_makes_no_sense_is_refused(owner, api, said, status, code):
    granted(owner)

    answer = api(owner).post("/api/v1/credits/transfer/", said)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not CreditTransfer.objects.exists()


def test_over_http_it_is_refused_with_a_code_when_off(owner, api, settings):
    settings.CREDITS_TRANSFER = False

    answer = api(owner).post(
        "/api/v1/credits/transfer/", {"receiver_email": "a@b.test", "amount_cents": 5}
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "transfers_off")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_however_many(owner, api, count, django_assert_num_queries):
    granted(owner)
    for _ in range(count):
        send(owner, "friend@example.test", 100)
    browser = api(owner)

    with django_assert_num_queries(2):
        answer = browser.get("/api/v1/credits/transfer/")

    assert len(answer.json()["data"]["results"]) == count
