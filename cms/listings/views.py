from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import generics, status
from rest_framework.exceptions import NotFound
from rest_framework.permissions import SAFE_METHODS, AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from cms.listings import operations
from cms.listings.models import ServicePage
from cms.listings.serializers import (
    ListingChanges,
    NewListing,
    OwnServiceDetail,
    ServiceDetail,
    ServiceDraft,
)
from cms.pages import drafts
from cms.pages.languages import LOCALE, asked_language
from cms.pages.rows import read_in
from cms.pages.serializers import ReviewDetail, Version
from cms.profiles.views import WRITTEN as PROFILE_WRITTEN
from cms.workflows import moderation
from estuary.kernel.api.conditional import ConditionalReadMixin
from estuary.kernel.api.refusals import Refused, refusals
from marketplace.accounts.permissions import IsPractitioner, signed_in
from marketplace.catalogue import operations as catalogue
from marketplace.catalogue.models import Service
from marketplace.catalogue.views import Services

_TAGS = ["Services"]
EITHER = PolymorphicProxySerializer(
    component_name="ServiceDetailOrOwn",
    serializers=[ServiceDetail, OwnServiceDetail, ServiceDraft],
    resource_type_field_name=None,
)
_SAID = [error for refused in PROFILE_WRITTEN.values() for error in refused.errors]
_FACTS_REFUSED = (
    catalogue.SessionHasOneSeat,
    catalogue.OnlyCoursesAreJoinedLate,
)
_WRITTEN: dict[int, Refused] = refusals(
    operations.ServiceNotFound,
    catalogue.ServiceNotInThisState,
    catalogue.ServiceWithoutPlace,
    *_FACTS_REFUSED,
    *_SAID,
)
_WRITE: dict[str, Any] = {
    "tags": _TAGS,
    "request": ListingChanges,
    "responses": {200: ServiceDraft, **_WRITTEN},
}
_STEP: dict[str, Any] = {"tags": _TAGS, "request": None}


class ServicesOrNew(Services):
    """Everybody finds services; practitioners make their own."""

    def get_permissions(self) -> list[Any]:
        return [AllowAny()] if self.request.method in SAFE_METHODS else [IsPractitioner()]

    @extend_schema(
        tags=_TAGS,
        summary="Make a service",
        description="A draft that nobody else sees: have its page reviewed (`submit/`), and put it "
        "on sale (`activate/`). Your own page is made below which it lies, if there is none yet.",
        request=NewListing,
        responses={201: ServiceDraft, **refusals(*_FACTS_REFUSED, *_SAID)},
    )
    def post(self, request: Request) -> Response:
        new = NewListing(data=request.data)
        new.is_valid(raise_exception=True)
        service = operations.create_listing(
            by=signed_in(request),
            service_type=new.validated_data["service_type"],
            said=new.said(),
            terms=new.terms_said,
            now=timezone.now(),
        )
        return _draft(service, status=status.HTTP_201_CREATED)


class ServiceByName(ConditionalReadMixin, generics.RetrieveAPIView):
    queryset = Service.objects.none()

    def get_permissions(self) -> list[Any]:
        return [AllowAny()] if self.request.method in SAFE_METHODS else [IsAuthenticated()]

    @extend_schema(
        tags=_TAGS,
        summary="Show a service",
        description="By id or slug: the card, the words of the page, and the terms of a sale. "
        "Practitioners see their own at any time, with where it stands; with `version=draft` the "
        "latest draft of its page, under the names it is written by.",
        parameters=[OpenApiParameter("version", str, enum=["published", "draft"]), LOCALE],
        responses={200: EITHER, **refusals(operations.ServiceNotFound)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if Version.asked(request) == Version.DRAFT:
            return _draft(operations.own(name=kwargs["name"], by=request.user))
        return super().get(request, *args, **kwargs)

    @extend_schema(
        summary="Write a service anew",
        description="What is left out is reset, but for `terms`. The words are kept as a draft, "
        "which nobody else sees before it is approved; price, length, seats, policy and place are "
        "for later sales at once. `revision` names the draft this was made from; when another was "
        "kept meanwhile, 409 `stale_revision`.",
        **_WRITE,
    )
    def put(self, request: Request, name: str) -> Response:
        return self._write(request, name, some=False)

    @extend_schema(
        summary="Change a part of a service",
        description="What is left out stays as it is. Otherwise as PUT.",
        **_WRITE,
    )
    def patch(self, request: Request, name: str) -> Response:
        return self._write(request, name, some=True)

    @extend_schema(
        tags=_TAGS,
        summary="Archive a service",
        description="It is never sold again; what is booked stays.",
        responses={
            204: None,
            **refusals(operations.ServiceNotFound, catalogue.ServiceNotInThisState),
        },
    )
    def delete(self, request: Request, name: str) -> Response:
        operations.archive(name=name, by=signed_in(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _write(self, request: Request, name: str, *, some: bool) -> Response:
        by = signed_in(request)
        operations.own(name=name, by=by)
        new = ListingChanges(data=request.data, some=some)
        new.is_valid(raise_exception=True)
        service = operations.write_listing(
            name=name,
            by=by,
            said=new.said(),
            terms=new.terms_said,
            revision=new.revision_said,
            now=timezone.now(),
        )
        return _draft(service)

    def get_object(self) -> Service:
        services = Service.objects.visible_to(self.request.user).called(self.kwargs["name"])
        service = services.with_details().select_related("place").first()
        if service is None:
            raise NotFound
        pages = read_in(ServicePage, asked_language(self.request))
        service.pages_read = list(pages.filter(service=service)[:1])  # type: ignore[attr-defined]
        return service

    def get_serializer(self, service: Service) -> BaseSerializer:
        own = service.practitioner.user_id == self.request.user.pk
        kind = OwnServiceDetail if own else ServiceDetail
        return kind(service, context=self.get_serializer_context())


class SubmitListing(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        **_STEP,
        summary="Have a service's page reviewed",
        description="The latest draft is looked at, and published once it is approved. It cannot "
        "be changed meanwhile; take it back with `withdraw/`.",
        responses={
            200: ReviewDetail,
            **refusals(
                operations.ServiceNotFound,
                drafts.NothingWritten,
                moderation.NothingToSubmit,
                moderation.NoWorkflow,
                moderation.AlreadySubmitted,
            ),
        },
    )
    def post(self, request: Request, name: str) -> Response:
        return _review(operations.submit(name=name, by=signed_in(request)))


class WithdrawListing(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        **_STEP,
        summary="Take a service's page back from its review",
        responses={
            200: ReviewDetail,
            **refusals(operations.ServiceNotFound, drafts.NothingWritten, moderation.NotSubmitted),
        },
    )
    def post(self, request: Request, name: str) -> Response:
        return _review(operations.withdraw(name=name, by=signed_in(request)))


class ListingReview(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        tags=_TAGS,
        summary="Show how a service's page stands",
        description="Its review, with the reason where changes were requested, and what the draft "
        "says otherwise than what is published.",
        responses={200: ReviewDetail, **refusals(operations.ServiceNotFound)},
    )
    def get(self, request: Request, name: str) -> Response:
        return _review(operations.own(name=name, by=signed_in(request)))


class ActivateListing(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        **_STEP,
        summary="Put a service on sale",
        description="The public sees it once its page is approved, too.",
        responses={
            200: ServiceDraft,
            **refusals(
                operations.ServiceNotFound,
                catalogue.ServiceNotInThisState,
                catalogue.ServiceWithoutTerms,
                catalogue.ServiceWithoutPlace,
            ),
        },
    )
    def post(self, request: Request, name: str) -> Response:
        return _draft(operations.put_on_sale(name=name, by=signed_in(request)))


class PauseListing(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        **_STEP,
        summary="Stop selling a service for a while",
        responses={
            200: ServiceDraft,
            **refusals(operations.ServiceNotFound, catalogue.ServiceNotInThisState),
        },
    )
    def post(self, request: Request, name: str) -> Response:
        return _draft(operations.pause(name=name, by=signed_in(request)))


def _draft(service: Service, *, status: int = status.HTTP_200_OK) -> Response:
    page = operations.page_of(service)
    shown = ServiceDraft(operations.draft_of(service), context={"page": page})
    return Response(shown.data, status)


def _review(service: Service) -> Response:
    page = operations.page_of(service)
    return Response(ReviewDetail.of(page, operations.changes(service)).data)
