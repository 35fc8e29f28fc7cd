from datetime import timedelta

import pytest
from django.utils import timezone

from cms.models import PreviewSnapshot
from tasks.previews import sweep_previews
from tests.factories import FaqFactory, previewed

pytestmark = pytest.mark.django_db


def test_what_nobody_looks_at_any_more_is_swept():
    previewed(FaqFactory(), now=timezone.now() - timedelta(hours=2))
    previewed(FaqFactory())

    sweep_previews.call_local()

    assert PreviewSnapshot.objects.count() == 1
