from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from cms.streams import operations, reacting
from cms.streams.filters import StreamFilters
from cms.streams.models import Post
from cms.streams.serializers import (
    Look,
    ReactionCounts,
    StreamCard,
    Visitor,
)
from estuary.kernel.api.conditional import ConditionalReadMixin
from estuary.kernel.api.pagination import Feed
from estuary.kernel.api.refusals import refusals
from marketplace.accounts.permissions import signed_in


class NewestFirst(Feed):
    ordering = ("-published_at", "-id")


class LastSavedFirst(Feed):
    ordering = ("-saved_at", "-id")


@extend_schema(
    tags=["Streams"],
    summary="Find streams, newest first",
    description="Published ones of all practitioners; `can_access` says whether you may have the "
    "whole of each. `following=true` is the feed of those whom you follow.",
)
class Streams(ConditionalReadMixin, generics.ListAPIView):
    permission_classes = (AllowAny,)
    queryset = Post.objects.none()
    serializer_class = StreamCard
    filterset_class = StreamFilters
    pagination_class = NewestFirst

    def get_queryset(self):
        return Post.objects.public().with_card_for(self.request.user)


@extend_schema(
    tags=["Streams"],
    summary="List what you saved",
    description="What you saved last comes first; what is not public any more is left out.",
)
class SavedStreams(generics.ListAPIView):
    permission_classes = (IsAuthenticated,)
    queryset = Post.objects.none()
    serializer_class = StreamCard
    filterset_class = StreamFilters
    pagination_class = LastSavedFirst

    def get_queryset(self):
        user = self.request.user
        return Post.objects.visible_to(user).saved_by(user).with_card_for(user)


class _Reaction(APIView):
    permission_classes = (IsAuthenticated,)


class Like(_Reaction):
    @extend_schema(
        tags=["Streams"],
        summary="Like a stream",
        description="Safe to repeat.",
        request=None,
        responses={200: ReactionCounts, **refusals(operations.PostNotFound)},
    )
    def post(self, request: Request, name: str) -> Response:
        made = reacting.like(name=name, by=signed_in(request), now=timezone.now())
        return Response(ReactionCounts(made).data)

    @extend_schema(
        tags=["Streams"],
        summary="Like a stream no more",
        description="Safe to repeat.",
        responses={200: ReactionCounts, **refusals(operations.PostNotFound)},
    )
    def delete(self, request: Request, name: str) -> Response:
        return Response(ReactionCounts(reacting.unlike(name=name, by=signed_in(request))).data)


class Save(_Reaction):
    @extend_schema(
        tags=["Streams"],
        summary="Save a stream",
        description="Safe to repeat.",
        request=None,
        responses={200: ReactionCounts, **refusals(operations.PostNotFound)},
    )
    def post(self, request: Request, name: str) -> Response:
        made = reacting.save(name=name, by=signed_in(request), now=timezone.now())
        return Response(ReactionCounts(made).data)

    @extend_schema(
        tags=["Streams"],
        summary="Save a stream no more",
        description="Safe to repeat.",
        responses={200: ReactionCounts, **refusals(operations.PostNotFound)},
    )
    def delete(self, request: Request, name: str) -> Response:
        return Response(ReactionCounts(reacting.unsave(name=name, by=signed_in(request))).data)


class View(APIView):
    permission_classes = (AllowAny,)

    @extend_schema(
        tags=["Streams"],
        summary="Say that a stream is looked at",
        description="Counted once a day for an account, and for each `visitor` without one: send "
        "the word that the last look was answered with.",
        request=Look,
        responses={200: Visitor, **refusals(operations.PostNotFound)},
    )
    def post(self, request: Request, name: str) -> Response:
        said = Look(data=request.data)
        said.is_valid(raise_exception=True)
        visitor = reacting.view(
            name=name,
            by=signed_in(request) if request.user.is_authenticated else None,
            token=said.validated_data["visitor"],
            address=BaseThrottle().get_ident(request),
            now=timezone.now(),
        )
        return Response(Visitor({"visitor": visitor}).data)
