"""What the database refuses; each of these fails when the constraint it names is dropped."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from cms.models import PreviewSnapshot, ReviewLink
from tests.factories import FaqFactory, previewed, shared
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def again():
    row = PreviewSnapshot.objects.first()
    return PreviewSnapshot.objects.create(
        editor=row.editor,
        content_type=row.content_type,
        object_id=row.object_id,
        content={},
        expires_at=timezone.now(),
    )


REFUSED = {
    "preview_once_per_editor_and_object": again,
    "preview_has_a_parent_only_while_new": lambda: PreviewSnapshot.objects.update(parent_id="1"),
    "review_link_lasts_30_days_at_most": lambda: ReviewLink.objects.update(
        expires_at=F("issued_at") + timedelta(days=31)
    ),
    "review_link_once_opened_says_when": lambda: ReviewLink.objects.update(opened=1),
    "cms_reviewlink.token_digest": lambda: ReviewLink.objects.update(token_digest="same"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    for _ in range(2):
        faq = FaqFactory()
        previewed(faq)
        shared(faq)

    with refused(name):
        REFUSED[name]()


def test_a_link_does_not_end_before_it_begins():
    shared(FaqFactory())

    with refused("review_link_lasts_30_days_at_most"):
        ReviewLink.objects.update(expires_at=F("issued_at"))
