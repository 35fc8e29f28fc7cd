"""What operations are handed: plain values, already checked for their shape."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOfWork:
    """Where an applicant works."""

    city: str
    country: str
    name: str = ""
    address: str = ""
    region: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A certificate an applicant means to show."""

    title: str
    issuer: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What somebody tells who wants to offer services."""

    display_name: str
    professional_title: str = ""
    summary: str = ""
    timezone: str = "UTC"
    specializations: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    is_virtual: bool = True
    years_of_experience: int | None = None
    place: PlaceOfWork | None = None
    certifications: list[Paper] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileWords:
    """What a published profile page says, as far as cards, search and mail need it."""

    display_name: str
    professional_title: str
    summary: str
    slug: str
    picture: dict[str, Any] | None
    modalities: list[str]
