from django.db.models import TextChoices


class ServiceType(TextChoices):
    """What sort of thing is sold."""

    SESSION = "session", "Session"
    WORKSHOP = "workshop", "Workshop"
    COURSE = "course", "Course"


# Sold by their dates; the rest is sold by the slot.
PLANNED = (ServiceType.WORKSHOP, ServiceType.COURSE)


class ServiceStatus(TextChoices):
    """draft -> active <-> paused -> archived; anything may be archived, and stays so."""

    DRAFT = "draft", "Draft"
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    ARCHIVED = "archived", "Archived"


MAY_BE_ACTIVATED = (ServiceStatus.DRAFT, ServiceStatus.PAUSED)
MAY_BE_PAUSED = (ServiceStatus.ACTIVE,)
MAY_BE_ARCHIVED = (ServiceStatus.DRAFT, ServiceStatus.ACTIVE, ServiceStatus.PAUSED)
MAY_BE_CHANGED = MAY_BE_ARCHIVED


class LocationType(TextChoices):
    """Where the client meets the practitioner."""

    VIRTUAL = "virtual", "Online"
    IN_PERSON = "in_person", "In person"
    HYBRID = "hybrid", "Online or in person"


class CancellationPolicy(TextChoices):
    """How much comes back, by how early one cancels; the figures are in commerce.bookings."""

    FLEXIBLE = "flexible", "Flexible"
    MODERATE = "moderate", "Moderate"
    STRICT = "strict", "Strict"
