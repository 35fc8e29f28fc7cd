from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import generics
from rest_framework.exceptions import NotFound
from rest_framework.permissions import SAFE_METHODS, AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from cms.library import operations as library
from cms.pages import drafts
from cms.pages.languages import LOCALE, asked_language
from cms.pages.rows import read_in
from cms.pages.serializers import ReviewDetail, Version
from cms.profiles import operations
from cms.profiles.models import PractitionerPage
from cms.profiles.serializers import (
    NewProfile,
    OwnPractitionerDetail,
    PractitionerDetail,
    PractitionerDraft,
)
from cms.workflows import moderation
from estuary.kernel.api.conditional import ConditionalReadMixin
from estuary.kernel.api.refusals import refusals
from marketplace.accounts.permissions import signed_in
from marketplace.catalogue.models import Service
from marketplace.media import operations as media
from marketplace.media.storage import StorageUnavailable
from marketplace.practitioners.models import Certification, Practitioner

_TAGS = ["Practitioners"]
EITHER = PolymorphicProxySerializer(
    component_name="PractitionerDetailOrOwn",
    serializers=[PractitionerDetail, OwnPractitionerDetail, PractitionerDraft],
    resource_type_field_name=None,
)
WRITTEN = refusals(
    operations.PractitionerNotFound,
    drafts.StaleRevision,
    drafts.DraftInReview,
    drafts.DraftLocked,
    drafts.DraftRefused,
    library.NotAPicture,
    library.DescriptionMissing,
    library.ImageNotFound,
    media.MediaNotFound,
    media.MediaNotFinished,
    media.UploadExpired,
    StorageUnavailable,
)
_WRITE: dict[str, Any] = {
    "tags": _TAGS,
    "request": NewProfile,
    "responses": {200: PractitionerDraft, **WRITTEN},
}


class PractitionerByName(ConditionalReadMixin, generics.RetrieveAPIView):
    queryset = Practitioner.objects.none()

    def get_permissions(self) -> list[Any]:
        return [AllowAny()] if self.request.method in SAFE_METHODS else [IsAuthenticated()]

    @extend_schema(
        tags=_TAGS,
        summary="Show a practitioner",
        description="By id or slug: the card, the words of the page, and what is on sale. "
        "Practitioners see themselves at any time, with their standing and all of their services; "
        "with `version=draft` the latest draft of their page, under the names it is written by.",
        parameters=[OpenApiParameter("version", str, enum=["published", "draft"]), LOCALE],
        responses={200: EITHER, **refusals(operations.PractitionerNotFound)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if Version.asked(request) == Version.DRAFT:
            return _draft(operations.own(name=kwargs["name"], by=request.user))
        return super().get(request, *args, **kwargs)

    @extend_schema(
        summary="Write your page anew",
        description="What is left out is reset. The words are kept as a draft, which nobody else "
        "sees before it is approved: see `submit/`. `revision` names the draft this was made from; "
        "when another was kept meanwhile, 409 `stale_revision`.",
        **_WRITE,
    )
    def put(self, request: Request, name: str) -> Response:
        return self._write(request, name, some=False)

    @extend_schema(
        summary="Change a part of your page",
        description="What is left out stays as it is. Otherwise as PUT.",
        **_WRITE,
    )
    def patch(self, request: Request, name: str) -> Response:
        return self._write(request, name, some=True)

    def _write(self, request: Request, name: str, *, some: bool) -> Response:
        by = signed_in(request)
        operations.own(name=name, by=by)
        new = NewProfile(data=request.data, some=some)
        new.is_valid(raise_exception=True)
        row = operations.write_profile(
            name=name, by=by, said=new.said(), revision=new.revision_said, now=timezone.now()
        )
        return _draft(row)

    def get_object(self) -> Practitioner:
        user = self.request.user
        services = Service.objects.visible_to(user).with_details().order_by("title", "pk")
        papers = Certification.objects.filter(verified_at__isnull=False).order_by("pk")
        practitioner = (
            Practitioner.objects.visible_to(user)
            .called(self.kwargs["name"])
            .with_details()
            .prefetch_related(
                Prefetch("services", queryset=services, to_attr="services_shown"),
                Prefetch("certifications", queryset=papers, to_attr="papers_seen"),
            )
            .first()
        )
        if practitioner is None:
            raise NotFound
        pages = read_in(PractitionerPage, asked_language(self.request))
        read = list(pages.filter(practitioner=practitioner)[:1])
        practitioner.pages_read = read  # type: ignore[attr-defined]
        return practitioner

    def get_serializer(self, practitioner: Practitioner) -> BaseSerializer:
        own = practitioner.user_id == self.request.user.pk
        kind = OwnPractitionerDetail if own else PractitionerDetail
        return kind(practitioner, context=self.get_serializer_context())


class SubmitProfile(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        tags=_TAGS,
        summary="Have your page reviewed",
        description="The latest draft is looked at, and published once it is approved. It cannot "
        "be changed meanwhile; take it back with `withdraw/`.",
        request=None,
        responses={
            200: ReviewDetail,
            **refusals(
                operations.PractitionerNotFound,
                drafts.NothingWritten,
                moderation.NothingToSubmit,
                moderation.NoWorkflow,
                moderation.AlreadySubmitted,
            ),
        },
    )
    def post(self, request: Request, name: str) -> Response:
        return _review(operations.submit(name=name, by=signed_in(request)))


class WithdrawProfile(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        tags=_TAGS,
        summary="Take your page back from its review",
        request=None,
        responses={
            200: ReviewDetail,
            **refusals(
                operations.PractitionerNotFound, drafts.NothingWritten, moderation.NotSubmitted
            ),
        },
    )
    def post(self, request: Request, name: str) -> Response:
        return _review(operations.withdraw(name=name, by=signed_in(request)))


class ProfileReview(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        tags=_TAGS,
        summary="Show how your page stands",
        description="Its review, with the reason where changes were requested, and what the draft "
        "says otherwise than what is published.",
        responses={200: ReviewDetail, **refusals(operations.PractitionerNotFound)},
    )
    def get(self, request: Request, name: str) -> Response:
        return _review(operations.own(name=name, by=signed_in(request)))


def _draft(row: Practitioner) -> Response:
    page = operations.page_of(row)
    return Response(PractitionerDraft(operations.draft_of(row), context={"page": page}).data)


def _review(row: Practitioner) -> Response:
    page = operations.page_of(row)
    return Response(ReviewDetail.of(page, operations.changes(row)).data)
