from typing import Self

from django.db import models

from marketplace.practitioners.states import PractitionerStatus


class PractitionerQuerySet(models.QuerySet):
    """The questions we ask about practitioners."""

    def verified(self) -> Self:
        """Those whose papers were looked at and accepted."""
        return self.filter(status=PractitionerStatus.VERIFIED)

    def listed(self) -> Self:
        """Those the public sees: verified, and with a published page."""
        return self.verified().filter(is_listed=True)

    def with_details(self) -> Self:
        """Everything a practitioner card shows, in two queries."""
        return self.select_related("user").prefetch_related("places")

    def lock(self) -> Self:
        """Hold these rows until the transaction ends; others may still point at them."""
        return self.select_for_update(of=("self",), no_key=True)
