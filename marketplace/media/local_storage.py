"""ADAPTER: uploads among Django's own files, for machines without a bucket.

What is signed leads to addresses of ours (`local_views`), which keep to what was signed as R2
does: the key, the type, the exact length, and until when.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.core import signing
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages

from marketplace.media.storage import SignedUpload, StoredObject

CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class UploadTicket:
    """What somebody may put here."""

    key: str
    content_type: str
    size_bytes: int
    expires: int


@dataclass(frozen=True, slots=True)
class DownloadTicket:
    """What somebody may read here."""

    key: str
    content_type: str
    file_name: str
    as_attachment: bool
    expires: int


T = TypeVar("T", UploadTicket, DownloadTicket)


class BadTicket(Exception):
    """Not signed by us, for something else, or not good any more."""


class AnotherSize(Exception):
    """More or less came than was signed for."""


class LocalStore:
    """Keys are paths below the folder of Django's default storage."""

    def signed_upload(
        self, *, key: str, content_type: str, size_bytes: int, now: datetime, expires_at: datetime
    ) -> SignedUpload:
        ticket = UploadTicket(key, content_type, size_bytes, int(expires_at.timestamp()))
        url = f"{settings.PUBLIC_URL}/uploads/incoming/{_signed(ticket)}"
        return SignedUpload("PUT", url, expires_at, {"Content-Type": content_type})

    def signed_download(
        self,
        *,
        key: str,
        file_name: str,
        content_type: str,
        as_attachment: bool,
        now: datetime,
        expires_at: datetime,
    ) -> str:
        ticket = DownloadTicket(
            key, content_type, file_name, as_attachment, int(expires_at.timestamp())
        )
        return f"{settings.PUBLIC_URL}/uploads/stored/{_signed(ticket)}"

    def look_at(self, *, key: str) -> StoredObject | None:
        storage = _storage()
        return StoredObject(storage.size(key)) if storage.exists(key) else None

    def read(self, *, key: str, start: int = 0, size_bytes: int) -> bytes:
        try:
            with _storage().open(key) as file:
                file.seek(start)
                return bytes(file.read(size_bytes))
        except FileNotFoundError:
            return b""

    def write(self, *, key: str, content: bytes, content_type: str) -> None:
        _put(key, ContentFile(content))

    def copy(self, *, source: str, key: str, content_type: str) -> bool:
        try:
            with _storage().open(source) as file:
                _put(key, file)
        except FileNotFoundError:
            return False
        return True

    def delete(self, *, key: str) -> None:
        _storage().delete(key)


def receive(ticket: UploadTicket, stream: Any) -> None:
    """Write what comes to where it belongs, as it comes. Raises AnotherSize and keeps nothing."""
    try:
        _put(ticket.key, _Incoming(stream, ticket.size_bytes))
    except AnotherSize:
        _storage().delete(ticket.key)
        raise


def opened(ticket: DownloadTicket) -> File:
    """The file a ticket leads to. Raises FileNotFoundError."""
    return _storage().open(ticket.key)


def read_ticket(kind: type[T], signed: str, *, now: datetime) -> T:
    """What was signed. Raises BadTicket."""
    try:
        ticket = kind(**signing.loads(signed, salt=_salt(kind)))
    except (signing.BadSignature, TypeError) as error:
        raise BadTicket from error
    if ticket.expires <= now.timestamp():
        raise BadTicket
    return ticket


class _Incoming(File):
    """A body while it comes: exactly so many bytes, or AnotherSize."""

    def __init__(self, stream: Any, size_bytes: int) -> None:
        super().__init__(stream, name="incoming")
        self.stream, self.wanted = stream, size_bytes

    @property
    def size(self) -> int:
        return self.wanted

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        left = self.wanted
        while left and (chunk := self.stream.read(min(left, CHUNK_BYTES))):
            left -= len(chunk)
            yield chunk
        if left or self.stream.read(1):
            raise AnotherSize

    def read(self, size: int = -1) -> bytes:
        """All at once, for storages that keep files in memory."""
        return b"".join(self.chunks())


def _put(key: str, file: File) -> None:
    storage = _storage()
    storage.delete(key)  # or it would get another name
    storage.save(key, file)


def _signed(ticket: UploadTicket | DownloadTicket) -> str:
    return signing.dumps(asdict(ticket), salt=_salt(type(ticket)), compress=True)


def _salt(kind: type) -> str:
    return f"marketplace.media.{kind.__name__}"


def _storage() -> Storage:
    return storages["default"]
