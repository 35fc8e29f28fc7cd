from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import generics, status
from rest_framework.permissions import SAFE_METHODS, AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cms.library import operations as library
from cms.pages import drafts
from cms.pages.languages import LOCALE, asked_language
from cms.pages.rows import read_in
from cms.pages.serializers import ReviewDetail, Version
from cms.profiles.operations import PractitionerNotFound
from cms.streams import authoring, figures, operations
from cms.streams.models import Post, PostPage
from cms.streams.serializers import (
    Figures,
    OwnStreamCard,
    StreamChanges,
    StreamDetail,
    StreamDraft,
)
from cms.streams.views import Streams
from cms.workflows import moderation
from estuary.kernel.api.conditional import ConditionalReadMixin
from estuary.kernel.api.pagination import Feed
from estuary.kernel.api.refusals import refusals
from marketplace.accounts.permissions import IsPractitioner, signed_in
from marketplace.media import operations as media
from marketplace.media.storage import StorageUnavailable

_TAGS = ["Streams"]
_SAID = (
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
    "request": StreamChanges,
    "responses": {
        200: StreamDraft,
        **refusals(
            operations.PostNotFound,
            drafts.NothingWritten,
            drafts.StaleRevision,
            drafts.DraftInReview,
            drafts.DraftLocked,
            *_SAID,
        ),
    },
}
EITHER = PolymorphicProxySerializer(
    component_name="StreamDetailOrDraft",
    serializers=[StreamDetail, StreamDraft],
    resource_type_field_name=None,
)


class LastMadeFirst(Feed):
    ordering = ("-created_at", "-id")


class StreamsOrNew(Streams):
    """Everybody finds streams; practitioners make their own."""

    def get_permissions(self) -> list[Any]:
        return [AllowAny()] if self.request.method in SAFE_METHODS else [IsPractitioner()]

    @extend_schema(
        tags=_TAGS,
        operation_id="streams_create",
        summary="Write a stream",
        description="A draft that nobody else sees: have it reviewed (`submit/`). Your channel is "
        "made with the first one, and your own page above it, if there is none yet.",
        request=StreamChanges,
        responses={201: StreamDraft, **refusals(PractitionerNotFound, *_SAID)},
    )
    def post(self, request: Request) -> Response:
        new = StreamChanges(data=request.data)
        new.is_valid(raise_exception=True)
        row = authoring.create_stream(by=signed_in(request), said=new.said(), now=timezone.now())
        return _draft(row, status=status.HTTP_201_CREATED)


@extend_schema(
    tags=_TAGS,
    summary="List your own streams",
    description="Drafts and published ones, the last made first.",
)
class OwnStreams(generics.ListAPIView):
    permission_classes = (IsPractitioner,)
    queryset = Post.objects.none()
    serializer_class = OwnStreamCard
    pagination_class = LastMadeFirst

    def get_queryset(self):
        user = self.request.user
        return Post.objects.of(user).with_card_for(user).with_unpublished_changes()


class StreamByName(ConditionalReadMixin, APIView):
    def get_permissions(self) -> list[Any]:
        return [AllowAny()] if self.request.method in SAFE_METHODS else [IsAuthenticated()]

    @extend_schema(
        tags=_TAGS,
        operation_id="streams_retrieve",
        summary="Show a stream",
        description="By id or slug. `body` and `media` are there for whom the stream is meant: "
        "everybody, those who follow the practitioner, or their clients; everybody else gets the "
        "teaser. In the language of `locale` where it is published in it. With `version=draft` its "
        "author gets the latest draft, under the names it is written by.",
        parameters=[LOCALE, OpenApiParameter("version", str, enum=["published", "draft"])],
        responses={200: EITHER, **refusals(operations.PostNotFound)},
    )
    def get(self, request: Request, name: str) -> Response:
        if Version.asked(request) == Version.DRAFT:
            return _draft(authoring.own(name=name, by=request.user))  # type: ignore[arg-type]
        post = operations.seen_by(request.user, name)
        pages = read_in(PostPage, asked_language(request))
        post.page_read = pages.filter(post=post).first()  # type: ignore[attr-defined]
        return Response(StreamDetail(post, context={"request": request}).data)

    @extend_schema(
        operation_id="streams_update",
        summary="Write a stream anew",
        description="What is left out is reset. It is kept as a draft, which nobody else sees "
        "before it is approved; `revision` names the draft this was made from. When another was "
        "kept meanwhile, 409 `stale_revision`.",
        **_WRITE,
    )
    def put(self, request: Request, name: str) -> Response:
        return self._write(request, name, some=False)

    @extend_schema(
        operation_id="streams_partial_update",
        summary="Change a part of a stream",
        description="What is left out stays as it is. Otherwise as PUT.",
        **_WRITE,
    )
    def patch(self, request: Request, name: str) -> Response:
        return self._write(request, name, some=True)

    @extend_schema(
        tags=_TAGS,
        operation_id="streams_destroy",
        summary="Take a stream off the public",
        description="Nothing of it is deleted, nor what was said below it.",
        responses={204: None, **refusals(operations.PostNotFound)},
    )
    def delete(self, request: Request, name: str) -> Response:
        authoring.archive(name=name, by=signed_in(request), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _write(self, request: Request, name: str, *, some: bool) -> Response:
        by = signed_in(request)
        authoring.own(name=name, by=by)
        new = StreamChanges(data=request.data, some=some)
        new.is_valid(raise_exception=True)
        row = authoring.write_stream(
            name=name, by=by, said=new.said(), revision=new.revision_said, now=timezone.now()
        )
        return _draft(row)


class SubmitStream(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        tags=_TAGS,
        summary="Have a stream reviewed",
        description="The latest draft is looked at, and published once it is approved. It cannot "
        "be changed meanwhile; take it back with `withdraw/`.",
        request=None,
        responses={
            200: ReviewDetail,
            **refusals(
                operations.PostNotFound,
                drafts.NothingWritten,
                moderation.NothingToSubmit,
                moderation.NoWorkflow,
                moderation.AlreadySubmitted,
            ),
        },
    )
    def post(self, request: Request, name: str) -> Response:
        return _review(authoring.submit(name=name, by=signed_in(request)))


class WithdrawStream(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        tags=_TAGS,
        summary="Take a stream back from its review",
        request=None,
        responses={
            200: ReviewDetail,
            **refusals(operations.PostNotFound, drafts.NothingWritten, moderation.NotSubmitted),
        },
    )
    def post(self, request: Request, name: str) -> Response:
        return _review(authoring.withdraw(name=name, by=signed_in(request)))


class StreamReview(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        tags=_TAGS,
        summary="Show how a stream stands",
        description="Its review, with the reason where changes were requested, and what the draft "
        "says otherwise than what is published.",
        responses={200: ReviewDetail, **refusals(operations.PostNotFound)},
    )
    def get(self, request: Request, name: str) -> Response:
        return _review(authoring.own(name=name, by=signed_in(request)))


class StreamFigures(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        tags=_TAGS,
        summary="Show what readers made of your stream",
        description="By day, for the last 30 days. Likes and saves that were taken back, and "
        "comments that do not stand, are not counted.",
        responses={200: Figures, **refusals(operations.PostNotFound)},
    )
    def get(self, request: Request, name: str) -> Response:
        row = authoring.own(name=name, by=signed_in(request))
        days = figures.by_day(row, now=timezone.now())
        return Response(Figures({"views": row.views, "days": days}).data)


def _draft(row: Post, *, status: int = status.HTTP_200_OK) -> Response:
    page = authoring.page_of(row)
    shown = StreamDraft(authoring.draft_of(row), context={"page": page})
    return Response(shown.data, status)


def _review(row: Post) -> Response:
    page = authoring.page_of(row)
    return Response(ReviewDetail.of(page, authoring.changes(row)).data)
