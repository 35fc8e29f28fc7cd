from typing import Self

from django.db import models
from django.db.models import Q


class PostQuerySet(models.QuerySet):
    """The questions we ask about posts."""

    def public(self) -> Self:
        """Published, by practitioners whom the public sees."""
        return self.filter(
            is_listed=True, practitioner__is_listed=True, practitioner__status="verified"
        )

    def visible_to(self, user: object) -> Self:
        """Public ones, and one's own at any time."""
        own = Q(practitioner__user=user) if getattr(user, "is_authenticated", False) else Q(pk=None)
        return self.filter(
            own | Q(is_listed=True, practitioner__is_listed=True, practitioner__status="verified")
        )
