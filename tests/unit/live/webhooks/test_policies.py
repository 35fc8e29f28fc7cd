from datetime import timedelta

import pytest

from live.webhooks import policies


@pytest.mark.parametrize(
    ("address", "inside", "problem"),
    [
        ("https://frontend.example/hook", False, ""),
        ("https://frontend.example:8443/hook?a=b", False, ""),
        ("http://localhost:3000/hook", True, ""),
        ("http://127.0.0.1/hook", True, ""),
        ("http://[::1]:3000/hook", True, ""),
        ("http://frontend.example/", True, "must begin with https"),
        ("http://localhost/", False, "must begin with https"),
        ("https://localhost/", False, "inside"),
        ("https://192.168.0.1/", False, "inside"),
        ("https://[fe80::1]/", False, "inside"),
        ("https://user:secret@frontend.example/", False, "without credentials"),
        ("https://frontend.example/#part", False, "fragment"),
        ("https:///hook", False, "with a host"),
        ("https://frontend.example:99999/", False, "no address"),
        ("ftp://frontend.example/", False, "must begin with https"),
        ("nonsense", False, "with a host"),
    ],
)
def test_where_webhooks_may_go(address, inside, problem):
    said = policies.problem_of(address, may_stay_inside=inside)

    assert problem in said
    assert bool(said) == bool(problem)


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd12::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.215.14", True),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_what_is_public(number, public):
    assert policies.is_public(number) is public


def test_pauses_are_those_of_the_scheme():
    assert policies.pause_after(1) == timedelta(seconds=5)
    assert policies.pause_after(9) == timedelta(hours=24)
    assert policies.pause_after(10) is None
    assert policies.MOST_ATTEMPTS == 10


def test_an_endpoint_rests_longer_the_more_it_fails():
    assert policies.rest_after(1) == timedelta(seconds=5)
    assert policies.rest_after(1000) == timedelta(minutes=5)


@pytest.mark.parametrize(
    ("kinds", "tags", "wanted"),
    [
        ([], [], True),
        (["published"], [], True),
        (["deleted"], [], False),
        ([], ["page-1"], True),
        ([], ["page-2"], False),
        (["deleted"], ["page-1"], False),
    ],
)
def test_who_wants_what(kinds, tags, wanted):
    found = policies.wants(kinds=kinds, tags=tags, kind="published", named=["page-1"])

    assert found is wanted


def test_a_change_of_everything_is_for_everybody():
    assert policies.wants(kinds=[], tags=["page-2"], kind="moved", named=["page-1", "content"])
