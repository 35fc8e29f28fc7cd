"""drf-spectacular told what the renderer and the exception handler do to every answer."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent

from estuary.kernel.api.schemas import Problem


def only_our_addresses(endpoints: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Drop Wagtail's own addresses: they keep Wagtail's contract, documented by Wagtail."""
    return [
        endpoint
        for endpoint in endpoints
        if endpoint[0].startswith("/api/v1/")
        and not endpoint[0].startswith(
            ("/api/v1/content/pages/", "/api/v1/content/images/", "/api/v1/content/documents/")
        )
    ]


class EstuarySchema(AutoSchema):
    """Success is wrapped in the envelope; what every address may refuse is added to each."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        problem: ResolvedComponent = self.resolve_serializer(Problem, "response")
        shared = {"400": "The request is not valid.", "429": "Too many requests."}
        if operation.get("security") and {} not in operation["security"]:
            shared["401"] = "Not signed in, or the token has expired."
        if "{" in self.path:
            shared["404"] = "There is no such thing for this caller."
        for status, description in shared.items():
            operation["responses"].setdefault(
                status,
                {
                    "description": description,
                    "content": {"application/json": {"schema": problem.ref}},
                },
            )
        operation["responses"] = dict(sorted(operation["responses"].items()))
        return operation

    def _get_response_for_code(
        self, serializer: Any, status_code: str, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        response: dict[str, Any] = super()._get_response_for_code(
            serializer, status_code, *args, **kwargs
        )
        for media_type, content in response.get("content", {}).items():
            schema = content.get("schema")
            if media_type == "application/json" and schema and str(status_code).startswith("2"):
                content["schema"] = _envelope(schema)
                for example in content.get("examples", {}).values():
                    example["value"] = {
                        "status": "success",
                        "data": example["value"],
                        "message": "",
                        "errors": {},
                    }
        return response


def _envelope(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["status", "data", "message", "errors"],
        "properties": {
            "status": {"type": "string", "enum": ["success"]},
            "data": data,
            "message": {"type": "string"},
            "errors": {"type": "object"},
        },
    }
