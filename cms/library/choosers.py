"""Choosers of what is made elsewhere."""

from typing import Any

from wagtail.snippets.views.chooser import SnippetChooserViewSet


class ChoosesOnly:
    """Without an address to make what is chosen: Wagtail has one where there is no form for it,
    and answers 500 there."""

    def get_urlpatterns(self) -> list[Any]:
        found: list[Any] = super().get_urlpatterns()  # type: ignore[misc]
        return [one for one in found if one.name != "create"]


class SnippetChooser(ChoosesOnly, SnippetChooserViewSet):
    """For snippets, which are made where they are listed."""
