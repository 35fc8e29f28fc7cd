from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.permissions import AllowAny

from cms.caching import KeptReadMixin
from cms.changes import tags
from cms.taxonomy.models import Modality
from cms.taxonomy.serializers import ModalityCard


@extend_schema(tags=["Content"], summary="List the modalities, by name", auth=[])
class Modalities(KeptReadMixin, generics.ListAPIView):
    """Every published way of working."""

    authentication_classes = []
    permission_classes = [AllowAny]
    serializer_class = ModalityCard
    queryset = Modality.objects.published()
    cache_tags = (tags.snippets("cms.Modality"),)
