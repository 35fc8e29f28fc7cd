from typing import Self

from django.contrib.auth.models import BaseUserManager, Permission
from django.db import models
from django.db.models import Exists, OuterRef, Q


class UserQuerySet(models.QuerySet):
    """The questions we ask about accounts."""

    def active(self) -> Self:
        """Accounts that may sign in."""
        return self.filter(is_active=True)

    def verified(self) -> Self:
        """Accounts whose address has been shown to be theirs."""
        return self.filter(is_verified=True)

    def with_email(self, email: str) -> Self:
        """At most one account: addresses are kept in lower case."""
        return self.filter(email=normalise_email(email))

    def permitted(self, permission: str) -> Self:
        """Active accounts that have it, by a group or their own; administrators have them all."""
        app, _, codename = permission.partition(".")
        held = Permission.objects.filter(
            Q(user=OuterRef("pk")) | Q(group__user=OuterRef("pk")),
            content_type__app_label=app,
            codename=codename,
        )
        return self.active().filter(Q(is_superuser=True) | Exists(held))

    def with_profile(self) -> Self:
        """The account and its profile in one query."""
        return self.select_related("profile")

    def with_details(self) -> Self:
        """Everything a person sees of their own account, in one query."""
        return self.select_related("profile", "practitioner")

    def lock(self) -> Self:
        """Hold these rows until the transaction ends; rows may still point at them."""
        return self.select_for_update(of=("self",), no_key=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Creates accounts for Django's own commands; people register by `operations.register`."""

    def get_by_natural_key(self, username: str) -> models.Model:
        return self.get(email=normalise_email(username))

    def create_user(
        self, email: str, password: str | None = None, **fields: object
    ) -> models.Model:
        user = self.model(email=normalise_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, password: str | None = None, **fields: object
    ) -> models.Model:
        fields |= {"is_staff": True, "is_superuser": True, "is_verified": True}
        return self.create_user(email, password, **fields)


def normalise_email(email: str) -> str:
    """Addresses are compared without regard to case, so they are kept in lower case."""
    return email.strip().lower()
