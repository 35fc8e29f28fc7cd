from typing import Self

from django.db import models

from marketplace.practitioners.states import PractitionerStatus


class FollowQuerySet(models.QuerySet):
    """The questions we ask about who follows whom."""

    def of(self, user) -> Self:
        """Whom this person follows; nobody, for somebody who is not signed in."""
        if not user or not user.is_authenticated:
            return self.none()
        return self.filter(user=user)

    def between(self, user, practitioner) -> Self:
        """At most one: that this person follows this practitioner."""
        return self.of(user).filter(practitioner=practitioner)

    def to_be_shown(self) -> Self:
        """Those whose practitioner the public sees: others come back when they do."""
        return self.filter(
            practitioner__is_listed=True, practitioner__status=PractitionerStatus.VERIFIED
        )

    def with_details(self) -> Self:
        """Everything the practitioners' cards show, in two queries."""
        return self.select_related("practitioner").prefetch_related("practitioner__places")
