"""Mail on one's own machine: each letter is kept as a file, and told in two lines.

Used by the development settings when no mail server is given; `/dev/mail/` shows the folder.
"""

import email
import os
import re
import sys
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage as ParsedMessage
from email.policy import default as modern
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_ID = re.compile(r"^\d{20}-[0-9a-f]{8}$")


class MailboxBackend(BaseEmailBackend):
    """Keeps letters in `settings.MAIL_FOLDER` instead of sending them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            letter = read(keep(message.message().as_bytes()))
            first = letter.links[0] if letter.links else "(no link)"
            sys.stdout.write(f"mail to {letter.to}: {letter.subject}\n     {first}\n")
        sys.stdout.flush()
        return len(email_messages)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it lies in the folder."""

    id: str
    to: str
    subject: str
    date: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]

    @property
    def links(self) -> list[str]:
        """The addresses in its text, each once, in order."""
        found = (address.rstrip(".,;)") for address in _ADDRESS.findall(self.text))
        return list(dict.fromkeys(found))


def keep(letter: bytes) -> Path:
    """Write a letter into the folder, whole or not at all; its name sorts by time."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{time.time_ns():020d}-{uuid.uuid4().hex[:8]}.eml"
    half = path.with_suffix(".half")
    half.write_bytes(letter)
    os.replace(half, path)
    return path


def newest(*, most: int = 200) -> list[Letter]:
    """What is in the folder, newest first."""
    paths = sorted(_folder().glob("*.eml"), reverse=True)
    return [read(path) for path in paths[:most]]


def find(letter_id: str) -> Letter | None:
    """One letter by its name, which must look like one: no path leads out of the folder."""
    path = _folder() / f"{letter_id}.eml"
    return read(path) if _ID.match(letter_id) and path.is_file() else None


def read(path: Path) -> Letter:
    """A letter from its file."""
    parsed = email.message_from_bytes(path.read_bytes(), policy=modern)
    headers = tuple((name, str(value)) for name, value in parsed.items())
    return Letter(
        id=path.stem,
        to=str(parsed["To"] or ""),
        subject=" ".join(str(parsed["Subject"] or "").split()),
        date=str(parsed["Date"] or ""),
        text=_part(parsed, "plain"),
        html=_part(parsed, "html"),
        headers=headers,
    )


def _folder() -> Path:
    return Path(settings.MAIL_FOLDER)  # type: ignore[misc]  # only development has it


def _part(parsed: ParsedMessage, kind: str) -> str:
    part = parsed.get_body((kind,))
    return str(part.get_content()) if part else ""
