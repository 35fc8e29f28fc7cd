from django.db.models import F
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny

from estuary.kernel.api.conditional import ConditionalReadMixin
from estuary.kernel.api.filtering import StrictFilterBackend, StrictOrdering
from marketplace.catalogue.filters import OfferingFilters, ServiceFilters
from marketplace.catalogue.models import Category, Service
from marketplace.catalogue.serializers import CategoryCard, ServiceCard
from marketplace.practitioners.models import Practitioner
from marketplace.practitioners.serializers import PractitionerCard


class PublicList(ConditionalReadMixin, generics.ListAPIView):
    """A list that everybody may read, with filters and orderings."""

    permission_classes = (AllowAny,)
    filter_backends = (StrictFilterBackend, StrictOrdering)


@extend_schema(
    tags=["Practitioners"],
    summary="Find practitioners",
    description="Featured ones first, then by name; with `search` the best match first, with "
    "`near` the nearest. `service_type`, `price_min` and `price_max` find those with a service "
    "that meets them all; prices are in major units.",
)
class Practitioners(PublicList):
    """Lies here and not with the practitioners, because one may ask for what they offer."""

    queryset = Practitioner.objects.none()
    serializer_class = PractitionerCard
    filterset_class = OfferingFilters
    orderings = {
        "name": "display_name",
        "featured": "is_featured",
        "rating": F("rating_average"),
        "price": F("price_from_cents"),
        "next_available": F("next_available_at"),
        "created_at": "created_at",
    }
    default_ordering = ("-featured", "name")

    def get_queryset(self):
        return Practitioner.objects.listed().with_details()


class _Services(PublicList):
    queryset = Service.objects.none()
    serializer_class = ServiceCard
    filterset_class = ServiceFilters
    orderings = {
        "title": "title",
        "price": F("terms__price_cents"),
        "duration": F("terms__duration_minutes"),
        "rating": F("rating_average"),
        "next_available": F("next_available_at"),
        "created_at": "created_at",
    }
    default_ordering = ("title",)


@extend_schema(
    tags=["Services"],
    summary="Find services",
    description="By title; with `search` the best match first, which also looks at the "
    "practitioner's name. Prices are in major units.",
)
class Services(_Services):
    def get_queryset(self):
        return Service.objects.on_sale().with_details()


@extend_schema(
    tags=["Practitioners"],
    summary="List what a practitioner offers",
    description="The public sees what is on sale; practitioners see all of their own.",
    responses={200: ServiceCard(many=True)},
)
class ServicesOfPractitioner(_Services):
    def get_queryset(self):
        user = self.request.user
        practitioner = Practitioner.objects.visible_to(user).called(self.kwargs["name"]).first()
        if practitioner is None:
            raise NotFound
        return Service.objects.of(practitioner).visible_to(user).with_details()


@extend_schema(tags=["Services"], summary="List the categories")
class Categories(PublicList):
    """All of them on one page: there are few."""

    queryset = Category.objects.none()
    serializer_class = CategoryCard
    pagination_class = None
    orderings = {"position": "position", "name": "name"}
    default_ordering = ("position", "name")

    def get_queryset(self):
        return Category.objects.with_count_on_sale()
