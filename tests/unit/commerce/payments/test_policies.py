import pytest

from commerce.payments import policies


@pytest.mark.parametrize(
    ("reference", "following"),
    [
        ("order:1:returned", "order:1:returned:again:2"),
        ("order:1:returned:again:2", "order:1:returned:again:3"),
        ("order:1:returned:again:10", "order:1:returned:again:11"),
    ],
)
def test_a_try_is_named_by_its_reason_and_number(reference, following):
    assert policies.next_reference(reference) == following
