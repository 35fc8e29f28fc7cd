import json
import unicodedata
from typing import Any

from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers

from estuary.kernel.api.serializers import StrictSerializer
from marketplace.accounts.models import User, UserProfile, validate_timezone

PREFERENCES_MOST_CHARACTERS = 4000


def one_line(text: str) -> None:
    """Names stand in subjects of mails: no line breaks, no control characters."""
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in text):
        raise serializers.ValidationError("No line breaks and no control characters.")


def plain_preferences(value: Any) -> None:
    """A small JSON object of the frontend's own; PostgreSQL keeps neither NUL nor half a pair."""
    if not isinstance(value, dict):
        raise serializers.ValidationError("This must be an object.")
    text = json.dumps(value, ensure_ascii=False)
    if len(text) > PREFERENCES_MOST_CHARACTERS:
        raise serializers.ValidationError(f"At most {PREFERENCES_MOST_CHARACTERS} characters.")
    if "\\u0000" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise serializers.ValidationError("Null characters and surrogates are not allowed.")


class Password(serializers.CharField):
    """Taken as it is, blanks included. The bound keeps hashing cheap."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {"trim_whitespace": False, "max_length": 256, "write_only": True}
        super().__init__(style={"input_type": "password"}, **kwargs)


class NewAccount(StrictSerializer):
    """What it takes to register."""

    email = serializers.EmailField(max_length=254)
    password = Password()
    first_name = serializers.CharField(
        max_length=80, default="", allow_blank=True, validators=[one_line]
    )
    last_name = serializers.CharField(
        max_length=80, default="", allow_blank=True, validators=[one_line]
    )
    timezone = serializers.CharField(
        max_length=64,
        default="UTC",
        validators=[validate_timezone],
        help_text="IANA name; mails tell times in it.",
    )


class Credentials(StrictSerializer):
    email = serializers.CharField(max_length=254)
    password = Password()


class RefreshToken(StrictSerializer):
    refresh = serializers.CharField(max_length=2000)


class LinkToken(StrictSerializer):
    token = serializers.CharField(max_length=1000, help_text="From the link in the mail.")


class Address(StrictSerializer):
    email = serializers.EmailField(max_length=254)


class PasswordByLink(LinkToken):
    password = Password()


class PasswordChange(StrictSerializer):
    current_password = Password()
    new_password = Password()


class ProfileChanges(StrictSerializer):
    """What a person tells about themselves; PUT resets what is left out."""

    bio = serializers.CharField(max_length=2000, default="", allow_blank=True)
    timezone = serializers.CharField(
        max_length=64, default="UTC", validators=[validate_timezone], help_text="IANA name."
    )
    location = serializers.CharField(max_length=120, default="", allow_blank=True)
    preferences = serializers.JSONField(
        default=dict, validators=[plain_preferences], help_text="A small object; kept as sent."
    )


class UserChanges(StrictSerializer):
    """What a person may change of their account. Address, roles and standing are not among it."""

    first_name = serializers.CharField(max_length=80, allow_blank=True, validators=[one_line])
    last_name = serializers.CharField(max_length=80, allow_blank=True, validators=[one_line])
    phone_number = serializers.RegexField(
        r"^\+?[0-9 ()./-]{5,32}$", max_length=32, default="", allow_blank=True
    )
    profile = ProfileChanges()


class Profile(serializers.ModelSerializer):
    avatar = serializers.ImageField(allow_null=True, help_text="Its address.")
    preferences = serializers.DictField()

    class Meta:
        model = UserProfile
        fields = ["bio", "avatar", "timezone", "location", "preferences"]
        read_only_fields = fields


class Me(serializers.ModelSerializer):
    """One's own account. Reading only."""

    id = serializers.UUIDField(source="public_id")
    roles = serializers.ListField(
        child=serializers.ChoiceField(choices=["user", "practitioner", "admin"])
    )
    profile = serializers.SerializerMethodField()
    practitioner = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = [
            "id",
            "email",
            "first_name",
            "last_name",
            "phone_number",
            "is_practitioner",
            "is_verified",
            "roles",
            "profile",
            "practitioner",
            "created_at",
        ]
        read_only_fields = fields

    @extend_schema_field(Profile)
    def get_profile(self, user: User) -> dict[str, Any]:
        # Accounts made on the command line have none until they write something.
        profile = getattr(user, "profile", None) or UserProfile(user=user)
        return dict(Profile(profile, context=self.context).data)

    @extend_schema_field(
        inline_serializer(
            "OwnPractitioner",
            {
                "id": serializers.UUIDField(),
                "slug": serializers.SlugField(),
                "status": serializers.CharField(),
            },
            allow_null=True,
        )
    )
    def get_practitioner(self, user: User) -> dict[str, Any] | None:
        practitioner = getattr(user, "practitioner", None)
        if practitioner is None:
            return None
        return {
            "id": str(practitioner.public_id),
            "slug": practitioner.slug,
            "status": practitioner.status,
        }


class TokenPair(serializers.Serializer):
    """What a client keeps to stay signed in."""

    access = serializers.CharField(help_text="For an hour, as `Authorization: Bearer ...`.")
    refresh = serializers.CharField(help_text="For the next pair, once, within seven days.")


class SignedIn(TokenPair):
    user = Me()
