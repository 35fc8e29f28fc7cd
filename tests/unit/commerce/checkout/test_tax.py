from commerce.checkout import tax
from commerce.checkout.quotes import Item, quote

SALE = tax.Sale(
    amount_cents=8000,
    currency="usd",
    service_type="session",
    location_type="in_person",
    country="PT",
)


def test_no_tax_is_due_unless_a_rule_is_chosen():
    assert tax.rule().tax_cents(SALE) == 0


def test_tax_comes_on_top_of_the_price():
    price = quote(items=[Item(8000)], currency="usd", tax_cents=1840)

    assert (price.subtotal_cents, price.tax_cents, price.total_cents) == (8000, 1840, 9840)
    assert price.amount_due_cents == 9840
