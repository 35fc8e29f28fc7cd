"""Blocks that choose a row, by the choosers that the rooms above register."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from wagtail.admin.widgets import BaseChooser
from wagtail.blocks import ChooserBlock

from cms.pages.describing import UUID, Components, Schema, reference, row, service
from cms.pages.references import Loaded
from cms.pages.shapes import Shaped


class PractitionerChooser(BaseChooser):
    model = "marketplace.Practitioner"
    chooser_modal_url_name = "choose_practitioner:choose"
    choose_one_text = "Choose a practitioner"
    choose_another_text = "Choose another practitioner"
    icon = "user"


class ServiceChooser(BaseChooser):
    model = "marketplace.Service"
    chooser_modal_url_name = "choose_service:choose"
    choose_one_text = "Choose a service"
    choose_another_text = "Choose another service"
    icon = "list-ul"


class FileChooser(BaseChooser):
    model = "marketplace.MediaAsset"
    chooser_modal_url_name = "choose_media:choose"
    choose_one_text = "Choose an upload"
    choose_another_text = "Choose another upload"
    icon = "media"


class RowChooserBlock(Shaped, ChooserBlock):
    """One row, as the card that lists show of it."""

    target_model: ClassVar[str]
    chooser: ClassVar[type[BaseChooser]]

    @cached_property
    def widget(self) -> BaseChooser:
        return self.chooser()


class PractitionerChooserBlock(RowChooserBlock):
    target_model = "marketplace.Practitioner"
    chooser = PractitionerChooser

    class Meta:
        icon = "user"

    def described(self, components: Components) -> Schema:
        return reference("PractitionerCard", UUID)


class ServiceChooserBlock(RowChooserBlock):
    target_model = "marketplace.Service"
    chooser = ServiceChooser

    class Meta:
        icon = "list-ul"

    def described(self, components: Components) -> Schema:
        return service()


class FileChooserBlock(RowChooserBlock):
    """A file of the house, of one of some sorts: what authors upload is for their own posts."""

    target_model = "marketplace.MediaAsset"
    chooser = FileChooser

    def __init__(self, *, kinds: Sequence[str], **kwargs: Any) -> None:
        self.kinds = kinds
        super().__init__(**kwargs)

    class Meta:
        icon = "media"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned is not None and not cleaned.owner.is_staff:
            raise ValidationError("What authors uploaded is shown by their own posts only.")
        if cleaned is not None and cleaned.kind not in self.kinds:
            raise ValidationError(f"This is no {' or '.join(self.kinds)}.")
        return cleaned

    def shown(self, raw: Any, loaded: Loaded) -> Any:
        card = loaded.row("mediaasset", raw)
        return super().shown(raw, loaded) if card and card["kind"] in self.kinds else None

    def described(self, components: Components) -> Schema:
        return row("mediaasset", components)
