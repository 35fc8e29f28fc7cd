from datetime import date

from django.urls import path, register_converter

from marketplace.schedules import views


class DateConverter:
    """`2027-03-28`; another text does not match, and so is not found."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DateConverter, "date")

urlpatterns = [
    path("<slug:name>/schedule/", views.WeeklySchedule.as_view(), name="schedule"),
    path("<slug:name>/schedule/overrides/", views.Overrides.as_view(), name="overrides"),
    path(
        "<slug:name>/schedule/overrides/<date:date>/",
        views.OneOverride.as_view(),
        name="override",
    ),
    path("<slug:name>/schedule/time-away/", views.TimesAway.as_view(), name="time-away-list"),
    path(
        "<slug:name>/schedule/time-away/<uuid:public_id>/",
        views.OneTimeAway.as_view(),
        name="time-away",
    ),
]
