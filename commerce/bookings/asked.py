"""Days, as they stand in an address."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request


def asked_day(request: Request, name: str) -> date | None:
    """The day that was asked for, or None; what is no date is refused."""
    raw = request.query_params.get(name)
    if not raw:
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError as error:
        raise ValidationError({name: ["A date such as 2027-03-01."]}) from error


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a day begins in a zone."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)
