from django import forms
from wagtail.admin.views.generic.chooser import BaseFilterForm
from wagtail.admin.viewsets.chooser import ChooserViewSet

from cms.library.choosers import ChoosesOnly
from cms.pages.choosers import ChooseOwn, ChooseOwnResults, OwnChosen, OwnChosenMultiple
from marketplace.practitioners.models import Practitioner


class NameForm(BaseFilterForm):
    """Finds by a part of the name or the e-mail address."""

    q = forms.CharField(label="Name or e-mail", required=False)

    def filter(self, objects):
        wanted = self.cleaned_data.get("q", "")
        if wanted:
            self.is_searching, self.search_query = True, wanted
            objects = objects.filter(display_name__icontains=wanted) | objects.filter(
                user__email__icontains=wanted
            )
        return super().filter(objects)


class Choose(ChooseOwn):
    filter_form_class = NameForm
    whose = "user"


class ChooseResults(ChooseOwnResults):
    filter_form_class = NameForm
    whose = "user"


class Chosen(OwnChosen):
    whose = "user"


class ChosenMultiple(OwnChosenMultiple):
    whose = "user"


class PractitionerChooser(ChoosesOnly, ChooserViewSet):
    """For the one practitioner a page is about."""

    model = Practitioner
    icon = "user"
    choose_one_text = "Choose a practitioner"
    choose_another_text = "Choose another practitioner"
    choose_view_class = Choose
    choose_results_view_class = ChooseResults
    chosen_view_class = Chosen
    chosen_multiple_view_class = ChosenMultiple
