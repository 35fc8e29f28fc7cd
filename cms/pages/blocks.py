"""Every block that a page's body is built of, and how the API shows it."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from cms.library.pictures import picture
from cms.pages.api_fields import words_of

# No headings of the first two levels (they are blocks or titles), no pictures, no embeds.
WORDS = ["bold", "italic", "link", "document-link", "ol", "ul", "h3", "h4", "hr"]
LINE = ["bold", "italic", "link"]


class Words(blocks.RichTextBlock):
    """Running text. The API gives HTML with its links resolved, or what `rich_text_format` asks."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": WORDS} | kwargs)

    def get_api_representation(self, value: Any, context: Any = None) -> str:
        return words_of(value.source, (context or {}).get("request"))


class Heading(blocks.StructBlock):
    text = blocks.CharBlock(max_length=160)
    level = blocks.ChoiceBlock(choices=[("h2", "Heading"), ("h3", "Subheading")], default="h2")

    class Meta:
        icon = "title"
        template = "cms/blocks/heading.html"


class Picture(blocks.StructBlock):
    """A picture with words read aloud in its place, unless it is marked as decoration."""

    image = ImageBlock()
    caption = blocks.CharBlock(max_length=240, required=False)

    class Meta:
        icon = "image"
        template = "cms/blocks/picture.html"

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        image = value["image"]
        shown = picture(image=image, role="wide")
        if shown is not None:
            shown["alt"] = "" if image.decorative else image.contextual_alt_text
        return {"picture": shown, "caption": value["caption"]}


class Quote(blocks.StructBlock):
    text = blocks.TextBlock(max_length=600)
    attribution = blocks.CharBlock(max_length=120, required=False)

    class Meta:
        icon = "openquote"
        template = "cms/blocks/quote.html"


class Callout(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        choices=[("note", "Note"), ("tip", "Tip"), ("caution", "Caution")], default="note"
    )
    title = blocks.CharBlock(max_length=120, required=False)
    text = Words(features=LINE)

    class Meta:
        icon = "info-circle"
        template = "cms/blocks/callout.html"


class Question(blocks.StructBlock):
    question = blocks.CharBlock(max_length=240)
    answer = Words(features=[*LINE, "ol", "ul"])

    class Meta:
        icon = "help"


class Questions(blocks.StructBlock):
    title = blocks.CharBlock(max_length=120, required=False)
    items = blocks.ListBlock(Question(), min_num=1)

    class Meta:
        icon = "help"
        label = "Questions and answers"
        template = "cms/blocks/questions.html"


class CallToAction(blocks.StructBlock):
    """An invitation with one button, to a page of ours or to an address."""

    title = blocks.CharBlock(max_length=120)
    text = blocks.TextBlock(max_length=300, required=False)
    button = blocks.CharBlock(max_length=40)
    page = blocks.PageChooserBlock(required=False)
    address = blocks.URLBlock(required=False)

    class Meta:
        icon = "link"
        label = "Call to action"
        template = "cms/blocks/call_to_action.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["address"]):
            error = ValidationError("Choose a page, or give an address: one of the two.")
            raise blocks.StructBlockValidationError(block_errors={"page": error})
        return cleaned

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        page = value["page"]
        live = page is not None and page.live
        return {
            "title": value["title"],
            "text": value["text"],
            "button": value["button"],
            "page": {"id": page.pk, "title": page.title} if live else None,
            "url": page.specific_deferred.full_url if live else value["address"] or None,
        }


class Body(blocks.StreamBlock):
    """What an ordinary page may be built of."""

    heading = Heading()
    words = Words(icon="pilcrow")
    picture = Picture()
    quote = Quote()
    callout = Callout()
    questions = Questions()
    call_to_action = CallToAction()


class Points(blocks.StreamBlock):
    """A list of short lines; the API gives plain strings."""

    point = blocks.CharBlock(max_length=240)

    def get_api_representation(self, value: Any, context: Any = None) -> list[str]:
        return [child.value for child in value]


class Study(blocks.StructBlock):
    title = blocks.CharBlock(max_length=160)
    institution = blocks.CharBlock(max_length=160, required=False)
    year = blocks.IntegerBlock(min_value=1900, max_value=2100, required=False)

    class Meta:
        icon = "doc-full"


class Education(blocks.StreamBlock):
    """Where somebody learned what they do, latest first."""

    study = Study()

    def get_api_representation(self, value: Any, context: Any = None) -> list[dict[str, Any]]:
        return [child.block.get_api_representation(child.value, context) for child in value]


class QuestionList(blocks.StreamBlock):
    """Questions that clients ask, with their answers."""

    question = Question()

    def get_api_representation(self, value: Any, context: Any = None) -> list[dict[str, Any]]:
        return [child.block.get_api_representation(child.value, context) for child in value]
