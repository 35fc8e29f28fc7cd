"""PORT: where uploads lie, in our own words.

What has a key is written once and never changed. Looking, reading, writing, copying and deleting
go over the network and are never done in a transaction; signing is arithmetic.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from estuary.kernel.errors import DomainError, Kind


class StorageUnavailable(DomainError):
    """The store did not answer, or not with sense; ask again."""

    kind = Kind.UNAVAILABLE
    message = "Files cannot be reached at the moment. Nothing is lost; try again."


@dataclass(frozen=True, slots=True)
class SignedUpload:
    """A request that its bearer may send to the store: once begun in time, of exactly one size."""

    method: str
    url: str
    expires_at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What lies in the store under a key."""

    size_bytes: int
    content_type: str = ""


class ObjectStore(Protocol):
    """All but signing raise StorageUnavailable."""

    def signed_upload(
        self, *, key: str, content_type: str, size_bytes: int, now: datetime, expires_at: datetime
    ) -> SignedUpload:
        """A request by which somebody without an account at the store can put one object there."""

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
        """An address by which its bearer can read one object until then."""

    def look_at(self, *, key: str) -> StoredObject | None:
        """What lies there, or None."""

    def read(self, *, key: str, start: int = 0, size_bytes: int) -> bytes:
        """At most so many bytes from `start`; fewer where the object ends, none without one."""

    def write(self, *, key: str, content: bytes, content_type: str) -> None:
        """Put `content` there; the same again is harmless."""

    def copy(self, *, source: str, key: str, content_type: str) -> bool:
        """Put a copy of `source` there, under its right type; False when there is no source."""

    def delete(self, *, key: str) -> None:
        """See to it that nothing lies there; safe to repeat."""


@lru_cache(maxsize=4)
def _made(path: str) -> ObjectStore:
    return import_string(path)()


def object_store() -> ObjectStore:
    """The store that settings name."""
    return _made(settings.MEDIA_STORE)
