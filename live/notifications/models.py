from django.db import models
from django.db.models import Q
from django.utils import timezone

from estuary.kernel.models import PublicModel
from live.notifications.querysets import DeliveryQuerySet, NotificationQuerySet
from live.notifications.states import DeliveryStatus, Road


class Notification(PublicModel):
    """Something one person is told. `key` names the occasion, so they are told once.

    `seq` rises by one for each person, so that a screen knows what it missed. A kind that is
    only a mail (a password reset) has `in_app` off, and no `seq`.
    """

    user = models.ForeignKey("marketplace.User", models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    seq = models.PositiveBigIntegerField(null=True, blank=True)
    in_app = models.BooleanField(default=True)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    link = models.CharField(max_length=300, blank=True)
    data = models.JSONField(default=dict, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="notification_once_per_occasion", fields=["user", "kind", "key"]
            ),
            models.UniqueConstraint(name="notification_seq_once", fields=["user", "seq"]),
            models.CheckConstraint(
                name="notification_in_app_is_numbered",
                condition=Q(in_app=True, seq__isnull=False) | Q(in_app=False, seq=None),
            ),
        ]
        indexes = [
            models.Index(
                name="notification_unread",
                fields=["user"],
                condition=Q(read_at=None, in_app=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class Delivery(models.Model):
    """A notification on its way to one person by one road, with a lease against crashes."""

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="deliveries")
    road = models.CharField(max_length=8, choices=Road.choices)
    address = models.CharField(max_length=254)
    context = models.JSONField(default=dict, blank=True)
    status = models.CharField(
        max_length=8, choices=DeliveryStatus.choices, default=DeliveryStatus.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "letter"
        constraints = [
            models.UniqueConstraint(name="delivery_once_per_road", fields=["notification", "road"]),
        ]
        indexes = [
            models.Index(name="delivery_waiting", fields=["due_at"], condition=Q(status="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.road} to {self.address}"
