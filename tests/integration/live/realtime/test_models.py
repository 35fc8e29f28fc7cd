"""What the database refuses; each of these fails when the constraint it names is dropped."""

import pytest

from tests.factories.webhooks import FeedEntryFactory
from tests.refusals import refused

pytestmark = pytest.mark.django_db

REFUSED = {
    "feed_entry_seq_once": lambda: FeedEntryFactory.create_batch(2, seq=1),
    "feed_entry_once_per_occasion": lambda: FeedEntryFactory.create_batch(2, key="same"),
    "feed_entry_seq_begins_at_one": lambda: FeedEntryFactory(seq=0),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    with refused(name):
        REFUSED[name]()
