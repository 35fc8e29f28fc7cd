from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from estuary.kernel.models import PublicModel
from live.realtime.models import FeedEntry
from live.webhooks.querysets import WebhookDeliveryQuerySet, WebhookEndpointQuerySet
from live.webhooks.states import DeliveryStatus


class WebhookEndpoint(PublicModel):
    """Where a frontend hears of changed content.

    `failures` counts what failed in a row, `failing_since` when that began; until `rests_until`
    nothing at all is tried. After a rotation `previous_secret` signs as well for a while.
    """

    address = models.CharField(max_length=500)
    description = models.CharField(max_length=200, blank=True)
    kinds = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    tags = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    secret = models.CharField(max_length=100)
    previous_secret = models.CharField(max_length=100, blank=True)
    previous_until = models.DateTimeField(null=True, blank=True)
    is_enabled = models.BooleanField("on", default=True)
    off_reason = models.CharField("why it is off", max_length=200, blank=True)
    failures = models.PositiveIntegerField("failures in a row", default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    rests_until = models.DateTimeField(null=True, blank=True)

    objects = WebhookEndpointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="webhook_endpoint_is_on_or_says_why",
                condition=Q(is_enabled=True, off_reason="")
                | (Q(is_enabled=False) & ~Q(off_reason="")),
            ),
            models.CheckConstraint(
                name="webhook_endpoint_has_a_secret",
                condition=Q(secret__startswith="whsec_"),
            ),
            models.CheckConstraint(
                name="webhook_endpoint_previous_secret_ends",
                condition=Q(previous_secret="", previous_until=None)
                | (~Q(previous_secret="") & Q(previous_until__isnull=False)),
            ),
            models.CheckConstraint(
                name="webhook_endpoint_fails_since_some_time",
                condition=Q(failures=0, failing_since=None, rests_until=None)
                | Q(failures__gte=1, failing_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.address


class WebhookDelivery(PublicModel):
    """One piece of news on its way to one endpoint, under a lease; a test belongs to no entry.

    `body` is what is sent, every time the same: a reader tells by its id that it knows it.
    """

    endpoint = models.ForeignKey(WebhookEndpoint, models.PROTECT, related_name="deliveries")
    entry = models.ForeignKey(
        FeedEntry, models.PROTECT, null=True, blank=True, related_name="webhooks"
    )
    body = models.TextField()
    status = models.CharField(
        max_length=12, choices=DeliveryStatus.choices, default=DeliveryStatus.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    # Of these, those before it was last sent again: pauses begin anew.
    attempts_before = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "webhook"
        constraints = [
            models.UniqueConstraint(
                name="webhook_delivery_once_per_entry", fields=["endpoint", "entry"]
            ),
            models.CheckConstraint(
                name="webhook_delivery_status_is_known",
                condition=Q(status__in=DeliveryStatus.values),
            ),
            models.CheckConstraint(
                name="webhook_delivery_has_its_time_exactly_when_delivered",
                condition=Q(status=DeliveryStatus.DELIVERED, delivered_at__isnull=False)
                | (~Q(status=DeliveryStatus.DELIVERED) & Q(delivered_at=None)),
            ),
        ]
        indexes = [
            models.Index(
                name="webhook_delivery_waiting", fields=["due_at"], condition=Q(status="waiting")
            ),
            models.Index(name="webhook_delivery_in_hand", fields=["endpoint", "leased_until"]),
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def message_id(self) -> str:
        """What a reader knows it by, however often it comes."""
        return f"msg_{self.public_id.hex}"


class WebhookAttempt(models.Model):
    """What came of sending a webhook once: an answer, or the reason why there was none."""

    delivery = models.ForeignKey(WebhookDelivery, models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.TextField(blank=True)
    error = models.CharField(max_length=300, blank=True)
    milliseconds = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="webhook_attempt_number_once", fields=["delivery", "number"]
            ),
            models.CheckConstraint(
                name="webhook_attempt_was_answered_or_says_why",
                condition=Q(status_code__isnull=False, error="")
                | (Q(status_code=None) & ~Q(error="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id}, attempt {self.number}"
