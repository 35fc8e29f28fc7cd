"""Payments that clients contest with their banks, and what we answer."""

from datetime import timedelta

from commerce.disputes import answering, operations
from commerce.models import Dispute
from tests.integration.commerce.disputes import steps
from tests.prove.call_stories.payments import PaysAnOrder


class FindsADispute(PaysAnOrder):
    """A client contests what they paid, and the clock looks for what nobody told us of."""

    def arrange(self) -> None:
        super().arrange()
        self.pay()
        self.scene.reconcile()
        self.scene.tell_nothing()
        self.order.refresh_from_db()
        steps.disputed(self.scene.sandbox, self.order)

    def act(self) -> None:
        operations.find(since=self.scene.now - timedelta(days=1), now=self.scene.now)


class HearsOfADispute(FindsADispute):
    """The provider tells us of it."""

    def act(self) -> None:
        self.scene.tell(only="charge.dispute.")
        self.scene.relay()


class AnswersADispute(FindsADispute):
    """Staff send what the bank shall see."""

    def arrange(self) -> None:
        super().arrange()
        operations.find(since=self.scene.now - timedelta(days=1), now=self.scene.now)
        self.dispute = Dispute.objects.get()

    def act(self) -> None:
        evidence = {"uncategorized_text": "winning_evidence"}
        answering.submit_evidence(dispute_id=self.dispute.pk, evidence=evidence, now=self.scene.now)


class AcceptsADispute(AnswersADispute):
    """Staff let the client have the money."""

    def act(self) -> None:
        answering.accept(dispute_id=self.dispute.pk, now=self.scene.now)
