from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.credits import operations, transfers
from commerce.models import CreditTransfer
from tasks import credits
from tests.factories import UserFactory, granted
from tests.integration.commerce.credits import steps

pytestmark = pytest.mark.django_db


def test_at_night_what_lapsed_comes_back_and_what_is_over_goes(settings, monkeypatch):
    settings.CREDITS_TRANSFER = True
    monkeypatch.setattr(operations, "_EXPIRE_AT_ONCE", 2)
    now = timezone.now()
    owner, before = UserFactory(), now - timedelta(days=20)
    over = [granted(owner, 100, expires_at=now - timedelta(hours=1), now=before) for _ in range(5)]
    undated = granted(owner, 100, now=before)
    transfers.transfer(
        sender=owner,
        receiver_email="nobody@example.test",
        amount_cents=600,
        currency="usd",
        claim=None,
        now=before,
    )

    credits.expire_credits.call_local()

    assert CreditTransfer.objects.get().status == "lapsed"
    assert steps.left(*over, undated) == [0, 0, 0, 0, 0, 100]
    assert steps.in_order()
