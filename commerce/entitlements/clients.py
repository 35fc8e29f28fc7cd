"""Whose client somebody is: what rooms above ask about many practitioners at once."""

from typing import Any

from django.db.models import Q

from commerce.bookings.models import Booking
from commerce.bookings.states import FIRM, BookingStatus
from commerce.entitlements.models import Entitlement
from commerce.entitlements.states import EntitlementStatus
from marketplace.practitioners.models import Practitioner
from marketplace.practitioners.querysets import PractitionerQuerySet

# What was given back, or never paid, makes nobody a client.
_PAID = (*FIRM, BookingStatus.UNSCHEDULED)
_GIVEN_BACK = (EntitlementStatus.REFUNDED, EntitlementStatus.REVOKED)


def bought_from(user: Any) -> PractitionerQuerySet:
    """The practitioners of whom somebody has a firm booking, or a package not given back.

    Every order that is paid comes to one of the two. For use within another question.
    """
    booked = Booking.objects.filter(client=user, status__in=_PAID)
    owned = Entitlement.objects.filter(client=user).exclude(status__in=_GIVEN_BACK)
    return Practitioner.objects.filter(
        Q(pk__in=booked.order_by().values("service__practitioner"))
        | Q(pk__in=owned.order_by().values("terms__package__practitioner"))
    )
