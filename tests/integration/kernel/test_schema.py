"""The schema names every refusal, shows every shape, and shows it rightly."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import walk_packages
from types import SimpleNamespace

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator

from estuary.kernel.api import error_page, refusals
from estuary.kernel.api.rooms import Several
from estuary.kernel.api.serializers import StrictSerializer
from estuary.kernel.errors import DomainError
from tests import contract
from tests.integration.kernel.unanswered import UNANSWERED, WITHOUT_EXAMPLE

ROOMS = ("marketplace", "commerce", "live", "cms", "estuary.kernel")


def modules(of: str):
    package = import_module(of)
    yield package
    for found in walk_packages(package.__path__, f"{of}."):
        if ".migrations" not in found.name:
            yield import_module(found.name)


def errors():
    return {
        thing
        for room in ROOMS
        for module in modules(room)
        for thing in vars(module).values()
        if isinstance(thing, type)
        and issubclass(thing, DomainError)
        and thing is not DomainError
        and thing.__module__ == module.__name__
    }


def examples_of_rooms():
    return [
        (shape, name, value)
        for room in ROOMS
        for module in modules(room)
        if hasattr(module, "EXAMPLES")
        for shape, found in module.EXAMPLES.items()
        for name, value in (found.items() if isinstance(found, Several) else [("", found)])
    ]


def bodies():
    """Every JSON body of the schema: whose it is, its shape, its examples, whether it is whole."""
    for (_method, _path), operation in contract.operations().items():
        whose = operation["operationId"]
        if content := operation.get("requestBody", {}).get("content", {}).get("application/json"):
            yield f"{whose} request", content, False
        for status, response in operation["responses"].items():
            content = contract.pointed(response).get("content", {}).get("application/json")
            if content:
                yield f"{whose} {status}", content, status < "300"


def test_every_error_is_documented_or_is_known_never_to_be_answered():
    """Name it in its view's `refusals(...)`, or in tests/integration/kernel/unanswered.py."""
    documented = set(contract.schema()["components"]["examples"])
    missing = {refusals.name_of(error) for error in errors()} - documented

    assert missing == set(UNANSWERED)


def test_every_body_that_an_address_takes_or_answers_has_an_example():
    """Add one to the `EXAMPLES` of its serializer's room."""
    bare = {whose for whose, content, _ in bodies() if not content.get("examples")}

    assert bare == set(WITHOUT_EXAMPLE)


def test_every_example_is_what_its_shape_says():
    wrong = [
        f"{whose}, {name}: {error.json_path} {error.message[:200]}"
        for whose, content, whole in bodies()
        for name, example in content.get("examples", {}).items()
        for error in Draft202012Validator(
            contract.exactly(content["schema"], whole=whole), format_checker=contract.formats
        ).iter_errors(contract.pointed(example)["value"])
    ]

    assert wrong == []


def test_every_example_of_a_request_is_taken():
    for shape, name, value in examples_of_rooms():
        if issubclass(shape, StrictSerializer):
            asked = shape(data=value)
            assert asked.is_valid(), (shape.__name__, name, asked.errors)


def test_details_are_shown_of_errors_only():
    for room in ROOMS:
        for module in modules(room):
            for error in getattr(module, "DETAILS", {}):
                assert issubclass(error, DomainError), (module.__name__, error)


def test_the_page_of_errors_is_up_to_date():
    """Run `python3 manage.py lint --fix`."""
    page = (settings.ROOT / "docs" / "errors.md").read_text(encoding="utf-8")

    assert page == error_page.page(contract.schema())


def answered(status: int, body: dict, *, method="POST", path="/api/v1/bookings/"):
    return SimpleNamespace(
        request={"REQUEST_METHOD": method, "PATH_INFO": path},
        status_code=status,
        headers={"Content-Type": "application/json"},
        content=b"{}",
        json=lambda: body,
    )


def test_a_code_that_its_operation_does_not_name_is_noticed():
    with pytest.raises(AssertionError, match="POST /bookings/ answered 409 transfer_closed, which"):
        contract.check(answered(409, {"code": "transfer_closed"}))

    contract.check(answered(409, {"code": "slot_taken"}))
    contract.check(answered(405, {"code": "method_not_allowed"}, method="DELETE"))


@pytest.mark.parametrize("data", [{}, {"unread_count": "3"}, {"unread_count": 3, "more": 1}])
def test_a_body_unlike_its_shape_is_noticed(data):
    body = {"status": "success", "data": data, "message": "", "errors": {}}
    with pytest.raises(AssertionError, match="GET /notifications/unread-count/ answered what its"):
        contract.check(
            answered(200, body, method="GET", path="/api/v1/notifications/unread-count/")
        )


def test_every_room_of_examples_lies_beside_serializers():
    for room in ROOMS:
        for module in modules(room):
            if hasattr(module, "EXAMPLES"):
                assert find_spec(f"{module.__name__.rpartition('.')[0]}.serializers")


def test_operations_are_grouped_under_the_headings_that_stand_in_order():
    used = {tag for operation in contract.operations().values() for tag in operation["tags"]}

    assert used == {tag["name"] for tag in contract.schema()["tags"]}
