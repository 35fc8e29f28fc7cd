from rest_framework import serializers

from cms.resolving.states import Resolution


class RedirectTarget(serializers.Serializer):
    """Where it is now."""

    target = serializers.CharField(help_text="A whole address; of the frontend, or elsewhere.")
    is_permanent = serializers.BooleanField(help_text="Answer 301 or 308, otherwise 302 or 307.")


class Resolved(serializers.Serializer):
    """What is at an address of the frontend."""

    kind = serializers.ChoiceField(choices=Resolution.choices)
    page = serializers.DictField(
        allow_null=True, help_text="As `content/pages/{id}/` answers it; null for other kinds."
    )
    redirect = RedirectTarget(allow_null=True)
