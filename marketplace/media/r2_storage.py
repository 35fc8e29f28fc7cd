"""ADAPTER: uploads in Cloudflare R2, through its S3 interface.

A signature covers the key, the type and the exact length: what is sent otherwise, R2 refuses.
"""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import quote

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from estuary.kernel import db
from marketplace.media.storage import SignedUpload, StorageUnavailable, StoredObject

TIMEOUT_SECONDS = 10
# A film of two gigabytes, from one place in the bucket to another.
COPY_SECONDS = 120
_MISSING = {"404", "NoSuchKey", "NotFound"}
# What lies beyond the end of an object.
_BEYOND = {"416", "InvalidRange"}

T = TypeVar("T")


class R2Store:
    """Keys are as they are given, in the one bucket that settings name."""

    def signed_upload(
        self, *, key: str, content_type: str, size_bytes: int, now: datetime, expires_at: datetime
    ) -> SignedUpload:
        url = _client().generate_presigned_url(
            "put_object",
            Params=_at(key) | {"ContentType": content_type, "ContentLength": size_bytes},
            ExpiresIn=_seconds(now, expires_at),
        )
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
        how = "attachment" if as_attachment else "inline"
        url: str = _client().generate_presigned_url(
            "get_object",
            Params=_at(key)
            | {
                "ResponseContentType": content_type,
                "ResponseContentDisposition": f"{how}; filename*=UTF-8''{quote(file_name)}",
            },
            ExpiresIn=_seconds(now, expires_at),
        )
        return url

    def look_at(self, *, key: str) -> StoredObject | None:
        found = _ask(lambda: _client().head_object(**_at(key)), without=_MISSING)
        return found and StoredObject(found["ContentLength"], found.get("ContentType", ""))

    def read(self, *, key: str, start: int = 0, size_bytes: int) -> bytes:
        span = f"bytes={start}-{start + size_bytes - 1}"

        def fetch() -> bytes:
            with _client().get_object(**_at(key), Range=span)["Body"] as body:
                return bytes(body.read())

        return _ask(fetch, without=_MISSING | _BEYOND) or b""

    def write(self, *, key: str, content: bytes, content_type: str) -> None:
        _ask(lambda: _client().put_object(**_at(key), Body=content, ContentType=content_type))

    def copy(self, *, source: str, key: str, content_type: str) -> bool:
        done = _ask(
            lambda: _client(timeout=COPY_SECONDS).copy_object(
                **_at(key),
                CopySource=_at(source),
                ContentType=content_type,
                MetadataDirective="REPLACE",
            ),
            without=_MISSING,
        )
        return done is not None

    def delete(self, *, key: str) -> None:
        _ask(lambda: _client().delete_object(**_at(key)), without=_MISSING)


def _ask(call: Callable[[], T], *, without: frozenset[str] | set[str] = frozenset()) -> T | None:
    """Make a call between transactions; None for an answer whose code is among `without`."""
    db.leave_for_outside()
    try:
        return call()
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in without:
            return None
        raise StorageUnavailable from error
    except (BotoCoreError, OSError) as error:
        raise StorageUnavailable from error


def _at(key: str) -> dict[str, str]:
    return {"Bucket": settings.R2["bucket_name"], "Key": key}


def _seconds(now: datetime, expires_at: datetime) -> int:
    return max(1, int((expires_at - now).total_seconds()))


def _client(*, timeout: int = TIMEOUT_SECONDS) -> Any:
    """The library's client as settings have it."""
    options = settings.R2
    return _made(options["endpoint_url"], options["access_key"], options["secret_key"], timeout)


@lru_cache(maxsize=4)
def _made(endpoint: str, access_key: str, secret_key: str, timeout: int) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        region_name="auto",
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=TIMEOUT_SECONDS,
            read_timeout=timeout,
            retries={"total_max_attempts": 2},
            # R2 refuses the trailers that boto3 sends by default.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
