"""Having a CDN throw away what it keeps under tags; off unless a zone is named in settings."""

from collections.abc import Sequence
from typing import Protocol

import requests
from django.conf import settings

from estuary.kernel import db

TIMEOUT_SECONDS = 15
# Cloudflare takes so many in one call.
AT_ONCE = 30


class PurgeFailed(Exception):
    """The CDN did not say that it has done it; ask again."""


class Purging(Protocol):
    """Whoever keeps our answers in front of us."""

    def purge(self, *, tags: Sequence[str]) -> None:
        """Throw away every answer with one of these tags. Raises PurgeFailed; safe to repeat."""


class NoCDN:
    """Nobody keeps anything."""

    def purge(self, *, tags: Sequence[str]) -> None:
        """There is nothing to throw away."""


class Cloudflare:
    """Cloudflare's purge by cache tags."""

    def __init__(self, *, zone: str, token: str, base: str) -> None:
        self.address = f"{base}/zones/{zone}/purge_cache"
        self.token = token

    def purge(self, *, tags: Sequence[str]) -> None:
        for start in range(0, len(tags), AT_ONCE):
            self._call(list(tags[start : start + AT_ONCE]))

    def _call(self, tags: list[str]) -> None:
        db.leave_for_outside()
        try:
            answer = requests.post(
                self.address,
                json={"tags": tags},
                headers={"Authorization": f"Bearer {self.token}"},
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            )
            done = answer.status_code == 200 and answer.json().get("success") is True
        except (requests.RequestException, ValueError) as error:
            raise PurgeFailed(f"The CDN cannot be asked: {type(error).__name__}.") from error
        if not done:
            raise PurgeFailed(f"The CDN refused: {answer.status_code} {answer.text[:200]}")


def purging() -> Purging:
    """The CDN that settings name."""
    if not settings.CDN_ZONE:
        return NoCDN()
    return Cloudflare(zone=settings.CDN_ZONE, token=settings.CDN_TOKEN, base=settings.CDN_API_BASE)
