from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from live.notifications import operations


@pytest.fixture
def letter() -> Callable[..., Any]:
    """The letter of one kind to one person, as it arrives."""

    def sent(kind, *, to, now=None, **context):
        at = now or timezone.now()
        told = operations.tell(kind=kind, to=to.pk, key="test", context=context, now=at)
        assert operations.deliver(delivery_id=told.deliveries.get().pk, now=at)
        return mail.outbox[-1]

    return sent


@pytest.fixture
def both() -> Callable[..., tuple[str, str]]:
    """Text and HTML of a letter."""
    return lambda sent: (sent.body, sent.alternatives[0][0])
