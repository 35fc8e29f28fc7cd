"""What the database itself refuses, whoever asks."""

import re
from typing import Any

import pytest
from django.db import IntegrityError


def refused(name: str) -> Any:
    """The refusal by the constraint called `name`, or by a unique `table.column`."""
    table, _, column = name.partition(".")
    wanted = rf'(?s)"{table}_.*Key \({column}\)=' if column else f'"{re.escape(name)}"'
    return pytest.raises(IntegrityError, match=wanted)
