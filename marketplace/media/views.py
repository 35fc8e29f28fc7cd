from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from estuary.kernel.api.filtering import StrictFilterBackend, StrictOrdering
from estuary.kernel.api.refusals import refusals
from marketplace.accounts.permissions import signed_in
from marketplace.media import operations, storage
from marketplace.media.filters import MediaFilters
from marketplace.media.models import MediaAsset
from marketplace.media.querysets import MediaAssetQuerySet
from marketplace.media.serializers import BegunUpload, MediaCard, NewUpload


@extend_schema(tags=["Media"])
@extend_schema_view(
    list=extend_schema(
        summary="List your uploads",
        description="Latest first.",
    ),
    retrieve=extend_schema(summary="Show one of your uploads"),
    create=extend_schema(
        summary="Begin an upload",
        description="Answers `upload`: the one request by which the file is sent to where it is "
        "stored, with exactly these headers and exactly `size_bytes` bytes. Then finish it. What "
        "each purpose takes, how large, and how much one may hold: docs/rules.md.",
        request=NewUpload,
        responses={
            201: BegunUpload,
            **refusals(
                operations.PurposeNotForYou,
                operations.MediaTypeNotAllowed,
                operations.MediaTooLarge,
                operations.TooManyUploads,
                operations.MediaQuotaExceeded,
            ),
        },
    ),
    destroy=extend_schema(
        summary="Delete an upload",
        description="Begun or finished, as long as nothing shows it.",
        responses={204: None, **refusals(operations.MediaNotFound, operations.MediaInUse)},
    ),
)
class Media(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """One's own uploads; other people's do not exist here."""

    permission_classes = [IsAuthenticated]
    serializer_class = MediaCard
    queryset = MediaAsset.objects.none()
    lookup_field = "public_id"
    lookup_value_converter = "uuid"
    filter_backends = [StrictFilterBackend, StrictOrdering]
    filterset_class = MediaFilters
    orderings = {"begun_at": "begun_at", "size_bytes": "size_bytes", "file_name": "file_name"}
    default_ordering = ["-begun_at"]

    def get_queryset(self) -> MediaAssetQuerySet:
        return MediaAsset.objects.of(self.request.user)

    def create(self, request: Request) -> Response:
        said = NewUpload(data=request.data)
        said.is_valid(raise_exception=True)
        asset, upload = operations.begin_upload(
            by=signed_in(request), announced=said.announced(), now=timezone.now()
        )
        asset.upload = upload  # type: ignore[attr-defined]
        return Response(BegunUpload(asset).data, status.HTTP_201_CREATED)

    def destroy(self, request: Request, public_id: UUID) -> Response:
        operations.discard(public_id=public_id, by=signed_in(request), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        summary="Finish an upload",
        description="Looks through what has arrived. The type, the size and of pictures the sides "
        "are from now on those that were found; pictures are kept upright and without what "
        "cameras write into them. What cannot be used is discarded (422). Safe to repeat.",
        request=None,
        responses={
            200: MediaCard,
            **refusals(
                operations.MediaNotFound,
                operations.UploadNotThere,
                operations.UploadExpired,
                operations.UploadOfAnotherSize,
                operations.UploadOfAnotherType,
                operations.PictureUnreadable,
                operations.PictureTooLarge,
                storage.StorageUnavailable,
            ),
        },
    )
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, public_id: UUID) -> Response:
        asset = operations.finish_upload(
            public_id=public_id, by=signed_in(request), now=timezone.now()
        )
        return Response(MediaCard(asset).data)
