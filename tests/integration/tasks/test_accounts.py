from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from marketplace.accounts import sessions
from tasks import accounts
from tests.factories.accounts import UserFactory


@pytest.mark.django_db
def test_expired_tokens_are_forgotten_at_night():
    sessions.begin(user=UserFactory())
    OutstandingToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    accounts.forget_expired_tokens.call_local()

    assert not OutstandingToken.objects.exists()
