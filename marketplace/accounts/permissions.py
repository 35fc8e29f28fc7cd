"""Roles, as DRF asks for them. What a person may not see is left out by `visible_to`, not here."""

from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.permissions import IsAuthenticated as IsAuthenticated
from rest_framework.request import Request

from marketplace.accounts.models import User


def signed_in(request: Request) -> User:
    """The account behind a request that a permission has let in."""
    assert isinstance(request.user, User)
    return request.user


class IsVerified(BasePermission):
    """Signed in, with a verified e-mail address."""

    message = "Verify your e-mail address first."
    code = "email_not_verified"

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user.is_authenticated and request.user.is_verified)


class IsPractitioner(BasePermission):
    """Signed in as a practitioner."""

    message = "This is for practitioners."

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user.is_authenticated and request.user.is_practitioner)


class IsAdmin(BasePermission):
    """Signed in as one of us."""

    message = "This is for staff."

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user.is_authenticated and request.user.is_staff)


class IsOwnerOrReadOnly(BasePermission):
    """Everybody may read; only the row's `user` may write."""

    message = "This is not yours."

    def has_object_permission(self, request: Request, view: Any, obj: Any) -> bool:
        if request.method in SAFE_METHODS:
            return True
        return bool(request.user.is_authenticated and obj.user_id == request.user.pk)


class IsPractitionerOwner(IsPractitioner):
    """A practitioner, and this row is theirs: it is their record, or points at it."""

    message = "This is not yours."

    def has_object_permission(self, request: Request, view: Any, obj: Any) -> bool:
        practitioner = getattr(obj, "practitioner", obj)
        return bool(practitioner.user_id == request.user.pk)
