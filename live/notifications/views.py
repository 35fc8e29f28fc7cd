from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from estuary.kernel.api.pagination import Feed
from live.notifications import operations
from live.notifications.filters import NotificationFilter
from live.notifications.models import Notification
from live.notifications.serializers import MarkRead, NotificationCard, UnreadCount


class NewestFirst(Feed):
    ordering = ("-seq", "-id")


@extend_schema(tags=["Notifications"], summary="List what you were told, newest first")
class Notifications(ListAPIView):
    permission_classes = (IsAuthenticated,)
    serializer_class = NotificationCard
    pagination_class = NewestFirst
    filterset_class = NotificationFilter
    queryset = Notification.objects.none()

    def get_queryset(self):
        return Notification.objects.of(self.request.user)


class Unread(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        tags=["Notifications"],
        summary="Count what you have not read",
        responses={200: UnreadCount},
    )
    def get(self, request):
        return Response({"unread_count": operations.unread_count(user=request.user)})


class Read(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        tags=["Notifications"],
        summary="Mark as read",
        description="By ids, up to a number, or all; answers how many are left unread. Safe to "
        "repeat.",
        request=MarkRead,
        responses={200: UnreadCount},
    )
    def post(self, request):
        asked = MarkRead(data=request.data)
        asked.is_valid(raise_exception=True)
        left = operations.mark_read(
            user=request.user,
            now=timezone.now(),
            public_ids=asked.validated_data.get("ids"),
            up_to_seq=asked.validated_data.get("up_to_seq"),
        )
        return Response({"unread_count": left})
