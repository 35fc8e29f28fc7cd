from hypothesis import given
from hypothesis import strategies as st

from commerce.receipts import policies


def test_a_number_is_the_year_and_six_digits():
    assert policies.number(year=2026, serial=123) == "2026-000123"
    assert policies.number(year=2026, serial=1234567) == "2026-1234567"


def test_a_half_given_back_contains_half_of_the_tax():
    tax = policies.tax_within(
        amount_cents=4600, given_before_cents=0, total_cents=9200, tax_cents=1200
    )

    assert tax == 600


def test_nothing_given_back_of_nothing_contains_no_tax():
    assert (
        policies.tax_within(amount_cents=0, given_before_cents=0, total_cents=0, tax_cents=0) == 0
    )


@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=12), st.data())
def test_the_parts_of_a_sale_given_back_whole_contain_its_whole_tax(parts, data):
    total = sum(parts)
    tax = data.draw(st.integers(0, total))

    given, within = 0, []
    for part in parts:
        within.append(
            policies.tax_within(
                amount_cents=part, given_before_cents=given, total_cents=total, tax_cents=tax
            )
        )
        given += part

    assert sum(within) == tax
    assert all(0 <= one <= part for one, part in zip(within, parts, strict=True))
