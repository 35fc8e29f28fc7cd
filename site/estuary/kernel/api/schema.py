"""drf-spectacular told what the renderer and the exception handler do to every answer.

Examples and refusals lie in `components/examples` once, and operations point at them.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent, force_instance, get_doc
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, PolymorphicProxySerializer
from rest_framework.serializers import BaseSerializer, ListSerializer
from rest_framework.viewsets import ViewSetMixin

from estuary.kernel.api import refusals, rooms
from estuary.kernel.api.refusals import Refusal, Refused
from estuary.kernel.api.schemas import Problem, Said

JSON = "application/json"


def only_our_addresses(endpoints: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Drop the addresses of Wagtail's back office, which are nobody else's."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]


class EstuarySchema(AutoSchema):
    """Success is wrapped in the envelope; what every address may refuse is added to each."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        self._share_examples(operation.get("requestBody", {}))
        self._tell_refusals(operation)
        operation["responses"] = dict(sorted(operation["responses"].items()))
        return operation

    def get_description(self) -> str:  # type: ignore[override]
        """What a viewset says of itself is about all of its operations, and fits none."""
        described = super().get_description()
        is_of_all = isinstance(self.view, ViewSetMixin) and described == get_doc(type(self.view))
        return "" if is_of_all else described

    def _tell_refusals(self, operation: dict[str, Any]) -> None:
        """What the view names, and what follows from what it is; with a line that lists both."""
        responses = operation["responses"]
        for one in refusals.general(self.view, operation, method=self.method, path=self.path):
            response = responses.setdefault(str(one.status), {})
            named = response.get("content", {}).get(JSON, {}).get("examples", {})
            if one.code not in named:
                self._add_refusal(response, one)
        for status, response in list(responses.items()):
            if status >= "400":
                named = response["content"][JSON].get("examples", {})
                if not named:  # a test says which view it is
                    continue
                response["description"] = ", ".join(f"`{code}`" for code in sorted(named))
                responses[status] = self._shared_response(next(iter(named)), response)

    def _add_refusal(self, response: dict[str, Any], refusal: Refusal) -> None:
        problem: ResolvedComponent = self.resolve_serializer(Problem, "response")
        content = response.setdefault("content", {}).setdefault(JSON, {"schema": problem.ref})
        named = content.setdefault("examples", {})
        label = refusal.code if refusal.code not in named else refusal.name
        named[label] = self._shared(refusal.name, refusal.body())

    def _shared_response(self, name: str, response: dict[str, Any]) -> dict[str, Any]:
        """What hundreds of operations answer alike lies among the components, too."""
        component = ResolvedComponent(
            name=name, type=ResolvedComponent.RESPONSE, schema=response, object=name
        )
        self.registry.register_on_missing(component)
        there = self.registry._components[component.key]
        return dict(component.ref) if there.schema == response else response

    def _get_response_for_code(
        self, serializer: Any, status_code: str, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        if isinstance(serializer, Refused):
            response: dict[str, Any] = {}
            for error in serializer.errors:
                self._add_refusal(response, refusals.of_error(error))
            return response
        response = super()._get_response_for_code(serializer, status_code, *args, **kwargs)
        content = response.get("content", {}).get(JSON)
        if content and str(status_code).startswith("2"):
            said = serializer.message if isinstance(serializer, Said) else ""
            content["schema"] = _envelope(content["schema"])
            for example in content.get("examples", {}).values():
                example["value"] = _enveloped(example["value"], said)
        if not response["description"]:
            response["description"] = _described(serializer)
        self._share_examples(response)
        return response

    def _get_examples(
        self,
        serializer: Any,
        direction: str,
        media_type: str,
        status_code: str | None = None,
        extras: Iterable[OpenApiExample] | None = None,
    ) -> Any:
        """Those of the view; without any, those of the serializer's room."""
        given = list(extras or ())
        own = [one for one in self.get_examples() if _is_for(one, direction)]
        if not given and not own and media_type == JSON:
            given = _of_room(serializer)
        return super()._get_examples(serializer, direction, media_type, status_code, given)

    def _get_paginator(self) -> Any:
        """A POST to the address of a list answers what it made, never a page."""
        return super()._get_paginator() if self.method == "GET" else None

    def _share_examples(self, body: dict[str, Any]) -> None:
        for content in body.get("content", {}).values():
            named = content.get("examples", {})
            for label, example in named.items():
                if "$ref" not in example:
                    name = f"{label}.list" if _is_list(example["value"]) else label
                    named[label] = self._shared(name, **example)

    def _shared(self, name: str, value: Any, **words: str) -> dict[str, Any]:
        """Point at the example; another one of this name gets that of the operation as well."""
        example = {**words, "value": value}
        there = self.registry._components.get((name, ResolvedComponent.EXAMPLE))
        if there and there.schema != example:
            name = f"{self.get_operation_id()}.{name}"
        component = ResolvedComponent(
            name=name, type=ResolvedComponent.EXAMPLE, schema=example, object=name
        )
        self.registry.register_on_missing(component)
        return dict(component.ref)


def _of_room(serializer: Any) -> list[OpenApiExample]:
    shapes = (
        serializer.serializers
        if isinstance(serializer, PolymorphicProxySerializer)
        else [_shape(serializer)]
    )
    return [
        OpenApiExample(
            name if name == shape.__name__ else f"{shape.__name__} {name}",
            summary="" if name == shape.__name__ else name,
            value=deepcopy(value),
        )
        for shape in shapes
        if isinstance(shape, type)
        for name, value in rooms.examples_of(shape).items()
    ]


def _shape(serializer: Any) -> type | None:
    """The class of one, of what a list is of, or of what is wrapped for a response."""
    if isinstance(serializer, OpenApiResponse):
        serializer = serializer.response
    serializer = force_instance(serializer)
    if isinstance(serializer, ListSerializer):
        serializer = serializer.child
    return type(serializer) if isinstance(serializer, BaseSerializer) else None


def _described(serializer: Any) -> str:
    """The first sentence of what the serializer says of itself."""
    if isinstance(serializer, PolymorphicProxySerializer):
        [serializer, *_] = serializer.serializers
    words = " ".join((getattr(_shape(serializer), "__doc__", None) or "").split())
    first, dot, _ = words.partition(". ")
    return f"{first}." if dot else words


def _is_for(example: OpenApiExample, direction: str) -> bool:
    other = example.response_only if direction == "request" else example.request_only
    return not example.parameter_only and not other


def _is_list(value: Any) -> bool:
    data = value.get("data") if isinstance(value, Mapping) else value
    return isinstance(data, list) or (isinstance(data, Mapping) and "results" in data)


def _enveloped(data: Any, message: str) -> dict[str, Any]:
    return {"status": "success", "data": data, "message": message, "errors": {}}


def _envelope(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["status", "data", "message", "errors"],
        "properties": {
            "status": {"type": "string", "enum": ["success"]},
            "data": data,
            "message": {"type": "string"},
            "errors": {"type": "object", "maxProperties": 0},
        },
    }
