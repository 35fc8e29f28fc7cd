from django.db.models import Prefetch
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import generics
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.serializers import BaseSerializer

from cms.profiles.serializers import OwnPractitionerDetail, PractitionerDetail
from estuary.kernel.api.conditional import ConditionalReadMixin
from marketplace.catalogue.models import Service
from marketplace.practitioners.models import Certification, Practitioner

EITHER = PolymorphicProxySerializer(
    component_name="PractitionerDetailOrOwn",
    serializers=[PractitionerDetail, OwnPractitionerDetail],
    resource_type_field_name=None,
)


@extend_schema(
    tags=["Practitioners"],
    summary="Show a practitioner",
    description="By id or slug: the card, the words of the page, and what is on sale. "
    "Practitioners see themselves at any time, with their standing and all of their services.",
    responses={200: EITHER},
)
class PractitionerByName(ConditionalReadMixin, generics.RetrieveAPIView):
    permission_classes = (AllowAny,)
    queryset = Practitioner.objects.none()

    def get_object(self) -> Practitioner:
        user = self.request.user
        services = Service.objects.visible_to(user).with_details().order_by("title", "pk")
        papers = Certification.objects.filter(verified_at__isnull=False).order_by("pk")
        practitioner = (
            Practitioner.objects.visible_to(user)
            .called(self.kwargs["name"])
            .with_details()
            .select_related("page")
            .prefetch_related(
                Prefetch("services", queryset=services, to_attr="services_shown"),
                Prefetch("certifications", queryset=papers, to_attr="papers_seen"),
            )
            .first()
        )
        if practitioner is None:
            raise NotFound
        return practitioner

    def get_serializer(self, practitioner: Practitioner) -> BaseSerializer:
        own = practitioner.user_id == self.request.user.pk
        kind = OwnPractitionerDetail if own else PractitionerDetail
        return kind(practitioner, context=self.get_serializer_context())
