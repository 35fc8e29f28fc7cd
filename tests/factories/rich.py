"""Pages with everything in them, cheaply made, for counting queries and taking the time."""

import io
import itertools

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils import timezone
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.models import EstuaryDocument, EstuaryImage, HomePage, StandardPage
from tests.factories.catalogue import ServiceFactory
from tests.factories.media import MediaAssetFactory
from tests.factories.pages import (
    FaqFactory,
    PostFactory,
    PostPageFactory,
    TestimonialFactory,
    jpeg,
)
from tests.factories.practitioners import PractitionerFactory

FILM = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


class Library:
    """What pages refer to; `few` of each kind."""

    def __init__(self, few: int = 3) -> None:
        self.images = [
            EstuaryImage.objects.create(
                title=f"Shore {n}",
                description=f"The shore, {n}",
                file=ImageFile(io.BytesIO(jpeg((400, 300))), name="shore.jpg"),
            )
            for n in range(few)
        ]
        self.documents = [
            EstuaryDocument.objects.create(
                title=f"Leaflet {n}", file=ContentFile(b"paper", name="leaflet.pdf")
            )
            for n in range(few)
        ]
        self.practitioners = PractitionerFactory.create_batch(few)
        self.services = [ServiceFactory(practitioner=one) for one in self.practitioners]
        self.posts = [
            PostPageFactory(
                post=PostFactory(practitioner=one, is_listed=True, published_at=timezone.now()),
                picture=self.images[0],
            )
            for one in self.practitioners[:2]
        ]
        for one in self.practitioners:
            type(one).objects.filter(pk=one.pk).update(is_listed=True)
        self.films = MediaAssetFactory.create_batch(few, video=True, owner__is_staff=True)
        self.faqs = FaqFactory.create_batch(few)
        self.testimonials = [
            TestimonialFactory(picture=self.images[0], practitioner=one)
            for one in self.practitioners
        ]
        Embed.objects.create(
            url=FILM,
            hash=get_embed_hash(FILM),
            type="video",
            title="Breathing",
            provider_name="YouTube",
            html='<iframe width="200" height="113" src="https://www.youtube.com/embed/x"></iframe>',
            width=200,
            height=113,
        )

    def body(self, n: int, *, links_to: int) -> list[dict]:
        """One of every block."""
        one = {name: rows[n % len(rows)] for name, rows in vars(self).items()}
        image, document = one["images"].pk, one["documents"].pk
        picture = {
            "image": {"image": image, "alt_text": "", "decorative": False},
            "caption": "At dawn",
        }
        text = (
            f'<p>See <a linktype="page" id="{links_to}">this</a> and '
            f'<a linktype="document" id="{document}">that</a>.</p>'
        )
        values = {
            "heading": {"text": "Welcome", "level": "h2"},
            "words": text,
            "quote": {"text": "Slowly.", "attribution": "Inês"},
            "callout": {"kind": "tip", "title": "", "text": text},
            "steps": {"title": "", "items": [{"title": "Lie down", "text": text, "minutes": 2}]},
            "questions": {"title": "", "items": [{"question": "Why?", "answer": text}]},
            "faqs": {"title": "", "items": [one["faqs"].pk]},
            "testimonials": {"title": "", "items": [one["testimonials"].pk]},
            "divider": None,
            "picture": picture,
            "gallery": {"title": "", "pictures": [picture, picture]},
            "video": {
                "media": one["films"].pk,
                "captions": None,
                "poster": image,
                "caption": "",
            },
            "audio": {"media": None, "title": "", "transcript": text},
            "embed": {"address": FILM, "caption": ""},
            "practitioner": {"practitioner": one["practitioners"].pk, "note": ""},
            "service": {"service": one["services"].pk, "note": ""},
            "post": {"post": one["posts"].pk, "note": ""},
            "call_to_action": {
                "title": "Begin",
                "text": "",
                "button": "Go",
                "page": links_to,
                "address": "",
            },
        }
        return [
            {"type": name, "value": value, "id": f"{name}-{n}"} for name, value in values.items()
        ]


_numbers = itertools.count()


def rich_pages(count: int, library: Library) -> list[StandardPage]:
    """Published pages with one of every block, each linking to the home page."""
    home = HomePage.objects.get()
    made = []
    with disable_reference_index_auto_update():
        for n in itertools.islice(_numbers, count):
            page = StandardPage(
                title=f"Page {n}",
                slug=f"rich-{n}",
                introduction="All there is.",
                social_image=library.images[n % len(library.images)],
                body=library.body(n, links_to=home.pk),
                first_published_at=timezone.now(),
            )
            home.add_child(instance=page)
            made.append(page)
    return made
