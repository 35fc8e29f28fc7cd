"""File storage in Cloudflare R2 through django-storages."""

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage


class R2Storage(S3Storage):
    """R2 speaks S3, but refuses the checksum trailers that boto3 sends by default."""

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "client_config",
            Config(
                signature_version=options.get("signature_version", "s3v4"),
                s3={"addressing_style": options.get("addressing_style", "path")},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )
        super().__init__(**options)
