from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import generics
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.serializers import BaseSerializer

from cms.listings.serializers import OwnServiceDetail, ServiceDetail
from estuary.kernel.api.conditional import ConditionalReadMixin
from marketplace.catalogue.models import Service

EITHER = PolymorphicProxySerializer(
    component_name="ServiceDetailOrOwn",
    serializers=[ServiceDetail, OwnServiceDetail],
    resource_type_field_name=None,
)


@extend_schema(
    tags=["Services"],
    summary="Show a service",
    description="By id or slug: the card, the words of the page, and the terms of a sale. "
    "Practitioners see their own at any time, with where it stands.",
    responses={200: EITHER},
)
class ServiceByName(ConditionalReadMixin, generics.RetrieveAPIView):
    permission_classes = (AllowAny,)
    queryset = Service.objects.none()

    def get_object(self) -> Service:
        services = Service.objects.visible_to(self.request.user).called(self.kwargs["name"])
        service = services.with_details().select_related("page", "place").first()
        if service is None:
            raise NotFound
        return service

    def get_serializer(self, service: Service) -> BaseSerializer:
        own = service.practitioner.user_id == self.request.user.pk
        kind = OwnServiceDetail if own else ServiceDetail
        return kind(service, context=self.get_serializer_context())
