"""The language an answer is asked for in, and how its words are wanted."""

from django.conf import settings
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

LOCALE = OpenApiParameter(
    "locale",
    enum=[code for code, _ in settings.WAGTAIL_CONTENT_LANGUAGES],
    description="The language of the words; by default the site's first.",
)
TEXT_FORMAT = OpenApiParameter(
    "rich_text_format",
    enum=["html", "markdown", "db_html", "db_markdown"],
    description="How rich text is given; HTML with its links resolved by default.",
)
DEPTH = OpenApiParameter(
    "depth", enum=[0, 1, 2], description="What is referred to: ids, cards (1), cards in cards."
)


def asked_language(request: Request) -> str:
    """The code in `?locale=`, or the site's first language; an unknown one is a 400."""
    asked = request.query_params.get("locale", settings.LANGUAGE_CODE)
    known = dict(settings.WAGTAIL_CONTENT_LANGUAGES)
    if asked not in known:
        raise ValidationError({"locale": [f"Unknown language. Known: {', '.join(sorted(known))}."]})
    return asked
