"""A notification as a letter: subject, text and HTML from the kind's three templates."""

import re
from email.mime.text import MIMEText
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template

from live.notifications.kinds import KINDS, Occasion
from live.notifications.models import Delivery


def compose(*, delivery: Delivery, told: Occasion) -> EmailMultiAlternatives:
    """Write the letter. Links with tokens are made here, and kept nowhere.

    A delivery's letters carry the same Message-ID, so that one sent twice can be told for one.
    """
    notification = delivery.notification
    kind = KINDS[notification.kind]
    words = kind.words(told)
    shown = words.mail | {
        "title": words.title,
        "url": _whole(words.link),
        "home": settings.FRONTEND_URL,
        "site_name": settings.WAGTAIL_SITE_NAME,
        "name": told.reader.get_short_name(),
    }
    letter = EmailMultiAlternatives(
        subject=_one_line(_plain(f"notifications/{kind.key}.subject.txt", shown)),
        body=_plain(f"notifications/{kind.key}.txt", shown),
        to=[delivery.address],
        headers={
            "Message-ID": f"<{notification.public_id}.{delivery.pk}@{_domain()}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    html = get_template(f"notifications/{kind.key}.html").render(shown)
    letter.attach_alternative(html, "text/html")
    if words.event is not None:
        letter.attach(_event(*words.event))
    return letter


def _whole(link: str) -> str:
    """A link is of the frontend, unless it says where else it leads."""
    return link if "://" in link else settings.FRONTEND_URL + link


def _event(method: str, content: bytes) -> MIMEText:
    """A part that calendars know by its type; in base64, so that no line end is changed."""
    part = MIMEText(content.decode(), "calendar", "utf-8")
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename="invite.ics")
    return part


def _plain(template: str, shown: dict[str, Any]) -> str:
    """Rendered as text, where `&` is no entity."""
    found: Any = get_template(template)
    made = found.template.render(Context(shown, autoescape=False))
    return re.sub(r"\n{3,}", "\n\n", str(made)).strip() + "\n"


def _one_line(text: str) -> str:
    """Without line breaks: nobody's name or title adds a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
