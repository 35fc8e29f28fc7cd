"""The verification queue: practitioners are looked at here, and moved on by operations."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic.edit import FormMixin, ProcessFormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import InspectView
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from estuary.kernel.backoffice import CreatedFilterSet, ReadOnlyPolicy, ReadOnlyViewSet
from estuary.kernel.errors import DomainError
from marketplace.practitioners import operations, states
from marketplace.practitioners.models import Practitioner
from marketplace.practitioners.states import PractitionerStatus

MOVE_ON = "move_on"


class PractitionerPolicy(ReadOnlyPolicy):
    """Nobody edits the record; who may `change` practitioners moves them on, step by step."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action == MOVE_ON:
            return self._has_change(user)
        return super().user_has_permission(user, action)

    def _has_change(self, user: Any) -> bool:
        return user.is_active and user.has_perm(self._get_permission_name("change"))


class NoQuestion(forms.Form):
    pass


class PapersSeen(forms.Form):
    papers_seen = forms.BooleanField(label="I have seen this person's papers.")


class Reason(forms.Form):
    reason = forms.CharField(
        max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), help_text="They are told this."
    )


@dataclass(frozen=True, kw_only=True)
class Step:
    """One way on from a standing, as a button and a page that asks once more."""

    name: str
    label: str
    icon: str
    needs: Collection[PractitionerStatus]
    form: type[forms.Form]
    take: Callable[[int, dict[str, Any]], Any]


STEPS = (
    Step(
        name="start-review",
        label="Start review",
        icon="view",
        needs=states.MAY_BE_REVIEWED,
        form=NoQuestion,
        take=lambda pk, said: operations.start_review(practitioner_id=pk),
    ),
    Step(
        name="verify",
        label="Verify",
        icon="check",
        needs=states.MAY_BE_VERIFIED,
        form=PapersSeen,
        take=lambda pk, said: operations.verify(practitioner_id=pk, now=timezone.now()),
    ),
    Step(
        name="decline",
        label="Decline",
        icon="cross",
        needs=states.MAY_BE_DECLINED,
        form=Reason,
        take=lambda pk, said: operations.decline(practitioner_id=pk, **said),
    ),
    Step(
        name="suspend",
        label="Suspend",
        icon="warning",
        needs=states.MAY_BE_SUSPENDED,
        form=Reason,
        take=lambda pk, said: operations.suspend(practitioner_id=pk, **said),
    ),
    Step(
        name="reinstate",
        label="Reinstate",
        icon="undo",
        needs=states.MAY_BE_REINSTATED,
        form=NoQuestion,
        take=lambda pk, said: operations.reinstate(practitioner_id=pk),
    ),
)


class TakeStep(
    PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, FormMixin, ProcessFormView
):
    """Asks what a step needs to know, and takes it; a refusal is shown, not raised."""

    model = Practitioner
    permission_required = MOVE_ON
    template_name = "wagtailadmin/generic/form.html"
    step: Step = STEPS[0]
    inspect_url_name = ""
    index_url_name = ""

    def get_form_class(self) -> type[forms.Form]:
        return self.step.form

    def get_page_title(self) -> str:
        return self.step.label

    def get_page_subtitle(self) -> str:
        return f"{self.step.label}: {self.object}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": "Practitioners"},
            {"url": self.get_success_url(), "label": str(self.object)},
            {"url": "", "label": self.step.label},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "action_url": self.request.path,
            "submit_button_label": self.step.label,
            "submit_button_active_label": "Working…",
        }

    def get_success_url(self) -> str:
        return reverse(self.inspect_url_name, args=[self.object.pk])

    def form_valid(self, form: forms.Form) -> HttpResponse:
        said = {name: value for name, value in form.cleaned_data.items() if name == "reason"}
        try:
            self.step.take(self.object.pk, said)
        except DomainError as refusal:
            messages.error(self.request, refusal.message)
        else:
            log(
                self.object,
                f"marketplace.practitioner.{self.step.name}",
                user=self.request.user,
                data=said,
            )
            messages.success(self.request, f"{self.object}: done.")
        return redirect(self.get_success_url())


class PractitionerInspect(InspectView):
    """The record, with a button for each step that its standing allows."""

    step_url_names: dict[str, str] = {}

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.user_has_permission(MOVE_ON):
            return []
        return [
            HeaderButton(
                step.label,
                url=reverse(self.step_url_names[step.name], args=[self.object.pk]),
                icon_name=step.icon,
                priority=number,
            )
            for number, step in enumerate(STEPS)
            if self.object.status in step.needs
        ]


class PractitionerFilterSet(CreatedFilterSet):
    class Meta:
        model = Practitioner
        fields = ["status", "is_listed", "is_featured", "is_virtual"]


class PractitionerViewSet(ReadOnlyViewSet):
    """Who offers something, or asks to; the longest waiting come first."""

    model = Practitioner
    icon = "group"
    menu_label = "Practitioners"
    related = ("user",)
    ordering = ["created_at"]
    list_display = [
        "display_name",
        "professional_title",
        Column("status", accessor="get_status_display", sort_key="status"),
        Column("user", label="Account", accessor="user.email", sort_key="user__email"),
        Column("is_listed", label="Published", accessor="is_listed", sort_key="is_listed"),
        DateColumn("created_at", label="Applied", sort_key="created_at"),
    ]
    filterset_class = PractitionerFilterSet
    list_export = [
        "public_id", "slug", "display_name", "professional_title", "status", "user.email",
        "timezone", "is_listed", "verified_at", "created_at",
    ]  # fmt: skip
    search_fields = ["display_name", "slug", "user__email", "professional_title"]
    inspect_view_class = PractitionerInspect
    inspect_view_fields = [
        "status", "status_note", "created_at", "verified_at", "user", "display_name", "slug",
        "professional_title", "summary", "certifications", "places", "specializations",
        "modalities", "languages", "years_of_experience", "is_virtual", "timezone", "is_listed",
        "is_featured",
    ]  # fmt: skip

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = {step.name: self.get_url_name(step.name) for step in STEPS}
        return super().get_inspect_view_kwargs(**{"step_url_names": names} | kwargs)

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            *(
                path(f"{step.name}/<int:pk>/", self._step_view(step), name=step.name)
                for step in STEPS
            ),
        ]

    def _step_view(self, step: Step) -> Callable[[HttpRequest], HttpResponse]:
        return self.construct_view(
            TakeStep,
            step=step,
            index_url_name=self.get_url_name("index"),
            inspect_url_name=self.get_url_name("inspect"),
        )
