import secrets

import factory
from django.utils import timezone

from marketplace.media.states import AssetState, MediaKind, Purpose
from marketplace.media.storage import object_store
from marketplace.models import MediaAsset
from tests.factories.accounts import UserFactory
from tests.factories.pages import jpeg

MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(200)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(100)
VTT = b"WEBVTT\n\n00:00.000 --> 00:02.000\nBreathe in.\n"


class MediaAssetFactory(factory.django.DjangoModelFactory):
    """A finished portrait, whose bytes lie in the store."""

    class Meta:
        model = MediaAsset
        skip_postgeneration_save = True

    content = factory.LazyFunction(jpeg)
    owner = factory.SubFactory(UserFactory, is_practitioner=True)
    purpose = Purpose.PORTRAIT
    kind = MediaKind.IMAGE
    state = AssetState.STORED
    incoming_key = factory.LazyFunction(lambda: f"incoming/{secrets.token_urlsafe(32)}")
    storage_key = factory.LazyFunction(lambda: f"media/{secrets.token_urlsafe(32)}")
    file_name = "By the sea.jpg"
    content_type = "image/jpeg"
    size_bytes = factory.LazyAttribute(lambda o: len(o.content))
    width = 900
    height = 900
    begun_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda o: o.begun_at + timezone.timedelta(hours=1))
    stored_at = factory.SelfAttribute("begun_at")

    @classmethod
    def _create(cls, model_class, *args, **fields):
        if fields["storage_key"]:
            object_store().write(
                key=fields["storage_key"],
                content=fields["content"],
                content_type=fields["content_type"],
            )
        fields.pop("content", None)
        return super()._create(model_class, *args, **fields)

    class Params:
        video = factory.Trait(
            purpose=Purpose.STREAM_VIDEO,
            kind=MediaKind.VIDEO,
            content_type="video/mp4",
            file_name="Breathing.mp4",
            content=MP4,
            width=None,
            height=None,
        )
