from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from estuary.kernel.models import PublicModel
from marketplace.packages import pricing
from marketplace.packages.querysets import PackageQuerySet
from marketplace.packages.states import PackageKind, PackageStatus

# Stripe refuses charges under 50 cents.
LEAST_CENTS = 50


class Package(PublicModel):
    """Several units at one price: of one service, or as a bundle of several.

    What is in it and what it costs is in its `terms`.
    """

    practitioner = models.ForeignKey(
        "marketplace.Practitioner", models.PROTECT, related_name="packages"
    )
    kind = models.CharField(max_length=10, choices=PackageKind.choices)
    status = models.CharField(
        max_length=10, choices=PackageStatus.choices, default=PackageStatus.DRAFT
    )
    slug = models.SlugField(max_length=160, unique=True)
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=400, blank=True)
    terms = models.ForeignKey(
        "marketplace.PackageTerms",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The version that new sales are made under.",
    )

    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="estuary_en")
        + SearchVector("summary", weight="C", config="estuary_en"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = PackageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="package_on_sale_has_terms",
                condition=~Q(status="active") | Q(terms__isnull=False),
            ),
            models.CheckConstraint(
                name="package_kind_is_known", condition=Q(kind__in=PackageKind.values)
            ),
        ]
        indexes = [
            GinIndex(name="package_search", fields=["search"]),
            models.Index(
                name="package_on_sale",
                fields=["kind", "title", "id"],
                condition=Q(status="active"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PackageTerms(models.Model):
    """One version of what a package costs and holds; a sale points at the one it was made under.

    Until a sale expires, its unused units are refunded at their share of the price. Rows are
    never changed: a trigger refuses it.
    """

    package = models.ForeignKey(Package, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    price_cents = models.PositiveIntegerField()
    list_price_cents = models.PositiveIntegerField("price of the parts")
    currency = models.CharField(max_length=3, default="usd")
    valid_for_days = models.PositiveSmallIntegerField(default=365)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = "package terms"
        constraints = [
            models.UniqueConstraint(
                name="package_terms_version_once", fields=["package", "version"]
            ),
            models.CheckConstraint(
                name="package_terms_price_is_payable",
                condition=Q(price_cents__gte=LEAST_CENTS),
            ),
            models.CheckConstraint(
                name="package_terms_cost_no_more_than_their_parts",
                condition=Q(price_cents__lte=F("list_price_cents")),
            ),
            models.CheckConstraint(
                name="package_terms_are_valid_for_a_while",
                condition=Q(valid_for_days__gte=1, valid_for_days__lte=1095),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.package_id} v{self.version}"

    @property
    def saves_cents(self) -> int:
        """How much less than its parts it costs."""
        return pricing.saves_cents(
            price_cents=self.price_cents, list_price_cents=self.list_price_cents
        )


class PackageItem(models.Model):
    """So many units of one service in one version of a package, under the service's terms then.

    Never changed: a trigger refuses it.
    """

    terms = models.ForeignKey(PackageTerms, models.PROTECT, related_name="items")
    service = models.ForeignKey("marketplace.Service", models.PROTECT, related_name="+")
    service_terms = models.ForeignKey("marketplace.ServiceTerms", models.PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="package_item_service_once", fields=["terms", "service"]),
            models.CheckConstraint(
                name="package_item_holds_some",
                condition=Q(quantity__gte=1, quantity__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.service_id}"

    @property
    def line(self) -> pricing.Line:
        """As the arithmetic wants it."""
        return pricing.Line(quantity=self.quantity, unit_price_cents=self.service_terms.price_cents)
