from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, NullIf
from django.utils import timezone

from estuary.kernel.models import PublicModel
from marketplace.catalogue.querysets import CategoryQuerySet, ServiceQuerySet
from marketplace.catalogue.states import (
    CancellationPolicy,
    LocationType,
    ServiceStatus,
    ServiceType,
)


class Category(PublicModel):
    """A shelf of the catalogue."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    summary = models.CharField(max_length=240, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name


class Service(PublicModel):
    """What a practitioner offers. Price, length and policy are in its `terms`.

    `title` to `picture` are copies of the published words, written when the page is published.
    """

    practitioner = models.ForeignKey(
        "marketplace.Practitioner", models.PROTECT, related_name="services"
    )
    service_type = models.CharField(
        max_length=10, choices=ServiceType.choices, default=ServiceType.SESSION
    )
    status = models.CharField(
        max_length=10, choices=ServiceStatus.choices, default=ServiceStatus.DRAFT
    )
    is_listed = models.BooleanField("page is published", default=False)
    terms = models.ForeignKey(
        "marketplace.ServiceTerms",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The version that new sales are made under.",
    )

    slug = models.SlugField(max_length=160, unique=True)
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=400, blank=True)
    picture = models.JSONField(null=True, blank=True)
    # A copy, so that one index finds "breathwork with Inês".
    practitioner_name = models.CharField(max_length=120, blank=True, editable=False)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="services"
    )
    modalities = ArrayField(models.SlugField(max_length=80), default=list, blank=True)
    location_type = models.CharField(
        max_length=10, choices=LocationType.choices, default=LocationType.VIRTUAL
    )
    place = models.ForeignKey(
        "marketplace.Place", models.PROTECT, null=True, blank=True, related_name="services"
    )

    # None: as the practitioner has it.
    slot_step_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    buffer_before_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    buffer_after_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    minimum_notice_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    horizon_days = models.PositiveSmallIntegerField(null=True, blank=True)

    # Kept by operations so that lists need no counting.
    rating_sum = models.PositiveIntegerField(default=0)
    rating_count = models.PositiveIntegerField(default=0)
    rating_average = models.GeneratedField(
        expression=Cast("rating_sum", models.FloatField()) / NullIf("rating_count", 0),
        output_field=models.FloatField(null=True),
        db_persist=True,
    )
    next_available_at = models.DateTimeField(null=True, blank=True)

    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="estuary_en")
        + SearchVector("practitioner_name", weight="B", config="estuary_en")
        + SearchVector("summary", weight="C", config="estuary_en"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ServiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="service_on_sale_has_terms",
                condition=~Q(status="active") | Q(terms__isnull=False),
            ),
            models.CheckConstraint(
                name="service_rating_is_1_to_5",
                condition=Q(rating_sum__gte=models.F("rating_count"))
                & Q(rating_sum__lte=models.F("rating_count") * 5),
            ),
            models.CheckConstraint(
                name="service_slot_step_is_5_to_60",
                condition=Q(slot_step_minutes=None)
                | Q(slot_step_minutes__gte=5, slot_step_minutes__lte=60),
            ),
        ]
        indexes = [
            GinIndex(name="service_search", fields=["search"]),
            GinIndex(name="service_modalities", fields=["modalities"]),
            models.Index(
                name="service_public",
                fields=["title", "id"],
                condition=Q(is_listed=True, status="active"),
            ),
            models.Index(
                name="service_public_by_practitioner",
                fields=["practitioner", "title"],
                condition=Q(is_listed=True, status="active"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FormerServiceSlug(models.Model):
    """What a service was called before: it still leads there, and no other gets it."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="former_slugs")
    slug = models.SlugField(max_length=160, unique=True)
    given_up_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.slug


class ServiceTerms(models.Model):
    """One version of what a service costs and promises; a sale points at the one it was made under.

    Rows are never changed: a trigger refuses it.
    """

    service = models.ForeignKey(Service, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    price_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, default="usd")
    duration_minutes = models.PositiveSmallIntegerField()
    capacity = models.PositiveSmallIntegerField(default=1)
    cancellation_policy = models.CharField(
        max_length=10, choices=CancellationPolicy.choices, default=CancellationPolicy.MODERATE
    )
    joins_late = models.BooleanField(
        default=False,
        help_text="A course that has begun may still be joined, for the sessions to come.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = "service terms"
        constraints = [
            models.UniqueConstraint(
                name="service_terms_version_once", fields=["service", "version"]
            ),
            models.CheckConstraint(
                name="service_terms_make_sense",
                condition=Q(duration_minutes__gte=5, duration_minutes__lte=1440, capacity__gte=1),
            ),
            models.CheckConstraint(
                name="service_terms_price_is_payable",
                # Stripe refuses charges under 50 cents.
                condition=Q(price_cents=0) | Q(price_cents__gte=50),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} v{self.version}"
