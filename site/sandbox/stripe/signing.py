"""Stripe's signature on a webhook: a timestamp and an HMAC over both."""

import hashlib
import hmac


def signature(payload: str, secret: str, *, at: int) -> str:
    """The value of the header `Stripe-Signature`."""
    mac = hmac.new(secret.encode(), f"{at}.{payload}".encode(), hashlib.sha256)
    return f"t={at},v1={mac.hexdigest()}"
