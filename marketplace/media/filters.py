import django_filters

from marketplace.media.models import MediaAsset
from marketplace.media.states import HELD, AssetState, MediaKind, Purpose


class MediaFilters(django_filters.FilterSet):
    """Of one's own uploads."""

    purpose = django_filters.ChoiceFilter(choices=Purpose.choices)
    kind = django_filters.ChoiceFilter(choices=MediaKind.choices)
    state = django_filters.ChoiceFilter(
        choices=[pair for pair in AssetState.choices if pair[0] in HELD]
    )

    class Meta:
        model = MediaAsset
        fields: list[str] = []
