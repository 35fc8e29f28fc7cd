"""The examples of the schema: each room has its own, in `examples.py` beside its serializers.

`EXAMPLES` there maps a serializer to a value in its shape (or to `Several`), `DETAILS` an error
to what belongs to single fields. They are read when the schema is made, and never else.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from estuary.kernel.errors import DomainError


class Several(dict[str, Any]):
    """More than one example of a shape, by what it is an example of."""


def examples_of(shape: type) -> Several:
    """What the room of a serializer shows of it, by name; empty when it shows nothing."""
    found = getattr(_examples(shape.__module__), "EXAMPLES", {}).get(shape)
    if found is None:
        return Several()
    return found if isinstance(found, Several) else Several({shape.__name__: found})


def details_of(error: type[DomainError]) -> Mapping[str, Sequence[Any]]:
    """What the room of an error shows of its details, by field."""
    found: Mapping[str, Sequence[Any]] = getattr(_examples(error.__module__), "DETAILS", {}).get(
        error, {}
    )
    return found


@cache
def _examples(module: str) -> ModuleType | None:
    name = f"{module.rpartition('.')[0]}.examples"
    return import_module(name) if find_spec(name) else None
