import pytest

from marketplace.models import MediaAsset
from tests.factories import UserFactory
from tests.factories.pages import jpeg

URL = "/api/v1/media/"


@pytest.fixture
def practitioner():
    return UserFactory(is_practitioner=True)


@pytest.fixture
def begin(api, practitioner):
    """Announce a file of these bytes; the answer."""

    def announce(content=None, *, by=None, **said):
        content = jpeg() if content is None else content
        said = {
            "purpose": "portrait",
            "file_name": "By the sea.jpg",
            "content_type": "image/jpeg",
            "size_bytes": len(content),
        } | said
        return api(by or practitioner).post(URL, said, format="json")

    return announce


@pytest.fixture
def send(client):
    """Send bytes as an upload's answer says, like any browser would."""

    def put(begun, content, **differently):
        upload = begun.json()["data"]["upload"]
        return client.put(
            upload["url"].removeprefix("http://testserver"),
            content,
            content_type=differently.get("content_type", upload["headers"]["Content-Type"]),
        )

    return put


@pytest.fixture
def arrived(begin, send):
    """An upload whose file has been sent; its row."""

    def upload(content=None, *, really=None, **said):
        content = jpeg() if content is None else content
        begun = begin(content, **said)
        assert begun.status_code == 201, begun.json()
        assert send(begun, really or content).status_code == 200
        return MediaAsset.objects.get(public_id=begun.json()["data"]["id"])

    return upload
