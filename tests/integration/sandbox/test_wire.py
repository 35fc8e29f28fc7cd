"""A form body becomes nested values, or is refused."""

import pytest

from sandbox.stripe.errors import ApiError
from sandbox.stripe.wire import decode


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", {}),
        ("a=1&b=", {"a": "1", "b": ""}),
        ("a[b][c]=1&a[b][d]=2", {"a": {"b": {"c": "1", "d": "2"}}}),
        ("a[]=1&a[]=2", {"a": ["1", "2"]}),
        ("a[0]=1&a[1]=2", {"a": {"0": "1", "1": "2"}}),
        ("a[][b]=1&a[][c]=2&a[][b]=3", {"a": [{"b": "1", "c": "2"}, {"b": "3"}]}),
        ("n=Zo%C3%AB+%26+co", {"n": "Zoë & co"}),
    ],
)
def test_brackets_nest(text, values):
    assert decode(text) == values


@pytest.mark.parametrize("text", ["a[b=1", "a]b[=1", "a=1&a[b]=2", "a" + "[b]" * 20 + "=1"])
def test_crooked_names_are_refused(text):
    with pytest.raises(ApiError):
        decode(text)
