import pytest
from django.core.files.storage import InMemoryStorage

from cms.library.pictures import picture
from tests.factories import ImageFactory

pytestmark = pytest.mark.django_db


class PrivateBucket(InMemoryStorage):
    """Signs its addresses anew each time, as R2 does."""

    querystring_auth = True
    signed = 0

    def url(self, name):
        self.signed += 1
        return f"https://bucket.test/{name}?signature={self.signed}"


def test_a_picture_comes_in_two_sizes_with_the_words_read_aloud():
    image = ImageFactory(description="A woman by the sea")

    shown = picture(image=image, role="portrait", alt="Inês Duarte")

    small, large = shown.pop("srcset").split(", ")
    assert shown == {
        "url": small.removesuffix(" 320w"),
        "alt": "A woman by the sea",
        "width": 320,
        "height": 320,
    }
    assert shown["url"].startswith("http://testserver/uploads/images/")
    assert large.endswith(" 640w")


def test_without_a_description_the_page_says_what_to_read():
    shown = picture(image=ImageFactory(description=""), role="card", alt="Inês Duarte")

    assert shown["alt"] == "Inês Duarte"


def test_without_an_image_there_is_no_picture():
    assert picture(image=None, role="card") is None


def test_sizes_made_once_are_found_in_one_query(django_assert_max_num_queries):
    image = ImageFactory()
    picture(image=image, role="card")
    image = type(image).objects.get(pk=image.pk)

    with django_assert_max_num_queries(1):
        picture(image=image, role="card")


def test_addresses_in_a_private_bucket_stay_good(client, settings):
    private = {"BACKEND": f"{__name__}.PrivateBucket"}
    settings.STORAGES = settings.STORAGES | {"default": private}
    image = ImageFactory()

    first, again = (picture(image=image, role="card")["url"] for _ in range(2))

    assert first == again
    assert first.startswith("http://testserver/pictures/")
    response = client.get(first.removeprefix("http://testserver"))
    assert response.status_code in (301, 302)
    assert response["Location"].startswith("https://bucket.test/images/")
    assert "max-age=600" in response["Cache-Control"]


def test_nobody_asks_for_sizes_of_their_own(client):
    image = ImageFactory()

    assert client.get(f"/pictures/made-up/{image.pk}/fill-9000x9000/x.jpg").status_code == 403
