from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from commerce.bookings import availability, tokens
from marketplace.models import Service
from tests.factories import ServiceFactory, UserFactory
from tests.factories.schedules import open_all_week


@pytest.fixture
def service(db) -> Service:
    """An hour for $80 on the moderate policy, any day from nine to five."""
    service = ServiceFactory()
    open_all_week(service.practitioner)
    return service


@pytest.fixture
def client_user(db):
    return UserFactory()


@pytest.fixture
def slot() -> Callable[..., str]:
    """The word of the first free slot of a service, `after` from now."""

    def word(service: Service, *, after: timedelta = timedelta(days=3)) -> str:
        now = timezone.now()
        found = availability.slots(
            service=service,
            terms=service.terms,
            now=now,
            start=now + after,
            end=now + after + timedelta(days=2),
        )
        return sealed(service, found[0].start)

    return word


def sealed(service: Service, starts_at: datetime) -> str:
    return tokens.seal(
        tokens.SlotOffer(
            service_id=service.public_id,
            terms_id=service.terms_id,
            starts_at=starts_at.astimezone(UTC),
        )
    )
