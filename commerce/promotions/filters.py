import django_filters

from commerce.promotions.models import Promotion
from commerce.promotions.querysets import PromotionQuerySet
from estuary.kernel.api.filtering import YesNoFilter
from marketplace.catalogue.models import Service


class PromotionFilters(django_filters.FilterSet):
    """Of one's own codes: those not ended, those for one service, one by its name."""

    is_active = YesNoFilter(label="Not ended; its dates and limits aside.")
    service = django_filters.CharFilter(method="_for", label="Id or slug of one it is good for.")
    code = django_filters.CharFilter(method="_called", label="The whole code.")

    class Meta:
        model = Promotion
        fields: list[str] = []

    def _for(self, queryset: PromotionQuerySet, name: str, value: str) -> PromotionQuerySet:
        return queryset.good_for(Service.objects.called(value))

    def _called(self, queryset: PromotionQuerySet, name: str, value: str) -> PromotionQuerySet:
        return queryset.called(value)
