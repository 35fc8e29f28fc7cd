from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, NullIf
from django.utils import timezone

from estuary.kernel.models import PublicModel
from marketplace.accounts.models import validate_timezone
from marketplace.practitioners.querysets import PractitionerQuerySet
from marketplace.practitioners.states import PractitionerStatus


class Practitioner(PublicModel):
    """Somebody who offers services: the working record behind a public page.

    `display_name` to `picture` are copies of the published words, written when the page is
    published; nothing here is ever revisioned.
    """

    user = models.OneToOneField("marketplace.User", models.PROTECT, related_name="practitioner")
    status = models.CharField(
        max_length=12, choices=PractitionerStatus.choices, default=PractitionerStatus.APPLIED
    )
    is_listed = models.BooleanField("page is published", default=False)
    is_featured = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    status_note = models.TextField("reason, told to the practitioner", blank=True)

    slug = models.SlugField(max_length=120, unique=True)
    display_name = models.CharField(max_length=120)
    professional_title = models.CharField(max_length=120, blank=True)
    summary = models.CharField(max_length=400, blank=True)
    picture = models.JSONField(null=True, blank=True)
    specializations = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    modalities = ArrayField(models.SlugField(max_length=80), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=35), default=list, blank=True)
    is_virtual = models.BooleanField("works online", default=True)
    years_of_experience = models.PositiveSmallIntegerField(null=True, blank=True)

    timezone = models.CharField(max_length=64, default="UTC", validators=[validate_timezone])
    slot_step_minutes = models.PositiveSmallIntegerField(
        default=15, validators=[MinValueValidator(5), MaxValueValidator(60)]
    )
    buffer_before_minutes = models.PositiveSmallIntegerField(default=0)
    buffer_after_minutes = models.PositiveSmallIntegerField(default=15)
    minimum_notice_hours = models.PositiveSmallIntegerField(default=24)
    horizon_days = models.PositiveSmallIntegerField(default=60)

    # Kept by operations so that lists need no counting.
    rating_sum = models.PositiveIntegerField(default=0)
    rating_count = models.PositiveIntegerField(default=0)
    rating_average = models.GeneratedField(
        expression=Cast("rating_sum", models.FloatField()) / NullIf("rating_count", 0),
        output_field=models.FloatField(null=True),
        db_persist=True,
    )
    followers_count = models.PositiveIntegerField(default=0, editable=False)
    price_from_cents = models.PositiveIntegerField(null=True, blank=True)
    next_available_at = models.DateTimeField(null=True, blank=True)

    search = models.GeneratedField(
        expression=SearchVector("display_name", weight="A", config="estuary_en")
        + SearchVector("professional_title", weight="B", config="estuary_en")
        + SearchVector("summary", weight="C", config="estuary_en"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = PractitionerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="practitioner_slot_step_is_5_to_60",
                condition=Q(slot_step_minutes__gte=5, slot_step_minutes__lte=60),
            ),
            models.CheckConstraint(
                name="practitioner_rating_is_1_to_5",
                condition=Q(rating_sum__gte=models.F("rating_count"))
                & Q(rating_sum__lte=models.F("rating_count") * 5),
            ),
        ]
        indexes = [
            GinIndex(name="practitioner_search", fields=["search"]),
            GinIndex(name="practitioner_modalities", fields=["modalities"]),
            GinIndex(name="practitioner_specializations", fields=["specializations"]),
            models.Index(
                name="practitioner_public",
                fields=["-is_featured", "display_name", "id"],
                condition=Q(is_listed=True, status="verified"),
            ),
            models.Index(name="practitioner_by_status", fields=["status", "created_at"]),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def is_public(self) -> bool:
        """Whether the public sees this practitioner."""
        return self.is_listed and self.status == PractitionerStatus.VERIFIED


class FormerPractitionerSlug(models.Model):
    """What a practitioner was called before: it still leads to them, and nobody else gets it."""

    practitioner = models.ForeignKey(Practitioner, models.CASCADE, related_name="former_slugs")
    slug = models.SlugField(max_length=120, unique=True)
    given_up_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.slug


class Certification(PublicModel):
    """A paper a practitioner has shown us, or means to."""

    practitioner = models.ForeignKey(Practitioner, models.CASCADE, related_name="certifications")
    title = models.CharField(max_length=160)
    issuer = models.CharField(max_length=160, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class Place(PublicModel):
    """Where a practitioner works."""

    practitioner = models.ForeignKey(Practitioner, models.CASCADE, related_name="places")
    name = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=240, blank=True)
    city = models.CharField(max_length=120)
    region = models.CharField(max_length=120, blank=True)
    country = models.CharField("country (ISO 3166)", max_length=2)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    is_primary = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="place_one_primary_each", fields=["practitioner"], condition=Q(is_primary=True)
            ),
            models.CheckConstraint(
                name="place_is_on_earth",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
            ),
        ]
        indexes = [models.Index(name="place_by_latitude", fields=["latitude"])]

    def __str__(self) -> str:
        return f"{self.city}, {self.country}"
