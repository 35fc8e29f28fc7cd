from django.db.models import TextChoices


class ServiceType(TextChoices):
    """What sort of thing is sold."""

    SESSION = "session", "Session"
    WORKSHOP = "workshop", "Workshop"
    COURSE = "course", "Course"


class ServiceStatus(TextChoices):
    """draft -> active <-> paused -> archived."""

    DRAFT = "draft", "Draft"
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    ARCHIVED = "archived", "Archived"


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
