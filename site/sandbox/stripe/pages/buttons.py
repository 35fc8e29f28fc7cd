"""Buttons that pull a lever: a small form each, no script needed."""

from typing import Any

from sandbox.stripe.pages.markup import Markup, text


def lever(kind: str, object_id: str, name: str, label: str, **given: Any) -> Markup:
    """One button; what is `given` goes along."""
    hidden = "".join(
        f'<input type="hidden" name="{text(word)}" value="{text(value)}">'
        for word, value in given.items()
    )
    return Markup(
        f'<form method="post" action="/sandbox/{kind}/{text(object_id)}/{name}">{hidden}'
        f"<button>{text(label)}</button></form>"
    )


def row(*buttons: Markup | None) -> Markup:
    """Several beside one another."""
    return Markup(f'<div class="levers">{"".join(filter(None, buttons))}</div>')
