"""Metadata: fifty keys of one's own, merged on update, removed by an empty value."""

from typing import Any

from sandbox.stripe.errors import ApiError


def merged(old: dict[str, str] | None, new: dict[str, str] | str | None) -> dict[str, str]:
    """The metadata after an update; the empty string removes all of it."""
    if new is None:
        return dict(old or {})
    if isinstance(new, str):
        return {}
    result = {**(old or {}), **new}
    result = {key: value for key, value in result.items() if value != ""}
    _check(result)
    return result


def _check(values: dict[str, Any]) -> None:
    if len(values) > 50:
        raise ApiError("Metadata can have at most 50 keys.", param="metadata")
    for key, value in values.items():
        if len(key) > 40:
            raise ApiError(
                f"Metadata keys must be at most 40 characters long: {key[:40]}...", param="metadata"
            )
        if len(value) > 500:
            raise ApiError(
                f"Metadata values must be at most 500 characters long: {key}",
                param=f"metadata[{key}]",
            )
