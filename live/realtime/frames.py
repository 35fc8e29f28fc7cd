"""What goes over a socket: JSON text, made once however many read it."""

import json
from typing import Any


def frame(type: str, /, **fields: Any) -> str:
    """One message to a client."""
    return json.dumps({"type": type, **fields}, ensure_ascii=False, separators=(",", ":"))


def error(code: str, message: str) -> str:
    """A refusal; the socket stays open."""
    return frame("error", code=code, message=message)
