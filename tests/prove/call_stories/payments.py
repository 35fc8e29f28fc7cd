"""Orders paid, left, and paid back; cards saved and taken away; the night's reading."""

from datetime import timedelta

from commerce.checkout import buying
from commerce.checkout import operations as checkout
from commerce.models import CardSetup, Payment, Refund, SavedCard
from commerce.payments import cards, setups
from commerce.payments import operations as payments
from commerce.payments.gateway import gateway
from commerce.reconciliation import operations as reconciliation
from estuary.kernel.idempotency import Claim
from marketplace.models import User
from tests.factories import ServiceFactory, UserFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps
from tests.integration.commerce.payments.steps import answer_bank
from tests.prove.call_stories.base import Story

RETURN = "https://frontend.test/return"


class Books(Story):
    """A client books an hour and pays; nobody knows them at the provider yet."""

    card = "pm_card_visa"

    def arrange(self) -> None:
        service = ServiceFactory(practitioner__timezone="UTC")
        open_all_week(service.practitioner)
        self.client, self.service = UserFactory(), service
        self.starts_at = steps.first_start(service)

    def act(self) -> None:
        self.book()
        self.pay()

    def book(self) -> None:
        """An order, which is opened at the provider if that answers."""
        booking = buying.book(
            client=self.client,
            service_id=self.service.public_id,
            slot=steps.word(self.service, self.starts_at),
            notes="",
            claim=self.claim("book"),
            now=self.scene.now,
        )
        self.order = steps.order_of(booking)

    def pay(self) -> None:
        checkout.pay(
            user=self.client,
            order_id=self.order.public_id,
            payment_method=self.card,
            return_url=RETURN,
            claim=self.claim("pay"),
            now=self.scene.now,
        )

    def claim(self, step: str) -> Claim | None:
        # The same slot cannot be booked twice: who pays anew, pays the same order.
        return super().claim(step) if step != "book" else Claim("story", "book", "book")


class BooksAgain(Books):
    """The provider made the client known and answered with an error, and the client comes back."""

    def arrange(self) -> None:
        super().arrange()
        with self.scene.failing("POST /v1/customers", "error_500_after"):
            self.book()
        assert Payment.objects.get().attempt == 2


class PaysAnOrder(Books):
    """A client pays what they have booked."""

    def arrange(self) -> None:
        super().arrange()
        self.book()

    def act(self) -> None:
        self.pay()


class PaysWhatWasLookedFor(Books):
    """The provider made the payment and answered with an error: it is there, under a spent key."""

    def arrange(self) -> None:
        super().arrange()
        with self.scene.failing("POST /v1/payment_intents", "error_500_after"):
            self.book()
        assert Payment.objects.get().attempt == 2

    def act(self) -> None:
        self.pay()


class LetsAnOrderLapse(PaysAnOrder):
    """A client leaves without paying; the clock ends the order and its payment."""

    def arrange(self) -> None:
        super().arrange()
        self.scene.wait(timedelta(minutes=16))

    def act(self) -> None:
        checkout.let_lapse(order_id=self.order.pk, now=self.scene.now)


# --- refunds ---


class GivesMoneyBack(PaysAnOrder):
    """A client cancels in time; a worker sends the refund."""

    def arrange(self) -> None:
        super().arrange()
        self.pay()
        self.scene.relay()
        booking = steps.booking_of(self.order)
        steps.cancelled(booking, by=self.order.user, now=self.scene.now)

    def act(self) -> None:
        self.scene.relay()


class FindsARefund(GivesMoneyBack):
    """The provider paid it back and answered with an error; the clock asks again."""

    def arrange(self) -> None:
        super().arrange()
        with self.scene.failing("POST /v1/refunds", "error_500_after"):
            self.scene.relay()
        assert Refund.objects.get().attempt == 2

    def act(self) -> None:
        payments.send_refund(refund_id=Refund.objects.get().pk)


class AsksAboutARefund(GivesMoneyBack):
    """A refund is on its way; the clock asks how it stands."""

    card = "pm_card_pendingRefund"

    def arrange(self) -> None:
        super().arrange()
        self.scene.relay()
        assert Refund.objects.get().status == "pending"
        self.scene.wait(timedelta(hours=2))

    def act(self) -> None:
        payments.send_refund(refund_id=Refund.objects.get().pk)


# --- cards ---


class SavesACard(Story):
    """Somebody saves a card, whom nobody knows at the provider yet."""

    card = "pm_card_visa"

    def arrange(self) -> None:
        self.user = UserFactory()

    def act(self) -> None:
        setup = setups.begin(user=self.user, claim=self.claim("begin"))
        saved(setup, self.card, claim=self.claim("settle"))


class SavesWhatWasLookedFor(SavesACard):
    """The provider began it and answered with an error: it is there, under a spent key."""

    def arrange(self) -> None:
        super().arrange()
        with self.scene.failing("POST /v1/setup_intents", "error_500_after"):
            setups.begin(user=self.user, claim=None)
        assert CardSetup.objects.get().attempt == 2


class LeavesACardUnsaved(SavesACard):
    """Somebody leaves the form; the clock ends it."""

    def arrange(self) -> None:
        super().arrange()
        self.setup = setups.begin(user=self.user, claim=None)
        self.scene.wait(timedelta(minutes=61))

    def act(self) -> None:
        setups.give_up(setup_id=self.setup.pk)


class AsksAboutACard(SavesACard):
    """The clock asks how a saved card is."""

    def arrange(self) -> None:
        super().arrange()
        self.saved = a_card(self.user)

    def act(self) -> None:
        cards.refresh(provider_id=self.saved.provider_id)


class TakesACardAway(AsksAboutACard):
    """Somebody takes a saved card away."""

    def act(self) -> None:
        cards.detach(user=self.user, card_id=self.saved.public_id, now=self.scene.now)


class TakesAwayWhatIsGone(TakesACardAway):
    """The card is gone at the provider already, and we have not heard of it."""

    def arrange(self) -> None:
        super().arrange()
        gateway().detach_card(card_id=self.saved.provider_id, key="behind-our-back")


# --- what the provider did ---


class Reconciles(PaysAnOrder):
    """The night's reading of everything that moved and happened."""

    def arrange(self) -> None:
        super().arrange()
        self.pay()

    def act(self) -> None:
        reconciliation.reconcile(now=self.scene.now)


# --- steps they share ---


def saved(setup: CardSetup, method: str, *, claim: Claim | None = None) -> CardSetup:
    """As a browser would save a card."""
    return setups.settle(
        user=setup.user,
        setup_id=setup.public_id,
        payment_method=method,
        return_url=RETURN,
        claim=claim,
        now=setup.created_at,
    )


def a_card(user: User, method: str = "pm_card_visa", *, default: bool = False) -> SavedCard:
    """A saved card of somebody; the first is their default."""
    setup = saved(setups.begin(user=user, claim=None), method)
    if setup.next_action:
        answer_bank({"next_action": setup.next_action}, "complete")
        setup = setups.refresh(setup_id=setup.pk)
    assert setup.card is not None
    if default:
        cards.make_default(user=user, card_id=setup.card.public_id, claim=None)
    return setup.card
