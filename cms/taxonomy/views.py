from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.permissions import AllowAny

from cms.taxonomy.models import Modality
from cms.taxonomy.serializers import ModalityCard
from estuary.kernel.api.conditional import ConditionalReadMixin


@extend_schema(tags=["Content"], summary="List the modalities, by name", auth=[])
class Modalities(ConditionalReadMixin, generics.ListAPIView):
    """Every published way of working."""

    authentication_classes = []
    permission_classes = [AllowAny]
    serializer_class = ModalityCard
    queryset = Modality.objects.published()
