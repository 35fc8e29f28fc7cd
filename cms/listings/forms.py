from typing import Any

from django import forms

from cms.pages.forms import OwnReferencesForm
from marketplace.catalogue.states import ServiceType


class NewServiceForm(OwnReferencesForm):
    """A new page is of a service that is there, or of a new one, of which it asks the type."""

    service_type = forms.ChoiceField(
        choices=[("", "A service that is there already"), *ServiceType.choices],
        required=False,
        label="Begin a new service",
        help_text="It is a draft, which nobody sees or books. Its price, length and place are the"
        " practitioner's to say, where they keep their services.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            del self.fields["service_type"]
        else:
            self.fields["service"].required = False

    def clean(self) -> dict[str, Any]:
        """One of the two, and not both."""
        said: dict[str, Any] = super().clean()
        if self.instance.pk is None and bool(said.get("service")) == bool(said.get("service_type")):
            self.add_error("service", "Choose a service, or say below what sort of service is new.")
        return said

    def about_row(self) -> dict[str, Any]:
        """The type, for `begin_row`."""
        return {"service_type": self.cleaned_data["service_type"]}
