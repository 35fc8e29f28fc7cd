import zoneinfo

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from estuary.kernel.models import PublicModel, TimestampedModel
from marketplace.accounts.querysets import UserManager


def validate_timezone(name: str) -> None:
    """Refuse what is not an IANA zone name."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(f"{name!r} is not a time zone, such as Europe/Lisbon.")


class User(AbstractBaseUser, PermissionsMixin, PublicModel):  # type: ignore[django-manager-missing]
    """Somebody who signs in, by e-mail: client, practitioner, editor or all of them."""

    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    phone_number = models.CharField(max_length=32, blank=True)
    is_practitioner = models.BooleanField(default=False)
    is_verified = models.BooleanField("e-mail verified", default=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="user_email_is_lower_case", condition=Q(email=Lower(F("email")))
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_full_name(self) -> str:
        """First and last name, as far as given."""
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        """The first name, or what stands before the @."""
        return self.first_name or self.email.partition("@")[0]

    @property
    def roles(self) -> list[str]:
        """What this person is to us; everybody with an account is a user."""
        held = {"user": True, "practitioner": self.is_practitioner, "admin": self.is_staff}
        return [role for role, has in held.items() if has]


class UserProfile(TimestampedModel):
    """What a person tells about themselves, and how they want to be treated."""

    user = models.OneToOneField(User, models.CASCADE, related_name="profile")
    bio = models.TextField(blank=True, max_length=2000)
    avatar = models.ImageField(upload_to="avatars/", blank=True)
    timezone = models.CharField(max_length=64, default="UTC", validators=[validate_timezone])
    location = models.CharField(max_length=120, blank=True)
    preferences = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"Profile of {self.user_id}"
