"""What an ordinary page may be built of."""

from wagtail import blocks

from cms.pages.blocks.cards import (
    CallToAction,
    Faqs,
    PostBlock,
    PractitionerBlock,
    ServiceBlock,
    Testimonials,
)
from cms.pages.blocks.lists import Questions, Steps
from cms.pages.blocks.media import Audio, Embed, Video
from cms.pages.blocks.pictures import Gallery, Picture
from cms.pages.blocks.text import Callout, Divider, Heading, Quote, Words
from cms.pages.shapes import Shaped

TEXT, PICTURES, LINKS = "Text", "Pictures and sound", "Leading on"


class Body(Shaped, blocks.StreamBlock):
    """What an ordinary page may be built of."""

    heading = Heading(group=TEXT)
    words = Words(group=TEXT)
    quote = Quote(group=TEXT)
    callout = Callout(group=TEXT)
    steps = Steps(group=TEXT)
    questions = Questions(group=TEXT)
    faqs = Faqs(group=TEXT)
    testimonials = Testimonials(group=TEXT)
    divider = Divider(group=TEXT)
    picture = Picture(group=PICTURES)
    gallery = Gallery(group=PICTURES)
    video = Video(group=PICTURES)
    audio = Audio(group=PICTURES)
    embed = Embed(group=PICTURES)
    practitioner = PractitionerBlock(group=LINKS)
    service = ServiceBlock(group=LINKS)
    post = PostBlock(group=LINKS)
    call_to_action = CallToAction(group=LINKS)
