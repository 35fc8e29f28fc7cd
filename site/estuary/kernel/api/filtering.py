"""Filters and orderings that refuse what they do not know, by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django_filters import TypedChoiceFilter
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError
from rest_framework.filters import OrderingFilter

if TYPE_CHECKING:  # DRF's views load these classes while they are being loaded themselves
    from rest_framework.request import Request
    from rest_framework.views import APIView

_YES_NO = (("true", "true"), ("false", "false"))
_SHARED = {"page", "page_size", "cursor", "ordering", "format"}


class StrictFilterBackend(DjangoFilterBackend):
    """django-filter, but an unknown parameter is a 400 that names the allowed ones.

    A view adds parameters of its own through `query_parameters`.
    """

    def filter_queryset(self, request: Request, queryset: QuerySet, view: APIView) -> QuerySet:
        self._refuse_unknown(request, queryset, view)
        return super().filter_queryset(request, queryset, view)

    def _refuse_unknown(self, request: Request, queryset: QuerySet, view: APIView) -> None:
        filterset = self.get_filterset_class(view, queryset)
        known: set[str] = set(filterset.base_filters) if filterset else set()
        known |= set(getattr(view, "query_parameters", ()))
        unknown = sorted(set(request.query_params) - known - _SHARED)
        if unknown:
            allowed = ", ".join(sorted(known | {"page", "page_size", "ordering"}))
            raise ValidationError(
                {name: [f"Unknown parameter. Allowed: {allowed}."] for name in unknown}
            )


@extend_schema_field(OpenApiTypes.BOOL)
class YesNoFilter(TypedChoiceFilter):
    """`true` or `false`; django-filter's own would take anything else for "not asked"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=_YES_NO, coerce=_YES_NO[0][0].__eq__, **kwargs)


class StrictOrdering(OrderingFilter):
    """`?ordering=-created_at,price`; a view maps public names to columns in `orderings`.

    A column that may be empty is given as `F("column")`: empty ones come last either way. Where
    no order is asked for and a filter has annotated `relevance`, the most relevant come first.
    The key is always added as the last term, so that pages never overlap.
    """

    def get_ordering(  # type: ignore[override]
        self, request: Request, queryset: QuerySet, view: Any
    ) -> Iterable[str | OrderBy]:
        orderings: dict[str, str | F] = view.orderings
        asked = [
            term.strip()
            for term in request.query_params.get(self.ordering_param, "").split(",")
            if term.strip()
        ]
        unknown = [term for term in asked if term.removeprefix("-") not in orderings]
        if unknown:
            allowed = ", ".join(sorted(orderings))
            raise ValidationError(
                {"ordering": [f"Cannot order by {', '.join(unknown)}. Allowed: {allowed}."]}
            )
        terms = [_term(term, orderings) for term in asked or view.default_ordering]
        if not asked and "relevance" in queryset.query.annotations:
            terms.insert(0, "-relevance")
        return [*terms, "pk"]

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        names = ", ".join(sorted(view.orderings))
        return [
            {
                "name": self.ordering_param,
                "required": False,
                "in": "query",
                "description": f"Comma-separated: {names}. A leading - reverses.",
                "schema": {"type": "string"},
            }
        ]


def _term(asked: str, orderings: dict[str, str | F]) -> str | OrderBy:
    column = orderings[asked.removeprefix("-")]
    if isinstance(column, F):
        return (column.desc if asked.startswith("-") else column.asc)(nulls_last=True)
    return f"-{column}" if asked.startswith("-") else column
