"""Plans begun, changed, ended and paid; and what the provider tells of them."""

from datetime import timedelta

from commerce.memberships import changing, invoices
from commerce.memberships.plans import lay_plans
from commerce.models import Membership
from commerce.payments.gateway import gateway
from tests.factories import PractitionerFactory
from tests.prove.call_stories.base import Story
from tests.prove.call_stories.payments import a_card

# The provider asks for the money an hour after the period's end.
MONTH = timedelta(days=31, hours=2)


class BeginsAPlan(Story):
    """A practitioner begins the first plan that anybody has."""

    card = "pm_card_visa"
    plan, interval = "professional", "month"

    def arrange(self) -> None:
        lay_plans()
        self.user = PractitionerFactory().user
        a_card(self.user, self.card)

    def act(self) -> None:
        self.goes_to(self.plan, self.interval)

    def goes_to(self, plan: str, interval: str = "month") -> None:
        changing.change_plan(
            user=self.user,
            plan=plan,
            interval=interval,
            card="",
            claim=self.claim(f"to {plan}"),
            now=self.scene.now,
        )

    @property
    def membership(self) -> Membership:
        return Membership.objects.get(practitioner__user=self.user)


class BeginsWithTheBank(BeginsAPlan):
    """The bank asks a practitioner to confirm the first payment, and they do not."""

    card = "pm_card_authenticationRequired"


class BeginsAnew(BeginsWithTheBank):
    """A practitioner who did not confirm chooses another card."""

    def arrange(self) -> None:
        super().arrange()
        self.goes_to(self.plan)
        self._asks_anew()
        a_card(self.user, default=True)


class IsAMember(BeginsAPlan):
    """What all that have a plan begin with."""

    def arrange(self) -> None:
        super().arrange()
        self.goes_to(self.plan)
        self._asks_anew()

    def waits_for_the_renewal(self) -> None:
        """The first period is read back, and over."""
        self.scene.reconcile()
        self.scene.tell_nothing()
        self.scene.wait(MONTH)


class GoesUp(IsAMember):
    """A member takes a higher plan."""

    def act(self) -> None:
        self.goes_to("premium")


class AsksThePrice(IsAMember):
    """A member asks what a higher plan would cost."""

    def act(self) -> None:
        changing.preview(user=self.user, plan="premium", interval="month", now=self.scene.now)


class GoesDown(IsAMember):
    """A member takes a lower plan from the period's end on."""

    plan = "premium"

    def act(self) -> None:
        self.goes_to("professional")


class GoesOnGoingDown(GoesDown):
    """The provider has made a schedule, and does not know yet what comes."""

    def arrange(self) -> None:
        super().arrange()
        with self.scene.failing("POST /v1/subscription_schedules/{schedule}", "error_500"):
            self.goes_to("professional")


class TakesGoingDownBack(GoesDown):
    """A member stays after all."""

    def arrange(self) -> None:
        super().arrange()
        self.goes_to("professional")

    def act(self) -> None:
        changing.resume(user=self.user, claim=self.claim("resume"))


class Ends(IsAMember):
    """A member ends with the period."""

    def act(self) -> None:
        changing.end(user=self.user, claim=self.claim("end"))


class TakesTheEndBack(Ends):
    """A member stays after all."""

    def arrange(self) -> None:
        super().arrange()
        changing.end(user=self.user, claim=None)

    def act(self) -> None:
        changing.resume(user=self.user, claim=self.claim("resume"))


class ChangesTheCard(IsAMember):
    """A member pays with another card from now on."""

    other = "pm_card_mastercard"

    def arrange(self) -> None:
        super().arrange()
        self.saved = a_card(self.user, self.other)

    def act(self) -> None:
        card = str(self.saved.public_id)
        changing.use_card(user=self.user, card=card, claim=self.claim("card"))


class PaysWhatIsOwed(ChangesTheCard):
    """A renewal was declined; the member pays it with another card."""

    def arrange(self) -> None:
        super().arrange()
        bad = a_card(self.user, "pm_card_chargeCustomerFail")
        changing.use_card(user=self.user, card=str(bad.public_id), claim=None)
        self.waits_for_the_renewal()
        self.scene.reconcile()
        assert self.membership.status == "past_due"


class HearsOfARenewal(IsAMember):
    """The provider tells us of an invoice that we do not know."""

    def arrange(self) -> None:
        super().arrange()
        self.waits_for_the_renewal()

    def act(self) -> None:
        self.scene.tell(only="invoice.")
        self.scene.relay()


class HearsOfPlan(GoesDown):
    """The provider tells us of a schedule."""

    def arrange(self) -> None:
        super().arrange()
        self.scene.tell_nothing()
        self.goes_to("professional")

    def act(self) -> None:
        self.scene.tell(only="subscription_schedule.")
        self.scene.relay()


class HearsOfGenerosity(IsAMember):
    """Staff gave some of a fee back on the provider's pages; the clock asks what went back."""

    def arrange(self) -> None:
        super().arrange()
        self.bill = self.membership.invoices.get()
        gateway().refund(
            intent_id=self.bill.intent_id, amount_cents=100, metadata={}, key="dashboard"
        )

    def act(self) -> None:
        invoices.refresh_refunds(invoice_id=self.bill.pk)
