"""A practitioner with a saved card on a test clock, and what they and time do."""

from datetime import UTC, datetime, timedelta
from itertools import count

from django.utils import timezone

from commerce.ledger.states import AccountKind
from commerce.memberships import changing, operations
from commerce.models import Membership, MembershipPeriod, PaymentProfile, Posting, SavedCard
from commerce.payments.stripe_calls import client
from tests.factories import PractitionerFactory

START = datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)
MONTH_LATER = datetime(2026, 10, 21, 14, 13, 20, tzinfo=UTC)
HALF = START + timedelta(days=15)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
_numbers = count(1)


def key() -> dict:
    """A key of the provider's that was never used."""
    return {"idempotency_key": f"estuary:test:{next(_numbers)}:{timezone.now().timestamp()}"}


class Member:
    """A practitioner, and their customer at the provider."""

    def __init__(self, sandbox, card: str) -> None:
        self.sandbox, self.client = sandbox, client()
        self.practitioner = PractitionerFactory()
        self.user = self.practitioner.user
        frozen = {"frozen_time": int(START.timestamp())}
        self.clock = self.client.v1.test_helpers.test_clocks.create(frozen, key()).id
        made = {"email": self.user.email, "test_clock": self.clock}
        self.customer = self.client.v1.customers.create(made, key()).id
        PaymentProfile.objects.create(user=self.user, customer_id=self.customer)
        if card:
            self.save(card)

    def save(self, card: str) -> SavedCard:
        """Another saved card, which is the default from now on."""
        method = self.client.v1.payment_methods.attach(card, {"customer": self.customer}, key())
        SavedCard.objects.filter(user=self.user).update(is_default=False)
        return SavedCard.objects.create(
            user=self.user,
            provider_id=method.id,
            brand="visa",
            last4="4242",
            exp_month=12,
            exp_year=2034,
            is_default=True,
            asked_at=timezone.now(),
        )

    def goes_to(self, plan: str, interval: str = "month", *, card: str = "", claim=None):
        """They ask for a plan."""
        return changing.change_plan(
            user=self.user,
            plan=plan,
            interval=interval,
            card=card,
            claim=claim,
            now=timezone.now(),
        )

    def waits_until(self, moment: datetime) -> None:
        """Time passes at the provider."""
        to = {"frozen_time": int(moment.timestamp())}
        self.client.v1.test_helpers.test_clocks.advance(self.clock, to, key())
        self.sandbox.sandbox.do_jobs()
        assert self.client.v1.test_helpers.test_clocks.retrieve(self.clock).status == "ready"

    def asked(self) -> Membership:
        """The membership, after the provider was asked."""
        return operations.refresh(membership_id=self.membership.pk)

    @property
    def membership(self) -> Membership:
        return Membership.objects.get(practitioner=self.practitioner)

    @property
    def subscriptions(self) -> list:
        """Everything the provider ever had."""
        listed = {"customer": self.customer, "status": "all"}
        return self.client.v1.subscriptions.list(listed).data

    @property
    def periods(self) -> list[tuple[str, str, datetime, datetime]]:
        """Which plan from when until when."""
        rows = MembershipPeriod.objects.filter(practitioner=self.practitioner).order_by("during")
        return [
            (row.version.plan.code, row.interval, row.during.lower, row.during.upper)
            for row in rows
        ]

    def plan_at(self, moment: datetime) -> tuple[str, int]:
        """What a sale at that moment would find."""
        found = operations.reduction_points(practitioner_id=self.practitioner.pk, at=moment)
        return found.plan_name, found.basis_points

    @property
    def paid(self) -> list[int]:
        """What was paid, in turn."""
        rows = self.membership.invoices.filter(status="paid").order_by("issued_at")
        return [row.paid_cents for row in rows]


def balance(kind: AccountKind) -> int:
    """What the books have on an account."""
    return sum(Posting.objects.on(kind).balance().values())
