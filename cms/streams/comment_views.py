from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, status
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cms.streams import commenting, operations
from cms.streams.responses import Comment
from cms.streams.serializers import (
    CommentCard,
    NewComment,
    NewReport,
    OtherWords,
    ReplyCard,
    WhyHidden,
)
from estuary.kernel.api.pagination import Feed
from estuary.kernel.api.refusals import refusals
from estuary.kernel.api.schemas import Said
from estuary.kernel.api.throttling import CommentsThrottle, RoleThrottle
from marketplace.accounts.permissions import signed_in

THROTTLES = (RoleThrottle, CommentsThrottle)
REMOVED = "The comment is removed."
REPORTED = "Our moderators will look at it."
NOT_READ = (operations.PostNotFound, operations.AccessNeeded)


class NewestFirst(Feed):
    ordering = ("-written_at", "-id")


class OldestFirst(Feed):
    ordering = ("written_at", "id")


@extend_schema_view(
    get=extend_schema(
        tags=["Streams"],
        summary="List the comments, newest first",
        description="For whoever may have the whole of the stream; each with its first replies.",
        responses={200: CommentCard(many=True), **refusals(*NOT_READ)},
    )
)
class Comments(generics.ListAPIView):
    permission_classes = (AllowAny,)
    throttle_classes = THROTTLES
    queryset = Comment.objects.none()
    serializer_class = CommentCard
    pagination_class = NewestFirst

    def get_permissions(self):
        """Everybody reads; who says something is signed in."""
        reads = self.request.method in ("GET", "HEAD", "OPTIONS")
        return [AllowAny()] if reads else [IsAuthenticated()]

    def get_queryset(self):
        user = self.request.user
        post = operations.read_by(user, self.kwargs["name"])
        comments = Comment.objects.filter(post=post).roots().shown_to(user)
        return comments.with_card().with_replies_for(user)

    @extend_schema(
        tags=["Streams"],
        summary="Comment on a stream",
        description="Or answer a comment: `reply_to`. Answers are not answered themselves.",
        request=NewComment,
        responses={
            201: CommentCard,
            **refusals(*NOT_READ, commenting.CommentNotFound, commenting.ReplyToReply),
        },
    )
    def post(self, request: Request, name: str) -> Response:
        said = NewComment(data=request.data)
        said.is_valid(raise_exception=True)
        comment = commenting.write(
            name=name, by=signed_in(request), now=timezone.now(), **said.validated_data
        )
        card = CommentCard(comment, context={"request": request})
        return Response(card.data, status=status.HTTP_201_CREATED)


@extend_schema(
    tags=["Streams"],
    summary="List the replies to a comment, oldest first",
    responses={200: ReplyCard(many=True), **refusals(*NOT_READ, commenting.CommentNotFound)},
)
class Replies(generics.ListAPIView):
    permission_classes = (AllowAny,)
    queryset = Comment.objects.none()
    serializer_class = ReplyCard
    pagination_class = OldestFirst

    def get_queryset(self):
        user = self.request.user
        post = operations.read_by(user, self.kwargs["name"])
        below = Comment.objects.filter(post=post).shown_to(user)
        root = below.roots().filter(public_id=self.kwargs["comment_id"]).first()
        if root is None:
            raise NotFound
        return below.filter(parent=root).with_card()


class CommentById(APIView):
    permission_classes = (IsAuthenticated,)
    throttle_classes = THROTTLES

    @extend_schema(
        tags=["Streams"],
        summary="Change what you said",
        description="For ten minutes after it was written.",
        request=OtherWords,
        responses={
            200: ReplyCard,
            **refusals(
                *NOT_READ,
                commenting.CommentNotFound,
                commenting.CommentIsHidden,
                commenting.CommentTooOld,
            ),
        },
    )
    def patch(self, request: Request, name: str, comment_id: UUID) -> Response:
        said = OtherWords(data=request.data)
        said.is_valid(raise_exception=True)
        comment = commenting.edit(
            name=name,
            comment_id=comment_id,
            by=signed_in(request),
            now=timezone.now(),
            **said.validated_data,
        )
        return Response(ReplyCard(comment, context={"request": request}).data)

    @extend_schema(
        tags=["Streams"],
        summary="Remove what you said",
        description="Its words are deleted. If it was answered, it is listed as removed.",
        responses={
            200: Said(REMOVED),
            **refusals(*NOT_READ, commenting.CommentNotFound),
        },
    )
    def delete(self, request: Request, name: str, comment_id: UUID) -> Response:
        commenting.remove(
            name=name, comment_id=comment_id, by=signed_in(request), now=timezone.now()
        )
        return _said(REMOVED)


class HideComment(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        tags=["Streams"],
        summary="Hide a comment below a stream of yours",
        request=WhyHidden,
        responses={
            200: ReplyCard,
            **refusals(*NOT_READ, commenting.CommentNotFound, commenting.CommentIsHidden),
        },
    )
    def post(self, request: Request, name: str, comment_id: UUID) -> Response:
        said = WhyHidden(data=request.data)
        said.is_valid(raise_exception=True)
        comment = commenting.hide(
            name=name,
            comment_id=comment_id,
            by=signed_in(request),
            now=timezone.now(),
            **said.validated_data,
        )
        return Response(ReplyCard(comment, context={"request": request}).data)

    @extend_schema(
        tags=["Streams"],
        summary="Show a comment again that you have hidden",
        responses={
            200: ReplyCard,
            **refusals(
                *NOT_READ,
                commenting.CommentNotFound,
                commenting.CommentIsShown,
                commenting.HiddenByModerator,
            ),
        },
    )
    def delete(self, request: Request, name: str, comment_id: UUID) -> Response:
        comment = commenting.show(name=name, comment_id=comment_id, by=signed_in(request))
        return Response(ReplyCard(comment, context={"request": request}).data)


class ReportComment(APIView):
    permission_classes = (IsAuthenticated,)
    throttle_classes = THROTTLES

    @extend_schema(
        tags=["Streams"],
        summary="Report a comment to our moderators",
        description="Once each; safe to repeat.",
        request=NewReport,
        responses={
            200: Said(REPORTED),
            **refusals(*NOT_READ, commenting.CommentNotFound, commenting.OwnComment),
        },
    )
    def post(self, request: Request, name: str, comment_id: UUID) -> Response:
        said = NewReport(data=request.data)
        said.is_valid(raise_exception=True)
        commenting.report(
            name=name,
            comment_id=comment_id,
            by=signed_in(request),
            now=timezone.now(),
            **said.validated_data,
        )
        return _said(REPORTED)


def _said(message: str) -> Response:
    response = Response({})
    response.message = message  # type: ignore[attr-defined]
    return response
