from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from estuary.kernel.api.refusals import refusals
from marketplace.accounts.permissions import signed_in
from marketplace.practitioners import operations
from marketplace.practitioners.serializers import NewApplication, OwnApplication


class Apply(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        tags=["Practitioners"],
        summary="Apply to offer services",
        description="Once per account, with a verified e-mail address. The application is then "
        "reviewed by staff.",
        request=NewApplication,
        responses={
            201: OwnApplication,
            **refusals(operations.EmailNotVerified, operations.AlreadyApplied),
        },
    )
    def post(self, request: Request) -> Response:
        said = NewApplication(data=request.data)
        said.is_valid(raise_exception=True)
        practitioner = operations.apply(
            user=signed_in(request),
            application=said.application(),
        )
        return Response(OwnApplication(practitioner).data, status=status.HTTP_201_CREATED)
