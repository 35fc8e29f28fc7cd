import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

from estuary.kernel.querysets import OutboxDeliveryQuerySet


class TimestampedModel(models.Model):
    """When a row came to be and when it last changed: for people, never for logic."""

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class PublicModel(TimestampedModel):
    """A row that the world may name: by `public_id`, never by its key."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class OutboxEvent(models.Model):
    """A fact that waits to be relayed, and then stays as the record of what happened."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100)
    payload = models.JSONField()
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    relayed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                name="outbox_event_waiting",
                fields=["recorded_at"],
                condition=Q(relayed_at=None),
            ),
            models.Index(name="outbox_event_by_name", fields=["name", "recorded_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.payload}"


class OutboxDelivery(models.Model):
    """One fact on its way to one subscriber: a row with a lease, so that a crash repeats it.

    `parked_at` is set when too many attempts failed; operations staff see it and may run it again.
    """

    event = models.ForeignKey(
        OutboxEvent, models.CASCADE, related_name="deliveries", verbose_name="fact"
    )
    subscriber = models.CharField(max_length=100)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    parked_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    objects = OutboxDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "delivery of a fact"
        verbose_name_plural = "deliveries of facts"
        constraints = [
            models.UniqueConstraint(
                name="outbox_delivery_once_per_subscriber", fields=["event", "subscriber"]
            ),
        ]
        indexes = [
            models.Index(
                name="outbox_delivery_open",
                fields=["due_at"],
                condition=Q(done_at=None, parked_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} of {self.event_id}"


class IdempotencyKey(models.Model):
    """What one caller's key has done: written in the transaction of its effect.

    `reference` names what the effect made; `status` and `answer` are the first answer given,
    empty while the effect is there but its answer has not been written down yet.
    """

    caller = models.CharField(max_length=80)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    reference = models.CharField(max_length=80, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="idempotency_key_once_per_caller", fields=["caller", "key"]
            ),
        ]
        indexes = [models.Index(name="idempotency_key_by_age", fields=["created_at"])]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"
