"""The envelope {status, data, message, errors}, put round every answer here and nowhere else."""

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import JSONRenderer


class EnvelopeRenderer(JSONRenderer):
    """Wraps what a view answers; a failure arrives in its envelope already."""

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        response = (renderer_context or {}).get("response")
        if response is not None and response.status_code == 204:
            return b""
        if response is None or not response.exception:
            message = getattr(response, "message", "")
            data = {"status": "success", "data": data, "message": message, "errors": {}}
        return super().render(data, accepted_media_type, renderer_context)
