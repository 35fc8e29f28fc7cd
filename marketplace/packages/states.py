from django.db.models import TextChoices


class PackageKind(TextChoices):
    """A package is several units of one service, a bundle a set of services."""

    PACKAGE = "package", "Package"
    BUNDLE = "bundle", "Bundle"


class PackageStatus(TextChoices):
    """draft -> active <-> paused -> archived; anything may be archived, and stays so."""

    DRAFT = "draft", "Draft"
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    ARCHIVED = "archived", "Archived"


MAY_BE_ACTIVATED = (PackageStatus.DRAFT, PackageStatus.PAUSED)
MAY_BE_PAUSED = (PackageStatus.ACTIVE,)
MAY_BE_ARCHIVED = (PackageStatus.DRAFT, PackageStatus.ACTIVE, PackageStatus.PAUSED)
MAY_BE_CHANGED = MAY_BE_ARCHIVED
