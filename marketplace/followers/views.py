from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from estuary.kernel.api.filtering import StrictFilterBackend, StrictOrdering
from estuary.kernel.api.refusals import refusals
from marketplace.accounts.permissions import signed_in
from marketplace.followers import operations
from marketplace.followers.models import Follow
from marketplace.followers.querysets import FollowQuerySet
from marketplace.followers.serializers import FollowedCard, Following
from marketplace.practitioners.models import Practitioner

_TAGS = ["Practitioners"]


class FollowPractitioner(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        tags=_TAGS, summary="Show whether you follow a practitioner", responses={200: Following}
    )
    def get(self, request: Request, name: str) -> Response:
        practitioner = Practitioner.objects.visible_to(request.user).called(name).first()
        if practitioner is None:
            raise NotFound
        return _answer(
            practitioner,
            operations.is_following(user=signed_in(request), practitioner_id=practitioner.pk),
        )

    @extend_schema(
        tags=_TAGS,
        summary="Follow a practitioner",
        description="Safe to repeat.",
        request=None,
        responses={
            200: Following,
            **refusals(operations.PractitionerNotFound, operations.CannotFollowYourself),
        },
    )
    def post(self, request: Request, name: str) -> Response:
        return _answer(operations.follow(name=name, by=signed_in(request)), True)

    @extend_schema(
        tags=_TAGS,
        summary="Follow a practitioner no longer",
        description="Safe to repeat.",
        responses={200: Following, **refusals(operations.PractitionerNotFound)},
    )
    def delete(self, request: Request, name: str) -> Response:
        return _answer(operations.unfollow(name=name, by=signed_in(request)), False)


@extend_schema(
    tags=_TAGS,
    summary="List whom you follow",
    description="Latest first; those whom the public does not see for the time being are left out.",
)
class FollowedPractitioners(generics.ListAPIView):
    permission_classes = (IsAuthenticated,)
    serializer_class = FollowedCard
    queryset = Follow.objects.none()
    filter_backends = (StrictFilterBackend, StrictOrdering)
    orderings = {"followed_at": "created_at", "name": "practitioner__display_name"}
    default_ordering = ("-followed_at",)

    def get_queryset(self) -> FollowQuerySet:
        return Follow.objects.of(self.request.user).to_be_shown().with_details()


def _answer(practitioner: Practitioner, is_following: bool) -> Response:
    said = {"is_following": is_following, "followers_count": practitioner.followers_count}
    return Response(Following(said).data)
