"""Two ways to page: numbered for catalogues, by cursor for feeds that grow while being read."""

from collections.abc import Sequence
from typing import Any

from rest_framework.pagination import CursorPagination, PageNumberPagination
from rest_framework.response import Response


class Pages(PageNumberPagination):
    """{count, next, previous, results}; `?page=`, `?page_size=` up to 100."""

    page_size_query_param = "page_size"
    max_page_size = 100

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return _page_of(schema, count={"type": "integer", "example": 1})


class Feed(CursorPagination):
    """The same shape by `?cursor=`, with `count` null: a feed is never counted."""

    page_size_query_param = "page_size"
    max_page_size = 100
    ordering: tuple[str, ...] = ("-created_at", "-id")

    def get_paginated_response(self, data: Sequence[Any]) -> Response:
        return Response(
            {
                "count": None,
                "next": self.get_next_link(),
                "previous": self.get_previous_link(),
                "results": data,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        never = {"type": "integer", "nullable": True, "example": None}
        return _page_of(schema, count={**never, "description": "Always null."})


def _page_of(results: dict[str, Any], *, count: dict[str, Any]) -> dict[str, Any]:
    link = {"type": "string", "format": "uri", "nullable": True, "example": None}
    return {
        "type": "object",
        "required": ["count", "next", "previous", "results"],
        "properties": {"count": count, "next": link, "previous": link, "results": results},
    }
