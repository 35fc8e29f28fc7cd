"""The frame of every page. Whatever comes from outside goes through `text`."""

import datetime
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

from sandbox.stripe.money import written

STYLE = Path(__file__).with_name("style.css").read_text()
TONES = {
    "good": {"succeeded", "delivered", "available", "enabled", "200", "active", "paid", "won"},
    "bad": {
        "failed",
        "canceled",
        "broken",
        "restricted",
        "rejected",
        "unsupported",
        "lost",
        "unpaid",
        "past_due",
        "incomplete_expired",
    },
    "wait": {
        "pending",
        "processing",
        "replayed",
        "new",
        "due",
        "in_transit",
        "needs_response",
        "under_review",
        "incomplete",
        "open",
        "held back",
    },
}


class Markup(str):
    """HTML that is safe to put on a page as it is."""


def text(value: Any) -> Markup:
    """Anything as text, harmless in HTML; what is markup already stays."""
    if isinstance(value, Markup):
        return value
    return Markup("" if value is None else escape(str(value)))


def page(title: str, *parts: Markup, small: bool = False) -> str:
    """A whole document."""
    body = "".join(parts)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{text(title)}</title><style>{STYLE}</style></head>"
        f'<body><main class="{"small" if small else ""}">{body}</main></body></html>'
    )


def refusal(words: str) -> str:
    """The page after a button that could not do its work."""
    card = (
        f'<div class="card"><h1>That did not work</h1><p>{text(words)}</p>'
        '<p><a href="/sandbox/">Back to the sandbox</a></p></div>'
    )
    return page("That did not work", Markup(card), small=True)


def table(head: list[str], rows: Iterable[list[Any]]) -> Markup:
    """A table in a frame; a sentence when it has no rows."""
    lines = ["".join(f"<td>{text(cell)}</td>" for cell in row) for row in rows]
    if not lines:
        return Markup('<p class="soft">Nothing yet.</p>')
    names = "".join(f'<th scope="col">{text(name)}</th>' for name in head)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return Markup(f'<div class="card wide"><table><tr>{names}</tr>{body}</table></div>')


def code(value: Any) -> Markup:
    """An identifier."""
    return Markup(f"<code>{text(value)}</code>") if value else Markup("")


def state(word: Any) -> Markup:
    """A state in its colour."""
    shown = str(word if word is not None else "")
    tone = next((tone for tone, words in TONES.items() if shown in words), "")
    if shown[:1] in "45" and shown.isdigit():
        tone = "bad"
    return Markup(f'<span class="{tone}">{text(shown.replace("_", " "))}</span>')


def money(amount: int | None, currency: str | None) -> Markup:
    """An amount as people write it."""
    if amount is None or not currency:
        return Markup("")
    sign = "-" if amount < 0 else ""
    return Markup(sign + text(written(abs(amount), currency)))


def day(at: float) -> Markup:
    """A date, in UTC."""
    return text(datetime.datetime.fromtimestamp(at, datetime.UTC).strftime("%d %b %Y"))


def moment(at: float) -> Markup:
    """A time of day, in UTC."""
    return text(datetime.datetime.fromtimestamp(at, datetime.UTC).strftime("%d %b %H:%M:%S"))
