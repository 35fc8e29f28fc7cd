"""C2: `manage.py check_money` finds nothing after any scenario, and what is broken always."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from commerce.models import Booking, Order, Payment
from commerce.reconciliation.checks import AUDITS
from tests.factories.payouts import PayoutFactory
from tests.integration.commerce.checkout import steps
from tests.prove import telling
from tests.prove.stories import STORIES, Place
from tests.prove.telling import taken_back
from tests.prove.test_webhooks import FOR_STAFF

pytestmark = pytest.mark.django_db


def _orders_without_money() -> None:
    Payment.objects.update(amount_cents=1)


def _intents_without_orders() -> None:
    Order.objects.update(payment=None, amount_due_cents=0, credits_applied_cents=F("total_cents"))


def _confirmed_without_payment() -> None:
    Order.objects.update(status="open", paid_at=None)


def _paid_without_a_seat() -> None:
    soon = timezone.now() + timedelta(minutes=10)
    Booking.objects.update(status="pending", confirmed_at=None, expires_at=soon)


def _sent_without_entries() -> None:
    PayoutFactory(status="sent", transfer_id="tr_1", sent_at=timezone.now())


def test_c2_check_money_is_silent_after_every_scenario_and_names_what_is_planted(
    stripe_sandbox, relay, figure, capsys
):
    place, loud = Place(stripe_sandbox, relay), []
    for story in STORIES:
        with taken_back(stripe_sandbox):
            before = set(telling.told(stripe_sandbox))
            for _ in story(place):
                relay()
            new = [one for one in telling.told(stripe_sandbox) if one not in before]
            telling.hear(telling.notices(stripe_sandbox, new))
            telling.finish(relay)
            loud += [f"{story.__name__}: {rule}" for rule in _broken(capsys)]
    planted = {plant.__name__: _found(plant, place, capsys) for plant in PLANTED}
    missed = [name for name, found in planted.items() if not found]
    figure(
        "C2",
        f"check_money after each of {len(STORIES)} scenarios; and after intents without orders, "
        "orders without money, seats without payment, money without a seat, transfers without "
        "entries were planted",
        must_be="silent after every scenario; whatever is planted is named",
        measured=f"{sum(len(audit.RULES) for audit in AUDITS)} rules; {len(loud)} findings after "
        f"{len(STORIES)} scenarios {loud[:3] or ''}; {len(planted) - len(missed)} of "
        f"{len(planted)} planted faults named {missed or ''}",
        holds=not loud and not missed,
    )


PLANTED: tuple[Callable[[], None], ...] = (
    _orders_without_money,
    _intents_without_orders,
    _confirmed_without_payment,
    _paid_without_a_seat,
    _sent_without_entries,
)


def _broken(capsys) -> list[str]:
    """The rules the command says are broken; it ends with an error exactly when there are some.

    A refund that its bank returned is named until somebody has settled it, and is not counted.
    """
    capsys.readouterr()
    try:
        call_command("check_money")
    except CommandError:
        lines = capsys.readouterr().out.splitlines()
        broken = [line.removeprefix("BROKEN ") for line in lines if line.startswith("BROKEN ")]
        assert broken
        return [rule for rule in broken if rule not in FOR_STAFF]
    return []


def _found(plant: Callable[[], None], place: Place, capsys) -> bool:
    with taken_back(place.sandbox):
        steps.paid(place.order())
        place.relay()
        assert not _broken(capsys)
        plant()
        return bool(_broken(capsys))
