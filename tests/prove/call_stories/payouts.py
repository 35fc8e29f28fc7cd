"""Accounts of practitioners at the provider, what is sent there, and what banks do with it."""

from datetime import timedelta

from commerce.earnings.models import Earning
from commerce.models import ConnectAccount, Payout
from commerce.payouts import accounts, following, operations, sending
from tests.factories import PractitionerFactory
from tests.integration.commerce.payouts.steps import CLOSED_BANK, lever
from tests.loopback import http
from tests.prove.call_stories.base import Story
from tests.prove.call_stories.payments import Books

# The session is over, held for two days, and the provider has released the money.
UNTIL_EARNED = timedelta(days=7)


class BeginsAnAccount(Story):
    """A practitioner wants to be paid, and is sent to the provider."""

    def arrange(self) -> None:
        self.practitioner = PractitionerFactory()
        self.user = self.practitioner.user

    def act(self) -> None:
        accounts.start(user=self.user, country="US")

    @property
    def account(self) -> ConnectAccount:
        return ConnectAccount.objects.get(practitioner=self.practitioner)


class BeginsAnAccountAgain(BeginsAnAccount):
    """The provider made it and answered with an error; in `/v2` the key still finds it."""

    def arrange(self) -> None:
        super().arrange()
        with self.scene.failing("POST /v2/core/accounts", "error_500_after"):
            super().act()
        assert self.account.attempt == 2


class HasAnAccount(BeginsAnAccount):
    """What all begin with whom the provider knows."""

    bank = ""

    def arrange(self) -> None:
        super().arrange()
        self.has_an_account()

    def has_an_account(self) -> None:
        """The provider knows them, and can pay them."""
        accounts.start(user=self.user, country="US")
        said = {"bank": self.bank} if self.bank else {}
        lever(self.scene.sandbox, f"accounts/{self.account.provider_id}/activate", **said)
        accounts.refresh(account_id=self.account.pk)


class AsksAboutAnAccount(HasAnAccount):
    """The clock asks how an account stands."""

    def act(self) -> None:
        accounts.refresh(account_id=self.account.pk)


class OpensTheDashboard(HasAnAccount):
    """A practitioner looks at the provider's pages."""

    def act(self) -> None:
        accounts.dashboard(user=self.user)


class ComesBack(BeginsAnAccount):
    """A practitioner has told the provider everything; the event of it names nobody."""

    def arrange(self) -> None:
        super().arrange()
        link = accounts.start(user=self.user, country="US")
        self.scene.tell()
        page = http.get(link.url).text
        session = page.split('name="session" value="')[1].split('"')[0]
        http.post(link.url, data={"session": session, "outcome": "complete"})

    def act(self) -> None:
        self.scene.tell(only="v2.core.account_link.")
        self.scene.relay()


class IsPaid(HasAnAccount, Books):
    """A practitioner has earned $76 and asks for it; a worker sends it."""

    def arrange(self) -> None:
        Books.arrange(self)
        Books.act(self)
        self.practitioner = self.service.practitioner
        self.user = self.practitioner.user
        self.scene.reconcile()
        self.scene.wait(UNTIL_EARNED)
        self.scene.reconcile()
        assert Earning.objects.get().status == "available"
        self.has_an_account()
        self._asks_anew()

    def act(self) -> None:
        self.request()
        self.scene.relay()

    def request(self) -> None:
        operations.request(user=self.user, claim=self.claim("request"), now=self.scene.now)

    @property
    def payout(self) -> Payout:
        return Payout.objects.get()


class FindsATransfer(IsPaid):
    """The provider has sent it and answered with an error; the clock asks again."""

    def arrange(self) -> None:
        super().arrange()
        self.request()
        with self.scene.failing("POST /v1/transfers", "error_500_after"):
            self.scene.relay()
        assert self.payout.attempt == 2

    def act(self) -> None:
        sending.send(payout_id=self.payout.pk)


class HearsOfATransfer(IsPaid):
    """The provider tells us of a transfer."""

    def arrange(self) -> None:
        super().arrange()
        self.scene.tell_nothing()
        self.request()
        self.scene.relay()

    def act(self) -> None:
        self.scene.tell(only="transfer.")
        self.scene.relay()


class AsksTheBank(HearsOfATransfer):
    """The clock asks what became of what was sent."""

    def arrange(self) -> None:
        super().arrange()
        self.scene.wait(timedelta(minutes=10))

    def act(self) -> None:
        following.ask(account_id=self.account.pk)


class TakesBack(AsksTheBank):
    """The bank did not take it, and we take it back from the account."""

    bank = CLOSED_BANK

    def arrange(self) -> None:
        super().arrange()
        following.ask(account_id=self.account.pk)
        assert self.payout.status == "returning"

    def act(self) -> None:
        self.scene.relay()
