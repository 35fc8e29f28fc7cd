import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.utils.timezone
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("marketplace", "0008_former_slugs"),
        ("marketplace", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="PayoutRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("due_at", models.DateTimeField(unique=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("rank", models.PositiveSmallIntegerField(unique=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReceiptCounter",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateTimeField(unique=True)),
                ("movements", models.PositiveIntegerField(verbose_name="movements that were new")),
                ("notices", models.PositiveIntegerField(verbose_name="events that were new")),
            ],
            options={
                "ordering": ["-until"],
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("provider_clearing", "With the payment provider"),
                            ("bank", "In our bank"),
                            ("provider_fees", "The provider's fees"),
                            ("received", "Received, and not yet put to an order"),
                            ("sales", "Sold, and not yet shared out"),
                            ("earnings_pending", "Earned, and not yet to be paid out"),
                            ("earnings_available", "Earned, and to be paid out"),
                            ("earnings_in_payout", "On its way to practitioners"),
                            ("carry", "Owed by practitioners after refunds"),
                            ("commission", "Commission"),
                            ("client_credits", "Clients' credits"),
                            ("units_owed", "Sold in packages, and not yet used"),
                            ("breakage", "Expired unused"),
                            ("promotions", "Given away"),
                            ("refunds_due", "Refunds promised, and not yet paid"),
                            ("disputed", "Held by banks while they decide"),
                            ("dispute_fees", "The provider's fees for disputes"),
                            ("dispute_losses", "Lost in disputes, and not got back"),
                            ("membership_fees", "Membership fees"),
                        ],
                        max_length=24,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "party", "currency"),
                        name="account_once_per_kind_party_currency",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "provider_clearing",
                                    "bank",
                                    "provider_fees",
                                    "received",
                                    "sales",
                                    "earnings_pending",
                                    "earnings_available",
                                    "earnings_in_payout",
                                    "carry",
                                    "commission",
                                    "client_credits",
                                    "units_owed",
                                    "breakage",
                                    "promotions",
                                    "refunds_due",
                                    "disputed",
                                    "dispute_fees",
                                    "dispute_losses",
                                    "membership_fees",
                                ],
                            )
                        ),
                        name="account_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreedCommission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "basis_points",
                    models.PositiveSmallIntegerField(
                        help_text="250 is 2.5 %.",
                        validators=[django.core.validators.MaxValueValidator(10000)],
                    ),
                ),
                ("effective_from", models.DateTimeField()),
                (
                    "effective_until",
                    models.DateTimeField(
                        blank=True, help_text="Empty: until further notice.", null=True
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreed_commissions",
                        to="marketplace.practitioner",
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("practitioner", "="),
                            (
                                models.Func(
                                    "effective_from",
                                    "effective_until",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                    function="TSTZRANGE",
                                    output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="agreed_commission_never_overlaps",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("effective_until", None),
                            ("effective_until__gt", models.F("effective_from")),
                            _connector="OR",
                        ),
                        name="agreed_commission_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("basis_points__lte", 10000)),
                        name="agreed_commission_is_a_share",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "series",
                    models.UUIDField(
                        blank=True, null=True, verbose_name="course it is a booking of"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Waiting for payment"),
                            ("confirmed", "Confirmed"),
                            ("completed", "Completed"),
                            ("cancelled", "Cancelled"),
                            ("unscheduled", "To be scheduled"),
                        ],
                        default="pending",
                        max_length=12,
                    ),
                ),
                ("price_cents", models.PositiveIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("credits_applied_cents", models.PositiveIntegerField(default=0)),
                ("seats", models.PositiveSmallIntegerField(default=1)),
                ("notes", models.TextField(blank=True, max_length=500)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cancelled_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("client", "Client"),
                            ("practitioner", "Practitioner"),
                            ("platform", "Estuary"),
                            ("lapsed", "Not paid in time"),
                        ],
                        max_length=12,
                    ),
                ),
                ("cancellation_reason", models.CharField(blank=True, max_length=500)),
                ("refund_cents", models.PositiveIntegerField(default=0)),
                (
                    "refund_credits_cents",
                    models.PositiveIntegerField(
                        default=0, help_text="The part of the refund that is credits."
                    ),
                ),
                (
                    "charged_back_cents",
                    models.PositiveIntegerField(
                        default=0, help_text="What the client's bank took back of its price."
                    ),
                ),
                (
                    "times_moved",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="How often the client has moved it unasked."
                    ),
                ),
                ("reschedule_requested_at", models.DateTimeField(blank=True, null=True)),
                ("reschedule_reason", models.CharField(blank=True, max_length=500)),
                (
                    "calendar_sequence",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="Rises when it is cancelled, or stands at another time or again.",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent_booking",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="commerce.booking",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to="marketplace.service",
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to="marketplace.serviceterms",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BookingParticipant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("seat", models.PositiveSmallIntegerField(default=1)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("attended", models.BooleanField(blank=True, null=True)),
                ("notes", models.TextField(blank=True)),
                (
                    "booking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participants",
                        to="commerce.booking",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["seat"],
                "constraints": [
                    models.UniqueConstraint(fields=("booking", "seat"), name="booking_seat_once"),
                    models.CheckConstraint(
                        condition=models.Q(("seat__gte", 1)), name="booking_seat_is_counted"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("user__isnull", False)),
                        fields=("booking", "user"),
                        name="booking_participant_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_feed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CommissionSchedule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("effective_from", models.DateTimeField(unique=True)),
                (
                    "floor_basis_points",
                    models.PositiveSmallIntegerField(
                        default=200,
                        help_text="In basis points: 200 is 2 %.",
                        validators=[django.core.validators.MaxValueValidator(10000)],
                        verbose_name="least rate with a membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("floor_basis_points__lte", 10000)),
                        name="commission_floor_is_a_share",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CommissionBracket",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "over_cents",
                    models.PositiveIntegerField(
                        help_text="It applies above this amount, in cents; 0 is the usual rate."
                    ),
                ),
                (
                    "basis_points",
                    models.PositiveSmallIntegerField(
                        help_text="500 is 5 %.",
                        validators=[django.core.validators.MaxValueValidator(10000)],
                    ),
                ),
                (
                    "schedule",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="brackets",
                        to="commerce.commissionschedule",
                    ),
                ),
            ],
            options={
                "ordering": ["over_cents"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("schedule", "over_cents"), name="commission_bracket_begins_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("basis_points__lte", 10000)),
                        name="commission_bracket_is_a_share",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConnectAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("country", models.CharField(max_length=2)),
                (
                    "provider_id",
                    models.CharField(blank=True, max_length=64, null=True, unique=True),
                ),
                (
                    "attempt",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="Rises when the provider spoilt a key; part of the next one.",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_started", "Not started"),
                            ("details_needed", "Details needed"),
                            ("pending_verification", "Being verified"),
                            ("active", "Active"),
                            ("restricted", "Restricted"),
                            ("rejected", "Rejected"),
                            ("closed", "Closed"),
                        ],
                        default="not_started",
                        max_length=24,
                    ),
                ),
                ("state_since", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "is_payable",
                    models.BooleanField(default=False, verbose_name="money can be sent"),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        help_text="The provider's word for why it cannot.",
                        max_length=64,
                    ),
                ),
                ("requirements", models.JSONField(blank=True, default=list)),
                (
                    "due_at",
                    models.DateTimeField(
                        blank=True, help_text="Until when the provider wants to be told.", null=True
                    ),
                ),
                ("activated_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_at",
                    models.DateTimeField(
                        blank=True, help_text="When we asked for what is written here.", null=True
                    ),
                ),
                ("stopped_at", models.DateTimeField(blank=True, null=True)),
                ("stopped_why", models.CharField(blank=True, max_length=300)),
                (
                    "owner_was_there_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When its owner was last known to be at the provider.",
                        null=True,
                    ),
                ),
                ("replaced_at", models.DateTimeField(blank=True, null=True)),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="connect_accounts",
                        to="marketplace.practitioner",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("replaced_at", None)),
                        fields=["asked_at"],
                        name="connect_account_to_ask_about",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at", None)),
                        fields=("practitioner",),
                        name="connect_account_one_counts_per_practitioner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "not_started"),
                            ("provider_id__isnull", False),
                            _connector="OR",
                        ),
                        name="connect_account_known_to_provider_once_started",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_payable", False),
                            ("state__in", ("active", "details_needed")),
                            _connector="OR",
                        ),
                        name="connect_account_payable_only_while_it_lives",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditLot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("key", models.CharField(max_length=120, unique=True)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("purchase", "Bought"),
                            ("refund", "Refunded"),
                            ("promotion", "Promotion"),
                            ("gift", "Gift"),
                        ],
                        max_length=12,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("amount_cents", models.PositiveIntegerField(help_text="As granted.")),
                (
                    "remaining_cents",
                    models.PositiveIntegerField(help_text="Neither held, spent nor expired."),
                ),
                ("expired_cents", models.PositiveIntegerField(default=0)),
                (
                    "taken_back_cents",
                    models.PositiveIntegerField(
                        default=0, help_text="Gone with the payment, when a bank took that back."
                    ),
                ),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("given_away", models.BooleanField(default=False)),
                (
                    "reason",
                    models.CharField(blank=True, help_text="Its owner reads this.", max_length=200),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_lots",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("expires_at__isnull", False), ("remaining_cents__gt", 0)
                        ),
                        fields=["expires_at"],
                        name="credit_lot_by_expiry",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__gt", 0)),
                        name="credit_lot_is_of_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("remaining_cents__gte", 0),
                            (
                                "amount_cents__gte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("remaining_cents"), "+", models.F("expired_cents")
                                    ),
                                    "+",
                                    models.F("taken_back_cents"),
                                ),
                            ),
                        ),
                        name="credit_lot_remains_within_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", "promotion"), _negated=True),
                            ("expires_at__isnull", False),
                            _connector="OR",
                        ),
                        name="credit_lot_of_promotion_expires",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source__in", ["purchase", "refund", "promotion", "gift"])
                        ),
                        name="credit_lot_source_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditTransfer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("receiver_email", models.EmailField(max_length=254)),
                ("currency", models.CharField(max_length=3)),
                ("amount_cents", models.PositiveIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("accepted", "Accepted"),
                            ("lapsed", "Lapsed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "sender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["receiver_email"], name="credit_transfer_by_address"),
                    models.Index(
                        condition=models.Q(("status", "waiting")),
                        fields=["expires_at"],
                        name="credit_transfer_waiting",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__gt", 0)),
                        name="credit_transfer_is_of_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at__isnull", False), ("status", "accepted")),
                            models.Q(("status__in", ("waiting", "lapsed")), ("accepted_at", None)),
                            _connector="OR",
                        ),
                        name="credit_transfer_has_its_time_exactly_when_accepted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("reference", models.CharField(max_length=80)),
                ("position", models.PositiveSmallIntegerField()),
                ("amount_cents", models.PositiveIntegerField()),
                ("given_back_cents", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[("held", "Held"), ("spent", "Spent"), ("released", "Released")],
                        default="held",
                        max_length=8,
                    ),
                ),
                ("spent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="commerce.creditlot",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("reference", "lot"), name="credit_use_once_per_reference_and_lot"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__gt", 0)),
                        name="credit_use_is_of_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("given_back_cents", 0),
                            models.Q(
                                ("given_back_cents__lte", models.F("amount_cents")),
                                ("state", "spent"),
                            ),
                            _connector="OR",
                        ),
                        name="credit_use_gives_back_at_most_what_was_spent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("spent_at__isnull", False), ("state", "spent")),
                            models.Q(("state__in", ("held", "released")), ("spent_at", None)),
                            _connector="OR",
                        ),
                        name="credit_use_has_its_time_exactly_when_spent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Earning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("reference", models.CharField(max_length=80, verbose_name="order")),
                ("currency", models.CharField(max_length=3)),
                ("gross_cents", models.PositiveIntegerField()),
                ("commission_basis_points", models.PositiveSmallIntegerField()),
                ("commission_cents", models.PositiveIntegerField()),
                ("net_cents", models.PositiveIntegerField()),
                ("reason", models.CharField(max_length=200)),
                ("reversed_cents", models.PositiveIntegerField(default=0)),
                ("reversed_commission_cents", models.PositiveIntegerField(default=0)),
                ("carried_cents", models.PositiveIntegerField(default=0)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("available", "Available"),
                            ("in_payout", "In a payout"),
                            ("paid", "Paid"),
                            ("reversed", "Reversed"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("accrued_at", models.DateTimeField()),
                ("available_at", models.DateTimeField(blank=True, null=True)),
                ("frozen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "booking",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="earning",
                        to="commerce.booking",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="earnings",
                        to="marketplace.practitioner",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Entitlement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("reference", models.CharField(max_length=80, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("package", "Package"), ("bundle", "Bundle")], max_length=10
                    ),
                ),
                ("title", models.CharField(max_length=160)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "Active"),
                            ("used_up", "Used up"),
                            ("expired", "Expired"),
                            ("refunded", "Refunded"),
                            ("revoked", "Revoked"),
                        ],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("price_cents", models.PositiveIntegerField()),
                ("refunded_cents", models.PositiveIntegerField(default=0)),
                ("currency", models.CharField(max_length=3)),
                ("expires_at", models.DateTimeField()),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entitlements",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entitlements",
                        to="marketplace.packageterms",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["client", "expires_at"], name="entitlement_of_client"),
                    models.Index(
                        condition=models.Q(("status", "active")),
                        fields=["expires_at"],
                        name="entitlement_to_expire",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("refunded_cents__lte", models.F("price_cents"))),
                        name="entitlement_gives_back_no_more_than_its_price",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["active", "used_up", "expired", "refunded", "revoked"])
                        ),
                        name="entitlement_status_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EntitlementUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.PositiveSmallIntegerField()),
                ("price_cents", models.PositiveIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "To be used"),
                            ("redeemed", "Booked"),
                            ("used", "Used"),
                            ("refunded", "Refunded"),
                            ("expired", "Expired"),
                            ("revoked", "Revoked"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "settled_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="used, refunded, expired or revoked at"
                    ),
                ),
                (
                    "booking",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entitlement_unit",
                        to="commerce.booking",
                    ),
                ),
                (
                    "entitlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="commerce.entitlement",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.service",
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.serviceterms",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "open")),
                        fields=["entitlement", "service"],
                        name="entitlement_unit_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entitlement", "position"), name="entitlement_unit_position_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("booking__isnull", False), ("status__in", ("redeemed", "used"))
                            ),
                            models.Q(
                                models.Q(("status__in", ("redeemed", "used")), _negated=True),
                                ("booking", None),
                            ),
                            _connector="OR",
                        ),
                        name="entitlement_unit_is_booked_or_not",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at", None), ("status__in", ("open", "redeemed"))),
                            models.Q(
                                ("settled_at__isnull", False),
                                ("status__in", ("used", "refunded", "expired", "revoked")),
                            ),
                            _connector="OR",
                        ),
                        name="entitlement_unit_settled_at_some_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=120, unique=True)),
                ("description", models.CharField(max_length=200)),
                (
                    "posted_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="commerce.entry",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entries",
                "indexes": [models.Index(fields=["posted_at"], name="entry_by_time")],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("none", "None"),
                            ("incomplete", "Waiting for the bank"),
                            ("active", "Active"),
                            ("past_due", "Past due"),
                            ("cancelled", "Ended"),
                        ],
                        default="none",
                        max_length=12,
                    ),
                ),
                (
                    "subscription_id",
                    models.CharField(blank=True, max_length=64, null=True, unique=True),
                ),
                (
                    "interval",
                    models.CharField(
                        blank=True, choices=[("month", "Monthly"), ("year", "Yearly")], max_length=8
                    ),
                ),
                ("period_starts_at", models.DateTimeField(blank=True, null=True)),
                ("period_ends_at", models.DateTimeField(blank=True, null=True)),
                (
                    "next_interval",
                    models.CharField(
                        blank=True, choices=[("month", "Monthly"), ("year", "Yearly")], max_length=8
                    ),
                ),
                (
                    "ends_at",
                    models.DateTimeField(
                        blank=True, help_text="When it is to end, if that was asked for.", null=True
                    ),
                ),
                ("unpaid_since", models.DateTimeField(blank=True, null=True)),
                ("grace_until", models.DateTimeField(blank=True, null=True)),
                ("lapsed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "card_id",
                    models.CharField(
                        blank=True, help_text="The provider's name of it.", max_length=64
                    ),
                ),
                ("client_secret", models.CharField(blank=True, max_length=200)),
                ("next_action", models.JSONField(blank=True, null=True)),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "practitioner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="membership",
                        to="marketplace.practitioner",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MembershipInvoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("provider_id", models.CharField(max_length=64, unique=True)),
                ("subscription_id", models.CharField(max_length=64)),
                ("number", models.CharField(blank=True, max_length=64)),
                ("description", models.CharField(blank=True, max_length=200)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("open", "Unpaid"),
                            ("paid", "Paid"),
                            ("void", "Void"),
                            ("uncollectible", "Written off"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "amount_cents",
                    models.IntegerField(help_text="What was to be paid, after credit."),
                ),
                ("paid_cents", models.PositiveIntegerField(default=0)),
                ("currency", models.CharField(max_length=3)),
                ("issued_at", models.DateTimeField()),
                ("paid_at", models.DateTimeField(blank=True, null=True)),
                ("hosted_url", models.URLField(blank=True, max_length=500)),
                ("intent_id", models.CharField(blank=True, max_length=64)),
                ("charge_id", models.CharField(blank=True, max_length=64)),
                ("fee_cents", models.IntegerField(blank=True, null=True)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="commerce.membership",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("fee_cents", None), ("paid_cents__gt", 0), ("status", "paid")
                        ),
                        fields=["paid_at"],
                        name="membership_invoice_feeless",
                    ),
                    models.Index(
                        condition=models.Q(("intent_id", ""), _negated=True),
                        fields=["intent_id"],
                        name="membership_invoice_by_intent",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("paid_at__isnull", False), ("status", "paid")),
                            models.Q(
                                models.Q(("status", "paid"), _negated=True),
                                ("fee_cents", None),
                                ("paid_at", None),
                                ("paid_cents", 0),
                            ),
                            _connector="OR",
                        ),
                        name="membership_invoice_paid_exactly_when_paid",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MembershipRefund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("provider_id", models.CharField(max_length=64, unique=True)),
                ("amount_cents", models.PositiveIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("pending", "On its way"),
                            ("succeeded", "Paid back"),
                            ("failed", "Failed"),
                            ("cancelled", "Settled by the bank"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="commerce.membershipinvoice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__gt", 0)),
                        name="membership_refund_is_of_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Movement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("provider_id", models.CharField(max_length=64, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("source", models.CharField(blank=True, max_length=64)),
                ("amount_cents", models.BigIntegerField()),
                ("fee_cents", models.BigIntegerField(default=0)),
                ("net_cents", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("moved_at", models.DateTimeField()),
                ("matched_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["moved_at"], name="movement_by_time"),
                    models.Index(
                        condition=models.Q(("matched_at", None)),
                        fields=["moved_at"],
                        name="movement_unmatched",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "net_cents",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("amount_cents"), "-", models.F("fee_cents")
                                ),
                            )
                        ),
                        name="movement_adds_up",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MatchedEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="movement",
                        to="commerce.entry",
                    ),
                ),
                (
                    "movement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="commerce.movement",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=20, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("paid", "Paid"),
                            ("cancelled", "Cancelled"),
                            ("partially_refunded", "Partially refunded"),
                            ("refunded", "Refunded"),
                        ],
                        default="open",
                        max_length=20,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("subtotal_cents", models.PositiveIntegerField()),
                ("discount_cents", models.PositiveIntegerField(default=0)),
                ("credits_applied_cents", models.PositiveIntegerField(default=0)),
                ("tax_cents", models.PositiveIntegerField(default=0)),
                ("total_cents", models.PositiveIntegerField()),
                ("amount_due_cents", models.PositiveIntegerField()),
                ("refunded_cents", models.PositiveIntegerField(default=0)),
                (
                    "charged_back_cents",
                    models.PositiveIntegerField(
                        default=0, help_text="What the client's bank took back of the card's part."
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                ("paid_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(max_length=12)),
                ("title", models.CharField(max_length=160)),
                ("quantity", models.PositiveSmallIntegerField(default=1)),
                ("unit_price_cents", models.PositiveIntegerField()),
                ("discount_cents", models.PositiveIntegerField(default=0)),
                ("total_cents", models.PositiveIntegerField()),
                ("refunded_cents", models.PositiveIntegerField(default=0)),
                (
                    "commission_basis_points",
                    models.PositiveSmallIntegerField(blank=True, null=True),
                ),
                ("commission_cents", models.PositiveIntegerField(blank=True, null=True)),
                ("commission_reason", models.CharField(blank=True, max_length=200)),
                (
                    "booking",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="order_line",
                        to="commerce.booking",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="commerce.order",
                    ),
                ),
                (
                    "package_terms",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.packageterms",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.service",
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.serviceterms",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("package_terms__isnull", True),
                                ("service__isnull", False),
                                ("terms__isnull", False),
                                models.Q(
                                    ("kind__in", ("package", "bundle", "credits")), _negated=True
                                ),
                            ),
                            models.Q(
                                ("booking__isnull", True),
                                ("kind__in", ("package", "bundle")),
                                ("package_terms__isnull", False),
                                ("service__isnull", True),
                            ),
                            models.Q(
                                ("booking__isnull", True),
                                ("kind", "credits"),
                                ("package_terms__isnull", True),
                                ("service__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="order_line_is_of_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total_cents",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("unit_price_cents"), "*", models.F("quantity")
                                    ),
                                    "-",
                                    models.F("discount_cents"),
                                ),
                            )
                        ),
                        name="order_line_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("refunded_cents__lte", models.F("total_cents"))),
                        name="order_line_gives_back_no_more_than_its_total",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("commission_basis_points", None),
                                ("commission_cents", None),
                                ("commission_reason", ""),
                            ),
                            models.Q(
                                ("commission_basis_points__isnull", False),
                                ("commission_cents__isnull", False),
                                models.Q(("commission_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="order_line_commission_has_its_rate_and_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("reference", models.CharField(max_length=80, unique=True)),
                ("description", models.CharField(blank=True, max_length=200)),
                ("amount_cents", models.PositiveIntegerField()),
                ("currency", models.CharField(max_length=3)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("open", "Waiting for payment"),
                            ("action_needed", "Waiting for the client's bank"),
                            ("processing", "Processing"),
                            ("succeeded", "Succeeded"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=16,
                    ),
                ),
                ("intent_id", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ("client_secret", models.CharField(blank=True, max_length=200)),
                ("charge_id", models.CharField(blank=True, max_length=64)),
                (
                    "attempt",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="Rises when the provider spoilt a key; part of the next one.",
                    ),
                ),
                (
                    "confirmations",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="How often we confirmed it; part of the provider's key.",
                    ),
                ),
                (
                    "method",
                    models.JSONField(
                        blank=True, help_text="Brand and last four digits.", null=True
                    ),
                ),
                ("next_action", models.JSONField(blank=True, null=True)),
                ("failure_code", models.CharField(blank=True, max_length=64)),
                ("failure_message", models.CharField(blank=True, max_length=300)),
                ("fee_cents", models.IntegerField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "refunds_held_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Since when refunds wait, as the payment is disputed.",
                        null=True,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("status__in", ("succeeded", "cancelled")), _negated=True
                        ),
                        fields=["created_at"],
                        name="payment_unresolved",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__gt", 0)), name="payment_is_of_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", False), ("status", "succeeded")),
                            models.Q(
                                models.Q(("status", "succeeded"), _negated=True),
                                ("settled_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="payment_settled_exactly_when_succeeded",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ("planned", "cancelled")),
                            ("intent_id__isnull", False),
                            _connector="OR",
                        ),
                        name="payment_known_to_provider_unless_planned",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="order",
            name="payment",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="order",
                to="commerce.payment",
            ),
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("provider_id", models.CharField(max_length=64, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("warning_needs_response", "Inquiry, to be answered"),
                            ("warning_under_review", "Inquiry, answered"),
                            ("warning_closed", "Inquiry, closed"),
                            ("needs_response", "To be answered"),
                            ("under_review", "With the bank"),
                            ("won", "Won"),
                            ("lost", "Lost"),
                        ],
                        max_length=24,
                    ),
                ),
                ("reason", models.CharField(max_length=40)),
                ("amount_cents", models.PositiveIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("withdrawn_cents", models.IntegerField(default=0)),
                ("fee_cents", models.IntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
                ("evidence_due_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "settled_at",
                    models.DateTimeField(
                        blank=True, help_text="When it was over and the books in order.", null=True
                    ),
                ),
                ("evidence", models.JSONField(blank=True, default=dict)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("evidence", "Evidence"), ("accept", "Accepted")],
                        max_length=8,
                    ),
                ),
                ("answer_planned_at", models.DateTimeField(blank=True, null=True)),
                ("answer_failure", models.CharField(blank=True, max_length=300)),
                (
                    "attempt",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="Rises when the provider spoilt a key; part of the next one.",
                    ),
                ),
                (
                    "submitted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="evidence sent at"),
                ),
                ("lost_cents", models.PositiveIntegerField(default=0)),
                (
                    "refunds_settled_cents",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="Owed to the client anyway, as refunds that had not been paid.",
                    ),
                ),
                (
                    "reversed_cents",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="Taken back from the sale: from its earnings and unused units.",
                    ),
                ),
                (
                    "credits_taken_cents",
                    models.PositiveIntegerField(
                        default=0, help_text="Taken back from the credits it had become."
                    ),
                ),
                (
                    "written_off_cents",
                    models.PositiveIntegerField(default=0, help_text="Our loss."),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="commerce.membershipinvoice",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="commerce.order",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="commerce.payment",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["order", "status"], name="dispute_of_order"),
                    models.Index(
                        condition=models.Q(("settled_at", None)),
                        fields=["opened_at"],
                        name="dispute_unsettled",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("invoice", None), ("payment__isnull", False)),
                            models.Q(
                                ("invoice__isnull", False), ("order", None), ("payment", None)
                            ),
                            _connector="OR",
                        ),
                        name="dispute_is_of_a_payment_or_an_invoice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "warning_needs_response",
                                    "warning_under_review",
                                    "warning_closed",
                                    "needs_response",
                                    "under_review",
                                    "won",
                                    "lost",
                                ],
                            )
                        ),
                        name="dispute_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at", None),
                                ("settled_at", None),
                                (
                                    "status__in",
                                    (
                                        "warning_needs_response",
                                        "warning_under_review",
                                        "needs_response",
                                        "under_review",
                                    ),
                                ),
                            ),
                            models.Q(
                                models.Q(
                                    (
                                        "status__in",
                                        (
                                            "warning_needs_response",
                                            "warning_under_review",
                                            "needs_response",
                                            "under_review",
                                        ),
                                    ),
                                    _negated=True,
                                ),
                                ("closed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="dispute_closed_exactly_when_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answer", ""), ("answer_planned_at__isnull", False), _connector="OR"
                        ),
                        name="dispute_answered_at_some_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "lost_cents",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("refunds_settled_cents"),
                                            "+",
                                            models.F("reversed_cents"),
                                        ),
                                        "+",
                                        models.F("credits_taken_cents"),
                                    ),
                                    "+",
                                    models.F("written_off_cents"),
                                ),
                            )
                        ),
                        name="dispute_lost_is_accounted_for",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lost_cents", 0), ("status", "lost"), _connector="OR"),
                        name="dispute_loses_only_what_is_lost",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentProfile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("customer_id", models.CharField(max_length=64, unique=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment_profile",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Payout",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "requested_by",
                    models.CharField(
                        choices=[
                            ("schedule", "Weekly run"),
                            ("practitioner", "Practitioner"),
                            ("staff", "Staff"),
                        ],
                        max_length=12,
                    ),
                ),
                ("earned_cents", models.PositiveIntegerField(help_text="The sum of its earnings.")),
                (
                    "netted_cents",
                    models.IntegerField(
                        default=0, help_text="Kept for refunds of earnings that were paid already."
                    ),
                ),
                ("amount_cents", models.PositiveIntegerField()),
                ("currency", models.CharField(max_length=3)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("requested", "Requested"),
                            ("held", "Held"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("paid", "Paid"),
                            ("returning", "Being taken back"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="requested",
                        max_length=12,
                    ),
                ),
                (
                    "attempt",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="Part of the provider's key; rises when a key cannot be used again.",
                    ),
                ),
                (
                    "attempted_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When the present attempt's key was first used.",
                        null=True,
                    ),
                ),
                (
                    "due_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, help_text="Not to be sent before."
                    ),
                ),
                (
                    "delayed_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When staff were told that our balance is too low.",
                        null=True,
                    ),
                ),
                (
                    "transfer_id",
                    models.CharField(blank=True, max_length=64, null=True, unique=True),
                ),
                (
                    "payment_id",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        help_text="The transfer, on the account's side.",
                        max_length=64,
                    ),
                ),
                (
                    "bank_payout_id",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        help_text="The account's payout to its bank.",
                        max_length=64,
                    ),
                ),
                (
                    "reversal_id",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        help_text="What took the transfer back.",
                        max_length=64,
                    ),
                ),
                ("reversal_attempt", models.PositiveSmallIntegerField(default=1)),
                ("failure_code", models.CharField(blank=True, max_length=64)),
                ("failure", models.CharField(blank=True, max_length=300)),
                ("review_since", models.DateTimeField(blank=True, null=True)),
                ("review_reason", models.CharField(blank=True, max_length=300)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "returned_at",
                    models.DateTimeField(
                        blank=True, help_text="When the transfer was taken back.", null=True
                    ),
                ),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="commerce.connectaccount",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="marketplace.practitioner",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="commerce.payoutrun",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("status__in", ("paid", "failed", "cancelled")), _negated=True
                        ),
                        fields=["updated_at"],
                        name="payout_unfinished",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__gt", 0)), name="payout_is_of_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "amount_cents",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("earned_cents"), "-", models.F("netted_cents")
                                ),
                            )
                        ),
                        name="payout_is_what_was_earned_less_what_was_netted",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("requested", "held", "sending"))),
                        fields=("practitioner",),
                        name="payout_one_open_per_practitioner",
                    ),
                    models.UniqueConstraint(
                        fields=("run", "practitioner"), name="payout_once_per_run_and_practitioner"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("requested_by", "schedule"), ("run__isnull", False)),
                            models.Q(
                                models.Q(("requested_by", "schedule"), _negated=True), ("run", None)
                            ),
                            _connector="OR",
                        ),
                        name="payout_of_the_schedule_has_its_run",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ("sent", "paid", "returning")),
                                ("transfer_id__isnull", False),
                            ),
                            models.Q(
                                ("status__in", ("requested", "held", "sending", "cancelled")),
                                ("transfer_id", None),
                            ),
                            ("status", "failed"),
                            _connector="OR",
                        ),
                        name="payout_has_a_transfer_exactly_once_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("returned_at__isnull", False),
                                ("status", "failed"),
                                ("transfer_id__isnull", False),
                            ),
                            models.Q(
                                models.Q(
                                    ("status", "failed"),
                                    ("transfer_id__isnull", False),
                                    _negated=True,
                                ),
                                ("returned_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="payout_with_a_transfer_fails_by_its_return",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("completed_at__isnull", False),
                                ("status__in", ("paid", "failed", "cancelled")),
                            ),
                            models.Q(
                                models.Q(
                                    ("status__in", ("paid", "failed", "cancelled")), _negated=True
                                ),
                                ("completed_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="payout_completed_exactly_when_ended",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayoutItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount_cents", models.PositiveIntegerField()),
                ("is_standing", models.BooleanField(default=True)),
                (
                    "earning",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payout_items",
                        to="commerce.earning",
                    ),
                ),
                (
                    "payout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="commerce.payout",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_standing", True)),
                        fields=("earning",),
                        name="payout_item_earning_stands_once",
                    ),
                    models.UniqueConstraint(
                        fields=("payout", "earning"), name="payout_item_earning_once_per_payout"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("monthly_cents", models.PositiveIntegerField()),
                ("yearly_cents", models.PositiveIntegerField()),
                ("currency", models.CharField(default="usd", max_length=3)),
                (
                    "reduction_basis_points",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Of the commission: 100 are one percentage point."
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                (
                    "monthly_price_id",
                    models.CharField(blank=True, max_length=64, null=True, unique=True),
                ),
                (
                    "yearly_price_id",
                    models.CharField(blank=True, max_length=64, null=True, unique=True),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="commerce.plan",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "starts_at"), name="plan_version_begins_alone"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("monthly_cents", 0), ("yearly_cents", 0)),
                            models.Q(("monthly_cents__gt", 0), ("yearly_cents__gt", 0)),
                            _connector="OR",
                        ),
                        name="plan_version_is_free_or_paid_either_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reduction_basis_points__lte", 10000)),
                        name="plan_version_takes_off_no_more_than_all",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MembershipPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "interval",
                    models.CharField(
                        choices=[("month", "Monthly"), ("year", "Yearly")], max_length=8
                    ),
                ),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("subscription_id", models.CharField(max_length=64)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="periods",
                        to="commerce.membership",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.practitioner",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commerce.planversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("practitioner", "="), ("during", "&&")],
                        name="membership_period_never_overlaps",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("during__endswith__isnull", False),
                            ("during__isempty", False),
                            ("during__startswith__isnull", False),
                        ),
                        name="membership_period_has_two_ends",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MembershipChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("begin", "Begin"),
                            ("upgrade", "Upgrade, at once"),
                            ("downgrade", "Downgrade, at the period's end"),
                            ("end", "End, at the period's end"),
                            ("resume", "Take back what waits for the period's end"),
                            ("card", "Pay with another card"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "interval",
                    models.CharField(
                        blank=True, choices=[("month", "Monthly"), ("year", "Yearly")], max_length=8
                    ),
                ),
                ("card_id", models.CharField(blank=True, max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("done", "Done"),
                            ("refused", "Refused"),
                            ("given_up", "Given up"),
                        ],
                        default="planned",
                        max_length=12,
                    ),
                ),
                (
                    "attempt",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="Rises when the provider spoilt a key; part of the next one.",
                    ),
                ),
                ("failure_code", models.CharField(blank=True, max_length=64)),
                ("failure_message", models.CharField(blank=True, max_length=300)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="commerce.membership",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commerce.planversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "planned")),
                        fields=("membership",),
                        name="membership_change_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", ("begin", "upgrade", "downgrade")),
                                ("version__isnull", False),
                                models.Q(("interval", ""), _negated=True),
                            ),
                            models.Q(
                                ("interval", ""),
                                ("kind__in", ("end", "resume", "card")),
                                ("version", None),
                            ),
                            _connector="OR",
                        ),
                        name="membership_change_says_to_what",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="membership",
            name="next_version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="commerce.planversion",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to="commerce.planversion",
            ),
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "amount_cents",
                    models.BigIntegerField(help_text="Positive is a debit, negative a credit."),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="commerce.account",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="commerce.entry",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents", 0), _negated=True),
                        name="posting_is_not_nothing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Promotion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z0-9][A-Z0-9-]{2,39}$",
                                "Capitals, digits and hyphens, 3 to 40.",
                            )
                        ],
                    ),
                ),
                ("description", models.CharField(blank=True, max_length=200)),
                (
                    "percent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Of the price; leave it empty for an amount.",
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0.01),
                            django.core.validators.MaxValueValidator(100),
                        ],
                    ),
                ),
                (
                    "amount_cents",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="In cents; leave it empty for a percentage.",
                        null=True,
                    ),
                ),
                ("currency", models.CharField(default="usd", max_length=3)),
                (
                    "minimum_cents",
                    models.PositiveIntegerField(
                        default=0, help_text="Only for orders of at least this, in cents."
                    ),
                ),
                (
                    "is_stackable",
                    models.BooleanField(
                        default=False,
                        help_text="Also on what is cheaper already: packages and bundles.",
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("starts_at", models.DateTimeField(blank=True, null=True)),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                (
                    "total_limit",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="How often in all; empty means without end.",
                        null=True,
                    ),
                ),
                (
                    "client_limit",
                    models.PositiveIntegerField(
                        blank=True, default=1, help_text="How often by one client.", null=True
                    ),
                ),
                ("used_count", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "practitioner",
                    models.ForeignKey(
                        blank=True,
                        help_text="Only for what this practitioner offers, who sees it and may change it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promotions",
                        to="marketplace.practitioner",
                    ),
                ),
                (
                    "services",
                    models.ManyToManyField(
                        blank=True,
                        help_text="None means all.",
                        related_name="+",
                        to="marketplace.service",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("code", django.db.models.functions.text.Upper(models.F("code")))
                        ),
                        name="promotion_code_is_in_capitals",
                        violation_error_message="Write the code in capitals.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amount_cents__gt", 0),
                                ("amount_cents__isnull", False),
                                ("percent__isnull", True),
                            ),
                            models.Q(
                                ("amount_cents__isnull", True),
                                ("percent__gt", 0),
                                ("percent__isnull", False),
                                ("percent__lte", 100),
                            ),
                            _connector="OR",
                        ),
                        name="promotion_is_a_percentage_or_an_amount",
                        violation_error_message="Give a percentage or an amount, not both.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("total_limit", None),
                            ("used_count__lte", models.F("total_limit")),
                            _connector="OR",
                        ),
                        name="promotion_is_not_used_beyond_its_limit",
                        violation_error_message="It has been used more often than that.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_at", None),
                            ("ends_at", None),
                            ("ends_at__gt", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="promotion_ends_after_it_starts",
                        violation_error_message="It must end after it starts.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PromotionUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("reference", models.CharField(max_length=80, unique=True)),
                ("discount_cents", models.PositiveIntegerField()),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                (
                    "promotion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="commerce.promotion",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["promotion", "user"], name="promotion_use_by_user")
                ],
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("reference", models.CharField(max_length=80, unique=True)),
                ("amount_cents", models.PositiveIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("pending", "On its way"),
                            ("succeeded", "Paid back"),
                            ("failed", "Failed"),
                            ("cancelled", "Settled by the bank"),
                        ],
                        default="planned",
                        max_length=16,
                    ),
                ),
                (
                    "provider_id",
                    models.CharField(blank=True, max_length=64, null=True, unique=True),
                ),
                ("attempt", models.PositiveSmallIntegerField(default=1)),
                ("failure", models.CharField(blank=True, max_length=300)),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="commerce.payment",
                    ),
                ),
                (
                    "retry_of",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="retry",
                        to="commerce.refund",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__gt", 0)), name="refund_is_of_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("completed_at__isnull", False), ("status", "succeeded")),
                            models.Q(
                                models.Q(("status", "succeeded"), _negated=True),
                                ("completed_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="refund_completed_exactly_when_succeeded",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("year", models.PositiveSmallIntegerField()),
                ("serial", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("receipt", "Receipt"), ("credit_note", "Credit note")],
                        max_length=12,
                    ),
                ),
                ("issued_at", models.DateTimeField()),
                ("currency", models.CharField(max_length=3)),
                ("lines", models.JSONField()),
                ("subtotal_cents", models.PositiveIntegerField()),
                ("discount_cents", models.PositiveIntegerField(default=0)),
                ("tax_cents", models.PositiveIntegerField(default=0)),
                ("total_cents", models.PositiveIntegerField()),
                ("credits_applied_cents", models.PositiveIntegerField(default=0)),
                (
                    "paid_cents",
                    models.PositiveIntegerField(verbose_name="paid or given back by card"),
                ),
                ("paid_with", models.CharField(blank=True, max_length=60)),
                ("buyer_name", models.CharField(blank=True, max_length=310)),
                ("buyer_email", models.CharField(max_length=254)),
                ("seller", models.JSONField()),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_notes",
                        to="commerce.receipt",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="commerce.order",
                    ),
                ),
                (
                    "refund",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_note",
                        to="commerce.refund",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "serial"), name="receipt_serial_once_a_year"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "receipt")),
                        fields=("order",),
                        name="receipt_once_per_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("serial__gte", 1)), name="receipt_serial_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("corrects", None), ("kind", "receipt"), ("refund", None)),
                            models.Q(("kind", "credit_note"), ("refund__isnull", False)),
                            _connector="OR",
                        ),
                        name="receipt_credit_note_has_its_refund",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "paid_cents",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("total_cents"), "-", models.F("credits_applied_cents")
                                ),
                            ),
                            (
                                "total_cents",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("subtotal_cents"), "-", models.F("discount_cents")
                                    ),
                                    "+",
                                    models.F("tax_cents"),
                                ),
                            ),
                        ),
                        name="receipt_adds_up",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reschedule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("period_before", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("period_after", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                (
                    "was_asked",
                    models.BooleanField(
                        default=False, help_text="The practitioner had asked for another time."
                    ),
                ),
                (
                    "booking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reschedules",
                        to="commerce.booking",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Sale",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("reference", models.CharField(max_length=80, unique=True)),
                ("gross_cents", models.PositiveIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("commission_basis_points", models.PositiveSmallIntegerField()),
                ("commission_cents", models.PositiveIntegerField()),
                ("commission_reason", models.CharField(max_length=200)),
                ("sold_at", models.DateTimeField()),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sales",
                        to="marketplace.practitioner",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practitioner", "sold_at"], name="sale_of_practitioner")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("commission_cents__lte", models.F("gross_cents"))),
                        name="sale_commission_is_a_share",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="earning",
            name="sale",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="earnings",
                to="commerce.sale",
            ),
        ),
        migrations.CreateModel(
            name="SaleHold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("reference", models.CharField(max_length=80, unique=True, verbose_name="order")),
                ("reason", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(help_text="A word of whoever holds it back.", max_length=40),
                ),
                ("since", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None),
                            ("ended_at__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="sale_hold_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="earning",
            name="hold",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="earnings",
                to="commerce.salehold",
            ),
        ),
        migrations.CreateModel(
            name="SavedCard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("provider_id", models.CharField(max_length=64, unique=True)),
                ("brand", models.CharField(max_length=32)),
                ("last4", models.CharField(max_length=4)),
                ("exp_month", models.PositiveSmallIntegerField()),
                ("exp_year", models.PositiveSmallIntegerField()),
                ("is_default", models.BooleanField(default=False)),
                (
                    "attempt",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="Rises when the provider spoilt a key; part of the next one.",
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(help_text="When we asked for what is written here."),
                ),
                ("detached_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saved_cards",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("detached_at", None)),
                        fields=["asked_at"],
                        name="saved_card_to_ask_about",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("user",),
                        name="saved_card_one_default_per_user",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_default", False), ("detached_at", None), _connector="OR"
                        ),
                        name="saved_card_is_no_default_once_detached",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CardSetup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("open", "Waiting for a card"),
                            ("action_needed", "Waiting for the client's bank"),
                            ("processing", "Processing"),
                            ("succeeded", "Card saved"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=16,
                    ),
                ),
                (
                    "provider_id",
                    models.CharField(blank=True, max_length=64, null=True, unique=True),
                ),
                ("client_secret", models.CharField(blank=True, max_length=200)),
                (
                    "attempt",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="Rises when the provider spoilt a key; part of the next one.",
                    ),
                ),
                (
                    "confirmations",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="How often we confirmed it; part of the provider's key.",
                    ),
                ),
                ("next_action", models.JSONField(blank=True, null=True)),
                ("failure_code", models.CharField(blank=True, max_length=64)),
                ("failure_message", models.CharField(blank=True, max_length=300)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="card_setups",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "card",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="setups",
                        to="commerce.savedcard",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("status__in", ("succeeded", "cancelled")), _negated=True
                        ),
                        fields=["created_at"],
                        name="card_setup_unfinished",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ("planned", "cancelled")),
                            ("provider_id__isnull", False),
                            _connector="OR",
                        ),
                        name="card_setup_known_to_provider_unless_planned",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "succeeded"), ("card", None), _connector="OR"
                        ),
                        name="card_setup_has_a_card_only_when_succeeded",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("period", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("blocked", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                (
                    "timezone",
                    models.CharField(max_length=64, verbose_name="zone it was offered in"),
                ),
                ("capacity", models.PositiveSmallIntegerField(default=1)),
                ("seats_taken", models.PositiveSmallIntegerField(default=0)),
                (
                    "is_planned",
                    models.BooleanField(default=False, verbose_name="planned by the practitioner"),
                ),
                (
                    "series",
                    models.UUIDField(blank=True, null=True, verbose_name="planned together with"),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="number in its course"
                    ),
                ),
                ("held_until", models.DateTimeField(blank=True, null=True)),
                ("called_off_at", models.DateTimeField(blank=True, null=True)),
                ("called_off_because", models.CharField(blank=True, max_length=500)),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="marketplace.practitioner",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="marketplace.service",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("called_off_at", None), ("held_until__isnull", False)),
                        fields=["held_until"],
                        name="session_held",
                    ),
                    django.contrib.postgres.indexes.GistIndex(
                        fields=["period"], name="session_period"
                    ),
                    models.Index(
                        condition=models.Q(("called_off_at", None), ("is_planned", True)),
                        fields=["service", "period"],
                        name="session_planned",
                    ),
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("called_off_at", None)),
                        expressions=[("practitioner", "="), ("blocked", "&&")],
                        name="session_never_overlaps",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("capacity__gte", 1)), name="session_has_room"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("seats_taken__lte", models.F("capacity"))),
                        name="session_never_oversold",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_planned", False), ("number", None), ("series", None)),
                            models.Q(
                                ("held_until", None),
                                ("is_planned", True),
                                ("series__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="session_planned_is_never_held",
                    ),
                    models.UniqueConstraint(
                        fields=("series", "number"), name="session_number_once_in_its_series"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("blocked__contains", models.F("period")), ("period__isempty", False)
                        ),
                        name="session_lies_within_its_blocked_time",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="booking",
            name="session",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bookings",
                to="commerce.session",
            ),
        ),
        migrations.CreateModel(
            name="UnitReturn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "booking",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unit_return",
                        to="commerce.booking",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returns",
                        to="commerce.entitlementunit",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WaitlistEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("day", models.DateField(blank=True, null=True)),
                ("seats", models.PositiveSmallIntegerField(default=1)),
                (
                    "is_automatic",
                    models.BooleanField(default=False, verbose_name="bought by itself"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("offered", "Offered"),
                            ("booked", "Booked"),
                            ("lapsed", "Offer not taken"),
                            ("left", "Left"),
                            ("ended", "Ended"),
                        ],
                        default="waiting",
                        max_length=12,
                    ),
                ),
                ("offered_at", models.DateTimeField(blank=True, null=True)),
                ("offered_until", models.DateTimeField(blank=True, null=True)),
                (
                    "booking",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waitlist_entry",
                        to="commerce.booking",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waitlist",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waitlist",
                        to="marketplace.service",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waitlist",
                        to="commerce.session",
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.serviceterms",
                    ),
                ),
            ],
            options={
                "verbose_name": "waitlist entry",
                "verbose_name_plural": "waitlist entries",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ("waiting", "offered"))),
                        fields=["session", "status"],
                        name="waitlist_line",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ("waiting", "offered"))),
                        fields=["service", "day"],
                        name="waitlist_line_of_day",
                    ),
                    models.Index(fields=["client", "status"], name="waitlist_of_client"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("day", None), ("status__in", ("waiting", "offered"))),
                        fields=("client", "session"),
                        name="waitlist_once_in_line_for_a_session",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("waiting", "offered"))),
                        fields=("client", "service", "day"),
                        name="waitlist_once_in_line_for_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("day__isnull", False), ("status", "offered")),
                        fields=("session",),
                        name="waitlist_time_of_a_day_offered_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("day", None), ("session__isnull", False)),
                            models.Q(
                                ("day__isnull", False),
                                ("seats", 1),
                                models.Q(
                                    models.Q(("status", "waiting"), _negated=True),
                                    ("session", None),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="waitlist_waits_for_a_session_or_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("offered_at", None), ("offered_until", None), ("status", "waiting")
                            ),
                            models.Q(
                                ("offered_at__isnull", False),
                                ("offered_until__gt", models.F("offered_at")),
                                ("offered_until__isnull", False),
                                ("session__isnull", False),
                                ("status__in", ("offered", "booked", "lapsed")),
                            ),
                            ("status__in", ("left", "ended")),
                            _connector="OR",
                        ),
                        name="waitlist_offers_something_until_a_deadline",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("seats__gte", 1)), name="waitlist_waits_for_a_seat"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("booking__isnull", False), ("status", "booked")),
                            models.Q(
                                models.Q(("status", "booked"), _negated=True), ("booking", None)
                            ),
                            _connector="OR",
                        ),
                        name="waitlist_booked_exactly_with_its_booking",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WebhookReceipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event_id", models.CharField(max_length=255, unique=True)),
                ("type", models.CharField(max_length=255)),
                ("object_id", models.CharField(blank=True, max_length=255)),
                (
                    "account",
                    models.CharField(
                        blank=True,
                        help_text="The connected account it happened in, if in one.",
                        max_length=255,
                    ),
                ),
                (
                    "happened_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="By the provider's clock, as all of its events.",
                        null=True,
                    ),
                ),
                (
                    "received_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("handled_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("handled_at", None)),
                        fields=["received_at"],
                        name="receipt_waiting",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("status", "open")), fields=["expires_at"], name="order_open"
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["user", "created_at"], name="order_of_user"),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "amount_due_cents",
                        django.db.models.expressions.CombinedExpression(
                            models.F("total_cents"), "-", models.F("credits_applied_cents")
                        ),
                    ),
                    (
                        "total_cents",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("subtotal_cents"), "-", models.F("discount_cents")
                            ),
                            "+",
                            models.F("tax_cents"),
                        ),
                    ),
                ),
                name="order_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "refunded_cents__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("total_cents"), "-", models.F("charged_back_cents")
                        ),
                    )
                ),
                name="order_gives_back_no_more_than_it_took",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(("charged_back_cents__lte", models.F("amount_due_cents"))),
                name="order_charged_back_no_more_than_its_card_paid",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ("open", "cancelled")),
                    ("paid_at__isnull", False),
                    _connector="OR",
                ),
                name="order_paid_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount_due_cents", 0), ("payment__isnull", False), _connector="OR"
                ),
                name="order_with_money_due_has_a_payment",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "none"), ("subscription_id", None), ("version", None)),
                    models.Q(
                        models.Q(("status", "none"), _negated=True),
                        ("period_ends_at__isnull", False),
                        ("subscription_id__isnull", False),
                        ("version__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="membership_known_to_provider_unless_none",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("grace_until__isnull", False),
                        ("status", "past_due"),
                        ("unpaid_since__isnull", False),
                    ),
                    models.Q(
                        models.Q(("status", "past_due"), _negated=True),
                        ("grace_until", None),
                        ("unpaid_since", None),
                    ),
                    _connector="OR",
                ),
                name="membership_has_grace_exactly_when_past_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("next_interval", ""), ("next_version", None)),
                    models.Q(
                        ("ends_at", None),
                        ("next_version__isnull", False),
                        models.Q(("next_interval", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="membership_changes_or_ends_not_both",
            ),
        ),
        migrations.AddIndex(
            model_name="earning",
            index=models.Index(
                fields=["practitioner", "accrued_at"], name="earning_of_practitioner"
            ),
        ),
        migrations.AddIndex(
            model_name="earning",
            index=models.Index(
                condition=models.Q(("status", "pending")),
                fields=["booking"],
                name="earning_pending",
            ),
        ),
        migrations.AddIndex(
            model_name="earning",
            index=models.Index(
                condition=models.Q(("status", "available")),
                fields=["practitioner"],
                name="earning_available",
            ),
        ),
        migrations.AddConstraint(
            model_name="earning",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "gross_cents",
                        django.db.models.expressions.CombinedExpression(
                            models.F("commission_cents"), "+", models.F("net_cents")
                        ),
                    ),
                    ("gross_cents__gt", 0),
                ),
                name="earning_is_shared_out_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="earning",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reversed_cents__gte", models.F("reversed_commission_cents")),
                    ("reversed_cents__lte", models.F("gross_cents")),
                    ("reversed_commission_cents__lte", models.F("commission_cents")),
                    (
                        "reversed_cents__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("reversed_commission_cents"), "+", models.F("net_cents")
                        ),
                    ),
                ),
                name="earning_gives_back_no_more_than_it_has",
            ),
        ),
        migrations.AddConstraint(
            model_name="earning",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "carried_cents__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("reversed_cents"), "-", models.F("reversed_commission_cents")
                        ),
                    )
                ),
                name="earning_carries_no_more_than_it_gave_back",
            ),
        ),
        migrations.AddConstraint(
            model_name="earning",
            constraint=models.CheckConstraint(
                condition=models.Q(("frozen_at", None), ("hold__isnull", False), _connector="OR"),
                name="earning_frozen_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="earning",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("available_at", None), ("status", "pending")),
                    ("status", "reversed"),
                    models.Q(
                        ("available_at__isnull", False),
                        ("status__in", ("available", "in_payout", "paid")),
                    ),
                    _connector="OR",
                ),
                name="earning_released_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="earning",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("carried_cents", 0),
                        ("reversed_cents", models.F("gross_cents")),
                        ("status", "reversed"),
                    ),
                    ("status__in", ("in_payout", "paid")),
                    models.Q(
                        ("reversed_cents__lt", models.F("gross_cents")),
                        ("status__in", ("pending", "available")),
                    ),
                    models.Q(("carried_cents__gt", 0), ("status", "available")),
                    _connector="OR",
                ),
                name="earning_reversed_exactly_with_nothing_left",
            ),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(fields=["client", "status"], name="booking_of_client"),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(fields=["session", "status"], name="booking_of_session"),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ("unscheduled", "cancelled")),
                    ("session__isnull", False),
                    ("series__isnull", False),
                    _connector="OR",
                ),
                name="booking_has_a_session_unless_unscheduled",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("series", None),
                    models.Q(("parent_booking", None), ("session", None)),
                    _connector="OR",
                ),
                name="booking_of_a_course_sits_in_its_parts",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cancelled_at__isnull", False),
                        ("status", "cancelled"),
                        models.Q(("cancelled_by", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("status", "cancelled"), _negated=True),
                        ("cancelled_at", None),
                        ("cancelled_by", ""),
                    ),
                    _connector="OR",
                ),
                name="booking_cancelled_by_somebody_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("confirmed", "completed")), _negated=True),
                    ("confirmed_at__isnull", False),
                    _connector="OR",
                ),
                name="booking_confirmed_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "pending"), _negated=True),
                    ("expires_at__isnull", False),
                    _connector="OR",
                ),
                name="booking_pending_expires",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(("seats__gte", 1)), name="booking_has_a_seat"
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "refund_cents__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("price_cents"), "-", models.F("charged_back_cents")
                        ),
                    ),
                    ("refund_credits_cents__lte", models.F("refund_cents")),
                ),
                name="booking_gives_back_no_more_than_its_price",
            ),
        ),
    ]
