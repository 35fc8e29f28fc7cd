from datetime import timedelta
from typing import Any

from django import forms

from cms.previews.policies import REVIEW_LASTS, REVIEW_LASTS_AT_MOST
from cms.previews.states import Shows


class ShareForm(forms.Form):
    """What a link for reviewers is made of."""

    label = forms.CharField(max_length=120, help_text="For whom it is, or what for.")
    shows = forms.ChoiceField(
        label="It shows", choices=Shows.choices, initial=Shows.LATEST, widget=forms.RadioSelect
    )
    days = forms.IntegerField(
        label="Good for days",
        min_value=1,
        max_value=REVIEW_LASTS_AT_MOST.days,
        initial=REVIEW_LASTS.days,
        help_text=f"At most {REVIEW_LASTS_AT_MOST.days}.",
    )

    def said(self) -> dict[str, Any]:
        """As the operation takes it."""
        asked = self.cleaned_data
        return {
            "label": asked["label"],
            "shows": Shows(asked["shows"]),
            "lasts": timedelta(days=asked["days"]),
        }
