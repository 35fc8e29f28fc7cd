import pytest
from django.core.exceptions import ValidationError

from tests.factories import AnnouncementFactory, StandardPageFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("link", [{}, {"address": "https://more.test/", "link_text": "More"}])
def test_an_announcement_links_to_something_or_to_nothing(link):
    AnnouncementFactory(**link).full_clean()


@pytest.mark.parametrize(
    ("link", "field"),
    [
        ({"link_text": "More"}, "link_text"),
        ({"address": "https://more.test/"}, "link_text"),
    ],
)
def test_an_announcements_link_needs_words_and_an_end(link, field):
    with pytest.raises(ValidationError) as refused:
        AnnouncementFactory(**link).full_clean()

    assert list(refused.value.message_dict) == [field]


def test_an_announcement_does_not_link_to_two_things():
    two = AnnouncementFactory(
        link_text="More", address="https://more.test/", page=StandardPageFactory()
    )

    with pytest.raises(ValidationError, match="one of the two"):
        two.full_clean()
