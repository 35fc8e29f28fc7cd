from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView


class IsBookingParticipant(BasePermission):
    """The client of a booking, or the practitioner who gives it.

    Our own views take their rows from `visible_to`, so that others' bookings do not exist at
    all; this is for views that find a booking in another way.
    """

    def has_object_permission(self, request: Request, view: APIView, obj: Any) -> bool:
        return request.user.pk in (obj.client_id, obj.service.practitioner.user_id)
