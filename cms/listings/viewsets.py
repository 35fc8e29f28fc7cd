from django import forms
from wagtail.admin.views.generic.chooser import BaseFilterForm
from wagtail.admin.viewsets.chooser import ChooserViewSet

from cms.library.choosers import ChoosesOnly
from cms.pages.choosers import ChooseOwn, ChooseOwnResults, OwnChosen, OwnChosenMultiple
from marketplace.catalogue.models import Service


class TitleForm(BaseFilterForm):
    """Finds by a part of the title or the practitioner's name."""

    q = forms.CharField(label="Title or practitioner", required=False)

    def filter(self, objects):
        wanted = self.cleaned_data.get("q", "")
        if wanted:
            self.is_searching, self.search_query = True, wanted
            objects = objects.filter(title__icontains=wanted) | objects.filter(
                practitioner__display_name__icontains=wanted
            )
        return super().filter(objects)


class Choose(ChooseOwn):
    filter_form_class = TitleForm


class ChooseResults(ChooseOwnResults):
    filter_form_class = TitleForm


class ServiceChooser(ChoosesOnly, ChooserViewSet):
    """For the one service a page is about."""

    model = Service
    icon = "list-ul"
    choose_one_text = "Choose a service"
    choose_another_text = "Choose another service"
    choose_view_class = Choose
    choose_results_view_class = ChooseResults
    chosen_view_class = OwnChosen
    chosen_multiple_view_class = OwnChosenMultiple
