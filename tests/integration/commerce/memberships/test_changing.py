"""What is refused, what is repeated, and what is cut off between the call and its answer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.checkout import audit
from commerce.memberships import carrying, changing, plans
from commerce.memberships.stripe_gateway import StripeGateway
from commerce.models import Membership, MembershipChange, SavedCard
from commerce.payments.cards import CardNotFound
from commerce.payments.gateway import PaymentRefused, PaymentsUnavailable
from estuary.kernel.idempotency import Claim
from tasks import memberships as clock
from tests.factories import PractitionerFactory, UserFactory
from tests.integration.commerce.memberships.steps import HALF, MONTH_LATER
from tests.loopback import http


class Killed(BaseException):
    """The process ends here."""


def cut_off(monkeypatch, name, *, after=True, how=Killed):
    """The process ends when it calls the provider: after it, or before."""
    real = getattr(StripeGateway, name)

    def killed(self, **said):
        if after:
            real(self, **said)
        raise how

    monkeypatch.setattr(StripeGateway, name, killed)


def open_changes():
    return MembershipChange.objects.filter(status="planned").count()


def test_a_declined_card_begins_nothing(member):
    ana = member("pm_card_chargeCustomerFail")

    with pytest.raises(PaymentRefused) as refused:
        ana.goes_to("professional")

    assert refused.value.reason == "card_declined"
    assert (ana.membership.status, ana.subscriptions, open_changes()) == ("none", [], 0)
    ana.save("pm_card_visa")
    assert ana.goes_to("professional").status == "active"


def test_a_declined_upgrade_changes_nothing(member):
    ana = member()
    ana.goes_to("professional")
    ana.waits_until(HALF)
    bad = ana.save("pm_card_chargeCustomerFail")

    with pytest.raises(PaymentRefused):
        ana.goes_to("premium", card=str(bad.public_id))

    assert ana.asked().version.plan.code == "professional"
    assert ana.paid == [2900]


def test_without_a_saved_card_there_is_nothing_to_charge(member):
    member()  # whose card is of no use to others

    with pytest.raises(changing.CardNeeded):
        member(card="").goes_to("professional")

    assert not MembershipChange.objects.exists()


def test_anothers_card_does_not_pay(member):
    ana, other = member(), member()
    theirs = SavedCard.objects.get(user=other.user)

    for named in (str(theirs.public_id), theirs.provider_id, "pm_card_visa"):
        with pytest.raises(CardNotFound):
            ana.goes_to("professional", card=named)


def test_a_card_taken_away_while_subscribed_is_said_clearly(member):
    ana = member()
    ana.goes_to("professional")
    card = SavedCard.objects.get(user=ana.user)
    card.detached_at, card.is_default = timezone.now(), False
    card.save()

    with pytest.raises(changing.CardNeeded):
        ana.goes_to("premium")
    with pytest.raises(changing.CardNeeded):
        changing.use_card(user=ana.user, card="", claim=None)


def test_a_card_the_provider_does_not_have_any_more_is_said_clearly(member):
    ana = member()
    card = SavedCard.objects.get(user=ana.user)
    ana.client.v1.payment_methods.detach(
        card.provider_id, {}, {"idempotency_key": f"estuary:test:detach:{card.pk}"}
    )

    with pytest.raises(changing.CardNeeded):
        ana.goes_to("professional")

    assert (ana.subscriptions, open_changes()) == ([], 0)


def test_a_bank_that_asks_is_answered_and_the_plan_begins(member, stripe_sandbox):
    ana = member("pm_card_authenticationRequired")

    waiting = ana.goes_to("professional")

    assert (waiting.status, ana.periods) == ("incomplete", [])
    assert waiting.client_secret
    page = waiting.next_action["redirect_to_url"]["url"]
    http.post(page, data={"outcome": "complete"})
    stripe_sandbox.sandbox.do_jobs()
    begun = ana.asked()
    assert (begun.status, begun.client_secret, begun.next_action) == ("active", "", None)
    assert ana.paid == [2900]


def test_another_card_takes_the_place_of_one_whose_bank_was_not_answered(member):
    ana = member("pm_card_authenticationRequired")
    first = ana.goes_to("professional").subscription_id
    ana.save("pm_card_visa")

    membership = ana.goes_to("premium")

    assert membership.status == "active"
    assert {one.id: one.status for one in ana.subscriptions} == {
        first: "canceled",
        membership.subscription_id: "active",
    }


def test_while_one_that_waits_for_the_bank_cannot_be_ended_no_other_is_begun(
    member, stripe_sandbox
):
    ana = member("pm_card_authenticationRequired")
    first = ana.goes_to("professional").subscription_id
    ana.save("pm_card_visa")
    refused = {"kind": "refuse", "status": 400, "error": {"type": "invalid_request_error"}}
    stripe_sandbox.faults.plan({"operation": f"DELETE /v1/subscriptions/{first}", **refused})

    with pytest.raises(PaymentRefused):
        ana.goes_to("premium")

    assert {one.id: one.status for one in ana.subscriptions} == {first: "incomplete"}


def test_a_downgrade_that_is_refused_leaves_no_schedule_behind(member, stripe_sandbox):
    ana = member()
    ana.goes_to("premium")
    refused = {"kind": "refuse", "status": 400, "error": {"type": "invalid_request_error"}}
    operation = "POST /v1/subscription_schedules/{schedule}"
    stripe_sandbox.faults.plan({"operation": operation, **refused})

    with pytest.raises(PaymentRefused):
        ana.goes_to("professional")

    assert [one.schedule for one in ana.subscriptions] == [None]


def test_one_whose_owner_the_provider_will_not_know_is_given_up(db, stripe_sandbox):
    plans.lay_plans()
    practitioner = PractitionerFactory()
    change = MembershipChange.objects.create(
        membership=Membership.objects.create(practitioner=practitioner),
        kind="begin",
        version=plans.offered(code="professional", now=timezone.now()),
        interval="month",
    )

    assert carrying.settle(change_id=change.pk).status == "given_up"
    assert stripe_sandbox.journal.entries(path="/v1/customers", method="POST") == []


def test_the_same_plan_again_is_refused(member):
    ana = member()
    ana.goes_to("professional")

    with pytest.raises(changing.AlreadyOnPlan):
        ana.goes_to("professional")
    with pytest.raises(changing.AlreadyOnPlan):
        changing.preview(user=ana.user, plan="professional", interval="month", now=timezone.now())


def test_the_free_plan_is_no_membership(member):
    with pytest.raises(changing.MembershipNotRunning):
        member().goes_to("basic")
    with pytest.raises(changing.MembershipNotRunning):
        changing.end(user=member().user, claim=None)
    with pytest.raises(changing.MembershipNotRunning):
        changing.use_card(user=member().user, card="", claim=None)
    with pytest.raises(changing.MembershipNotRunning):
        changing.resume(user=UserFactory(), claim=None)


def test_a_repeated_request_has_one_effect(member):
    ana = member()
    claim = Claim(caller=f"user:{ana.user.pk}", key="again", fingerprint="x")

    answers = [ana.goes_to("professional", claim=claim).subscription_id for _ in range(2)]

    assert answers[0] == answers[1]
    assert (len(ana.subscriptions), ana.paid) == (1, [2900])


@pytest.mark.parametrize("after", [True, False])
def test_a_beginning_cut_off_is_found_or_given_up(member, monkeypatch, after):
    """Guards: the provider is asked for what it has before anything is given up."""
    ana = member()
    with monkeypatch.context() as killed:
        cut_off(killed, "subscribe", after=after)
        with pytest.raises(Killed):
            ana.goes_to("professional")
    [change] = MembershipChange.objects.all()

    carrying.settle(change_id=change.pk)

    change.refresh_from_db()
    assert change.status == ("done" if after else "given_up")
    assert ana.membership.status == ("active" if after else "none")
    assert len(ana.subscriptions) == (1 if after else 0)
    assert audit.findings(now=timezone.now() + timedelta(days=1)) == []


def test_a_beginning_cut_off_and_asked_for_again_is_one(member, monkeypatch):
    """Guards: a subscription that is there is taken over, not made again."""
    ana = member()
    with monkeypatch.context() as killed:
        cut_off(killed, "subscribe")
        with pytest.raises(Killed):
            ana.goes_to("professional")

    MembershipChange.objects.update(attempt=2)
    assert ana.goes_to("professional").status == "active"

    assert (len(ana.subscriptions), ana.paid) == (1, [2900])


def test_an_answer_that_is_lost_is_asked_for_by_the_clock(member, monkeypatch):
    ana = member()
    ana.goes_to("professional")
    ana.waits_until(HALF)
    with monkeypatch.context() as killed:
        cut_off(killed, "change_now", how=PaymentsUnavailable)
        with pytest.raises(PaymentsUnavailable):
            ana.goes_to("premium")
    MembershipChange.objects.update(updated_at=timezone.now() - timedelta(minutes=3))

    clock.settle_membership_changes.call_local()

    assert (open_changes(), ana.membership.version.plan.code) == (0, "premium")
    assert ana.paid == [2900, 3500]


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize(
    ("plan", "call"), [("professional", "change_later"), ("basic", "end_later")]
)
def test_what_costs_nothing_is_carried_out_after_all(member, monkeypatch, plan, call, after):
    ana = member()
    ana.goes_to("premium")
    with monkeypatch.context() as killed:
        cut_off(killed, call, after=after)
        with pytest.raises(Killed):
            ana.goes_to(plan)
    [change] = MembershipChange.objects.filter(status="planned")

    carrying.settle(change_id=change.pk)

    membership = ana.membership
    waits = membership.ends_at if plan == "basic" else membership.next_version
    assert waits is not None
    assert (open_changes(), membership.period_ends_at) == (0, MONTH_LATER)


def test_while_one_change_is_with_the_provider_another_one_waits(member, monkeypatch):
    """Guards: membership_change_one_at_a_time."""
    ana = member()
    with monkeypatch.context() as killed:
        cut_off(killed, "subscribe", after=False)
        with pytest.raises(Killed):
            ana.goes_to("professional")

    with pytest.raises(changing.ChangeUnderWay):
        ana.goes_to("premium")

    [change] = MembershipChange.objects.all()
    carrying.settle(change_id=change.pk)
    assert ana.goes_to("premium").status == "active"


def test_what_was_given_up_is_said_to_whoever_repeats_it(member, monkeypatch):
    ana = member()
    claim = Claim(caller=f"user:{ana.user.pk}", key="again", fingerprint="x")
    with monkeypatch.context() as killed:
        cut_off(killed, "subscribe", after=False)
        with pytest.raises(Killed):
            ana.goes_to("professional", claim=claim)
    carrying.settle(change_id=MembershipChange.objects.get().pk)

    with pytest.raises(carrying.ChangeGivenUp):
        ana.goes_to("professional", claim=claim)


def test_a_change_that_comes_to_no_end_is_found(member, monkeypatch):
    ana = member()
    with monkeypatch.context() as killed:
        cut_off(killed, "subscribe", after=False)
        with pytest.raises(Killed):
            ana.goes_to("professional")

    found = [audit.findings(now=timezone.now() + timedelta(minutes=m)) for m in (1, 31)]

    assert found[0] == []
    assert [one.rule for one in found[1]] == ["what was asked of a membership comes to an end"]
