from rest_framework import serializers

from marketplace.practitioners.serializers import PractitionerCard


class Following(serializers.Serializer):
    """How one stands to a practitioner."""

    is_following = serializers.BooleanField()
    followers_count = serializers.IntegerField(help_text="Everybody's.")


class FollowedCard(serializers.Serializer):
    """A practitioner whom one follows, and since when."""

    practitioner = PractitionerCard()
    followed_at = serializers.DateTimeField(source="created_at")
