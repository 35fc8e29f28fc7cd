from typing import Any, ClassVar

from django.db.models import QuerySet
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)

from cms.workflows.people import is_author


class OwnRows:
    """Of rows that belong to practitioners, authors see their own; `whose` leads to the user."""

    whose: ClassVar[str] = "practitioner__user"
    request: Any

    def of_reader(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        reader = self.request.user
        return rows.filter(**{self.whose: reader}) if is_author(reader) else rows


class ChooseOwn(OwnRows, ChooseView):
    def get_object_list(self) -> QuerySet[Any]:
        return self.of_reader(super().get_object_list())


class ChooseOwnResults(OwnRows, ChooseResultsView):
    def get_object_list(self) -> QuerySet[Any]:
        return self.of_reader(super().get_object_list())


class OwnChosen(OwnRows, ChosenView):
    def get_object(self, pk: Any) -> Any:
        return self.of_reader(self.model_class.objects.all()).get(pk=pk)


class OwnChosenMultiple(OwnRows, ChosenMultipleView):
    def get_objects(self, pks: Any) -> QuerySet[Any]:
        return self.of_reader(self.model_class.objects.filter(pk__in=pks))
