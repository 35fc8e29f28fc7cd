import pytest

from marketplace.practitioners.policies import free_slug


@pytest.mark.parametrize(
    ("wanted", "taken", "given"),
    [
        ("ines-duarte", set(), "ines-duarte"),
        ("ines-duarte", {"ines-duarte"}, "ines-duarte-2"),
        ("ines-duarte", {"ines-duarte", "ines-duarte-2"}, "ines-duarte-3"),
        ("", set(), "page"),
        ("apply", {"apply"}, "apply-2"),
        ("a-very-long-name", {"a-very-long-n"}, "a-very-long-2"),
    ],
)
def test_a_taken_slug_gets_a_number(wanted, taken, given):
    assert free_slug(wanted, taken=taken, longest=13) == given


def test_what_reads_as_an_id_is_never_a_slug():
    wanted = "123e4567-e89b-12d3-a456-426614174000"

    assert free_slug(wanted, taken=(), longest=120) == f"{wanted}-2"
