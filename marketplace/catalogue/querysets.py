from typing import Self

from django.db import models
from django.db.models import Q

from marketplace.catalogue.states import ServiceStatus
from marketplace.practitioners.states import PractitionerStatus


class ServiceQuerySet(models.QuerySet):
    """The questions we ask about services."""

    def on_sale(self) -> Self:
        """What the public sees and may buy: active, published, of a listed practitioner."""
        return self.filter(
            status=ServiceStatus.ACTIVE,
            is_listed=True,
            terms__isnull=False,
            practitioner__is_listed=True,
            practitioner__status=PractitionerStatus.VERIFIED,
        )

    def visible_to(self, user) -> Self:
        """What is on sale, and one's own."""
        if not user or not user.is_authenticated:
            return self.on_sale()
        return self.filter(
            Q(
                status=ServiceStatus.ACTIVE,
                is_listed=True,
                terms__isnull=False,
                practitioner__is_listed=True,
                practitioner__status=PractitionerStatus.VERIFIED,
            )
            | Q(practitioner__user=user)
        )

    def of(self, practitioner) -> Self:
        """What one practitioner offers."""
        return self.filter(practitioner=practitioner)

    def with_details(self) -> Self:
        """Everything a service card shows, in one query."""
        return self.select_related("practitioner", "category", "terms")
