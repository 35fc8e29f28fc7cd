from collections.abc import Mapping
from typing import Any

from django.db.models import F
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.permissions import SAFE_METHODS, AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from estuary.kernel.api.conditional import ConditionalReadMixin
from estuary.kernel.api.filtering import StrictFilterBackend, StrictOrdering
from estuary.kernel.api.refusals import refusals
from marketplace.accounts.permissions import IsPractitioner, signed_in
from marketplace.packages import operations
from marketplace.packages.filters import PackageFilters
from marketplace.packages.models import Package
from marketplace.packages.querysets import PackageQuerySet
from marketplace.packages.serializers import NewPackage, PackageCard, PackageDetail
from marketplace.packages.states import PackageKind

# Said again, they count each service under its present terms; words alone change no terms.
FIGURES = {"price_cents", "valid_for_days", "items"}
_FIGURES_REFUSED = (
    operations.WrongContents,
    operations.ServiceNotForPackages,
    operations.PackageTooDear,
    operations.PackageTooCheap,
)
_MADE = refusals(*_FIGURES_REFUSED, operations.PackageNotFound)
_CHANGED = refusals(*_FIGURES_REFUSED, operations.PackageNotFound, operations.PackageNotInThisState)
_STEP = refusals(operations.PackageNotFound, operations.PackageNotInThisState)
_OFFERED = refusals(
    operations.PackageNotFound, operations.PackageNotInThisState, operations.ServiceNotOffered
)


class _Packages(ConditionalReadMixin, viewsets.GenericViewSet):
    """Everybody reads what is on sale; practitioners make and change their own."""

    kind: PackageKind
    queryset = Package.objects.none()
    serializer_class = PackageCard
    lookup_field = "name"
    lookup_value_converter = "slug"
    filter_backends = (StrictFilterBackend, StrictOrdering)
    filterset_class = PackageFilters
    orderings = {
        "title": "title",
        "price": F("terms__price_cents"),
        "saves": F("saves_cents"),
        "created_at": "created_at",
    }
    default_ordering = ("title",)

    def get_permissions(self) -> list[Any]:
        return [AllowAny()] if self.request.method in SAFE_METHODS else [IsPractitioner()]

    def get_queryset(self) -> PackageQuerySet:
        return Package.objects.filter(kind=self.kind).with_details()

    def list(self, request: Request) -> Response:
        found = self.filter_queryset(self.get_queryset().on_sale().with_savings())
        page = self.paginate_queryset(found)
        return self.get_paginated_response(PackageCard(page, many=True).data)

    def retrieve(self, request: Request, name: str) -> Response:
        return self._shown(self._visible(name))

    def create(self, request: Request) -> Response:
        said = _said(request.data)
        row = operations.create_package(
            by=signed_in(request), kind=self.kind, words=said.words(), figures=said.figures()
        )
        return self._answer(row, status=status.HTTP_201_CREATED)

    def update(self, request: Request, name: str) -> Response:
        return self._change(request, self._own(request, name), _said(request.data))

    def partial_update(self, request: Request, name: str) -> Response:
        row, body = self._own(request, name), request.data
        whole = {**_as_said(row), **body} if isinstance(body, Mapping) else body
        return self._change(request, row, _said(whole), figures=bool(FIGURES & set(body)))

    def destroy(self, request: Request, name: str) -> Response:
        row = self._own(request, name)
        operations.archive(public_id=row.public_id, by=signed_in(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @action(detail=True, methods=["post"])
    def activate(self, request: Request, name: str) -> Response:
        row = self._own(request, name)
        return self._answer(operations.activate(public_id=row.public_id, by=signed_in(request)))

    @action(detail=True, methods=["post"])
    def pause(self, request: Request, name: str) -> Response:
        row = self._own(request, name)
        return self._answer(operations.pause(public_id=row.public_id, by=signed_in(request)))

    def _change(
        self, request: Request, row: Package, said: NewPackage, *, figures: bool = True
    ) -> Response:
        operations.change_package(
            public_id=row.public_id,
            by=signed_in(request),
            words=said.words(),
            figures=said.figures() if figures else None,
        )
        return self._answer(row)

    def _own(self, request: Request, name: str) -> Package:
        """One's own; what the public sees as well is not theirs to change, and 404."""
        row = self._visible(name)
        if row.practitioner.user_id != signed_in(request).pk:
            raise NotFound
        return row

    def _visible(self, name: str) -> Package:
        row = self.get_queryset().visible_to(self.request.user).called(name).first()
        if row is None:
            raise NotFound
        return row

    def _answer(self, row: Package, status: int = status.HTTP_200_OK) -> Response:
        return self._shown(self.get_queryset().get(pk=row.pk), status)

    def _shown(self, row: Package, status: int = status.HTTP_200_OK) -> Response:
        return Response(PackageDetail(row, context=self.get_serializer_context()).data, status)


def _said(body: Any) -> NewPackage:
    said = NewPackage(data=body)
    said.is_valid(raise_exception=True)
    return said


def _as_said(row: Package) -> dict[str, Any]:
    """A package as its practitioner would send it, so that a part of it can be changed."""
    assert row.terms
    return {
        "title": row.title,
        "summary": row.summary,
        "price_cents": row.terms.price_cents,
        "valid_for_days": row.terms.valid_for_days,
        "items": [
            {"service": str(item.service.public_id), "quantity": item.quantity}
            for item in row.terms.items.all()
        ],
    }


def _documented(one: str, many: str, holds: str) -> Any:
    """The same words for both kinds."""
    change: dict[str, Any] = {"request": NewPackage, "responses": {200: PackageDetail, **_CHANGED}}
    return extend_schema_view(
        list=extend_schema(
            summary=f"Find {many}",
            description="What is on sale, by title; with `search` the best match first. Prices "
            "are in major units.",
        ),
        retrieve=extend_schema(
            summary=f"Show a {one}",
            description="By id or slug. Practitioners see their own at any time.",
            responses=PackageDetail,
        ),
        create=extend_schema(
            summary=f"Make a {one}",
            description=f"{holds} It is a draft until it is activated. Each service counts under "
            "the terms it has now.",
            request=NewPackage,
            responses={201: PackageDetail, **_MADE},
        ),
        update=extend_schema(
            summary=f"Change a {one}",
            description="What is sold already keeps the terms it was sold under.",
            **change,
        ),
        partial_update=extend_schema(summary=f"Change a part of a {one}", **change),
        destroy=extend_schema(
            summary=f"Archive a {one}",
            description="It is not sold any more; what is sold stays.",
            responses={204: None, **_STEP},
        ),
        activate=extend_schema(
            summary=f"Put a {one} on sale",
            request=None,
            responses={200: PackageDetail, **_OFFERED},
        ),
        pause=extend_schema(
            summary=f"Stop selling a {one} for a while",
            request=None,
            responses={200: PackageDetail, **_STEP},
        ),
    )


@extend_schema(tags=["Packages"])
@_documented("package", "packages", "Two units or more of one service.")
class Packages(_Packages):
    kind = PackageKind.PACKAGE


@extend_schema(tags=["Bundles"])
@_documented("bundle", "bundles", "Two services or more.")
class Bundles(_Packages):
    kind = PackageKind.BUNDLE
