"""Blocks that choose a row, by the choosers that the rooms above register."""

from typing import ClassVar

from django.utils.functional import cached_property
from wagtail.admin.widgets import BaseChooser
from wagtail.blocks import ChooserBlock

from cms.pages.describing import UUID, Components, Schema, reference, service
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
