import pytest
from django.utils import timezone

from commerce.models import Receipt
from commerce.receipts import operations
from tests.factories import OrderFactory, RefundFactory, ServiceFactory, UserFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps

pytestmark = pytest.mark.django_db

PATH = "/api/v1/payments/receipts/"


def issued(**fields):
    return operations.issue_receipt(order_id=OrderFactory(**fields).pk, now=timezone.now())


def credited(user=None):
    order = OrderFactory(user=user or UserFactory())
    return operations.issue_credit_note(refund_id=RefundFactory(order=order).pk, now=timezone.now())


def test_a_person_sees_their_papers_latest_first(api):
    note = credited()
    issued()

    answer = api(note.order.user).get(PATH)

    assert answer.json()["data"]["results"] == [
        {
            "id": str(paper.public_id),
            "number": paper.number,
            "kind": paper.kind,
            "order": str(note.order.public_id),
            "corrects": corrects,
            "issued_at": paper.issued_at.isoformat().replace("+00:00", "Z"),
            "total": {"amount_cents": cents, "currency": "usd", "display": f"${cents // 100}.00"},
        }
        for paper, corrects, cents in (
            (note, note.corrects.number, 4000),
            (note.corrects, None, 8000),
        )
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_however_many(api, count, django_assert_num_queries):
    user = UserFactory()
    for _ in range(count):
        credited(user)

    with django_assert_num_queries(2):  # the caller; their papers
        answer = api(user).get(PATH)

    assert len(answer.json()["data"]["results"]) == 2 * count


def test_a_paper_answers_to_its_number_and_to_its_id(api):
    receipt = issued(discount_cents=500, tax_cents=300, credits_applied_cents=1000)

    by_number, by_id = (
        api(receipt.order.user).get(f"{PATH}{key}/").json()["data"]
        for key in (receipt.number, receipt.public_id)
    )

    assert by_number == by_id
    assert {name: by_id[name]["display"] for name in ("subtotal", "tax", "total", "paid")} == {
        "subtotal": "$80.00",
        "tax": "$3.00",
        "total": "$78.00",
        "paid": "$68.00",
    }
    assert by_id["buyer"] == {"name": "Clara Client", "email": receipt.buyer_email}
    assert by_id["lines"][0]["start_time"] == "2027-03-01T12:00:00Z"


@pytest.mark.parametrize("form", ["", "html/"])
def test_other_people_s_papers_do_not_exist(api, form):
    receipt = issued()

    accept = "text/html" if form else "application/json"
    refused = api(UserFactory()).get(f"{PATH}{receipt.number}/{form}", HTTP_ACCEPT=accept)
    unknown = api(receipt.order.user).get(f"{PATH}2026-999999/{form}", HTTP_ACCEPT=accept)
    nobody = api().get(f"{PATH}{receipt.number}/{form}", HTTP_ACCEPT=accept)

    assert [answer.status_code for answer in (refused, unknown, nobody)] == [404, 404, 401]
    assert unknown.json()["code"] == "not_found"
    assert nobody.json()["code"] == "not_authenticated"
    assert api(UserFactory()).get(PATH).json()["data"]["results"] == []


def test_the_page_is_one_file_that_asks_for_nothing(api):
    note = credited()

    answer = api(note.order.user).get(f"{PATH}{note.number}/html/", HTTP_ACCEPT="text/html")

    page = answer.content.decode()
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Content-Disposition" not in answer
    assert not [word for word in ("src=", "href=", "url(", "@import", "<script") if word in page]
    for said in ("Credit note", note.number, note.corrects.number, "$40.00", "Visa ending in 4242"):
        assert said in page


def test_the_page_tells_when_in_the_zone_of_the_offer(api):
    receipt = issued()

    page = api(receipt.order.user).get(f"{PATH}{receipt.number}/html/").content.decode()

    assert "with Inês Duarte, 1 March 2027, 12:00 (Europe/Lisbon)" in page


def test_an_order_names_its_receipt_once_it_has_one(api, stripe_sandbox, relay):
    service = ServiceFactory()
    open_all_week(service.practitioner)
    order = steps.booked(service, UserFactory())
    asked = {"order": str(order.public_id)}

    before = api(order.user).post("/api/v1/payments/confirm/", asked).json()["data"]
    steps.paid(order)
    relay()
    after = api(order.user).post("/api/v1/payments/confirm/", asked).json()["data"]

    assert (before["receipt"], after["receipt"]) == (None, Receipt.objects.get().number)


def test_what_people_wrote_stays_text_on_the_page(api):
    user = UserFactory(first_name="<script>alert(1)</script>")
    receipt = issued(user=user, line__session__service__title="<b>Rest</b> & more")

    page = api(user).get(f"{PATH}{receipt.number}/html/").content.decode()

    assert "<script>" not in page
    assert "&lt;b&gt;Rest&lt;/b&gt; &amp; more" in page
