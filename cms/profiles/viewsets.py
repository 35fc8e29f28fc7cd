from django import forms
from wagtail.admin.views.generic.chooser import BaseFilterForm, ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

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


class Choose(ChooseView):
    filter_form_class = NameForm


class ChooseResults(ChooseResultsView):
    filter_form_class = NameForm


class PractitionerChooser(ChooserViewSet):
    """For the one practitioner a page is about."""

    model = Practitioner
    icon = "user"
    choose_one_text = "Choose a practitioner"
    choose_another_text = "Choose another practitioner"
    choose_view_class = Choose
    choose_results_view_class = ChooseResults
