from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.permissions import AllowAny

from cms.search.filters import SearchFilters
from cms.search.models import SearchEntry
from cms.search.serializers import SearchResult
from estuary.kernel.api.conditional import ConditionalReadMixin
from estuary.kernel.api.filtering import StrictFilterBackend, StrictOrdering


@extend_schema(
    tags=["Content"],
    summary="Search everything",
    description="Pages, help, practitioners, services, streams and modalities in one list, best "
    "first. Words are found in all their forms and without accents, the last one unfinished; where "
    "no word is known, what is spelt nearly like it is found.",
    auth=[],
)
class Search(ConditionalReadMixin, generics.ListAPIView):
    authentication_classes = []
    permission_classes = [AllowAny]
    serializer_class = SearchResult
    filter_backends = (StrictFilterBackend, StrictOrdering)
    filterset_class = SearchFilters
    orderings = {"title": "title"}
    default_ordering = ()
    queryset = SearchEntry.objects.none()

    def get_queryset(self):
        return SearchEntry.objects.public()
