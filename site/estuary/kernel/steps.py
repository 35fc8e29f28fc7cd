"""Rows that staff move on by named steps: a button for each, and a page that asks once more.

A viewset names its steps; `register_steps` in `wagtail_hooks.py` says who may take them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.text import capfirst
from django.views.generic.edit import FormMixin, ProcessFormView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.generic import InspectView
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import LogActionRegistry, log
from wagtail.permissions import register_permission_policy

from estuary.kernel.backoffice import ReadOnlyPolicy, ReadOnlyViewSet
from estuary.kernel.errors import DomainError

TAKE_STEP = "take_step"


class NoQuestion(forms.Form):
    """For a step that is only confirmed."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One way on for a row: shown while `allowed`, asked with `form`, done by `take`.

    `initial` is what the form knows of the row. `take` is an operation: it gets the row's key and
    what was said in the form, and refuses by a DomainError, since the row may have moved on while
    somebody was asked. A `signed` step gets who takes it, too, as `by`. `means` says above the form
    what will come of it, `told` is what is said once of what it answered.
    """

    name: str
    label: str
    icon: str
    allowed: Callable[[Any], bool]
    take: Callable[..., object]
    form: type[forms.Form] = NoQuestion
    initial: Callable[[Any], dict[str, Any]] = lambda row: {}
    signed: bool = False
    means: str = ""
    told: Callable[[Any], str] = lambda done: ""

    def action(self, model: type[Model]) -> str:
        """What the log calls it."""
        return f"{model._meta.label_lower}.{self.name}"


@dataclass(frozen=True)
class WayOn:
    """A step that somebody may take with a row now, and the page that asks."""

    label: str
    icon: str
    url: str


class SteppedPolicy(ReadOnlyPolicy):
    """Nobody edits the rows; who may `change` them moves them on, step by step."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action == TAKE_STEP:
            return user.is_active and user.has_perm(self._get_permission_name("change"))
        return super().user_has_permission(user, action)


class TakeStep(
    PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, FormMixin, ProcessFormView
):
    """Asks what a step needs to know, and takes it; a refusal is shown, not raised."""

    permission_required = TAKE_STEP
    template_name = "backoffice/step.html"
    inspect_url_name = ""
    index_url_name = ""

    @property
    def step(self) -> Step:
        return self.kwargs["step"]

    def get_form_class(self) -> type[forms.Form]:
        return self.step.form

    def get_initial(self) -> dict[str, Any]:
        return self.step.initial(self.object)

    def get_page_title(self) -> str:
        return self.step.label

    def get_page_subtitle(self) -> str:
        return f"{self.step.label}: {self.object}"

    def get_header_title(self) -> str:
        return self.get_page_subtitle()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {
                "url": reverse(self.index_url_name),
                "label": capfirst(self.model_opts.verbose_name_plural),
            },
            {"url": self.get_success_url(), "label": str(self.object)},
            {"url": "", "label": self.step.label},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "action_url": self.request.path,
            "means": self.step.means,
            "submit_button_label": self.step.label,
            "submit_button_active_label": "Working…",
        }

    def get_success_url(self) -> str:
        return reverse(self.inspect_url_name, args=[self.object.pk])

    def form_valid(self, form: forms.Form) -> HttpResponse:
        said = form.cleaned_data
        signature = {"by": self.request.user} if self.step.signed else {}
        try:
            done = self.step.take(self.object.pk, **said, **signature)
        except DomainError as refusal:
            messages.error(self.request, refusal.message)
        else:
            log(self.object, self.step.action(self.model), user=self.request.user, data=said)
            messages.success(self.request, self.step.told(done) or f"{self.object}: done.")
        return redirect(self.get_success_url())


class SteppedInspect(InspectView):
    """The row, with a button for each step that is allowed now."""

    steps: Mapping[str, Step] = {}  # by the name of its address

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.user_has_permission(TAKE_STEP):
            return []
        return [
            HeaderButton(
                step.label,
                url=reverse(address, args=[self.object.pk]),
                icon_name=step.icon,
                priority=number,
            )
            for number, (address, step) in enumerate(self.steps.items())
            if step.allowed(self.object)
        ]


class SteppedViewSet(ReadOnlyViewSet):
    """A listing whose rows staff may move on; call `register_steps` for it."""

    steps: ClassVar[Sequence[Step]] = ()
    inspect_view_class = SteppedInspect

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        steps = {self.get_url_name(step.name): step for step in self.steps}
        return super().get_inspect_view_kwargs(**{"steps": steps} | kwargs)

    def get_urlpatterns(self) -> list[Any]:
        take = self.construct_view(TakeStep)
        row = f"<{self.pk_path_converter}:pk>"
        return [
            *super().get_urlpatterns(),
            *(
                path(f"{step.name}/{row}/", take, {"step": step}, name=step.name)
                for step in self.steps
            ),
        ]


_STEPPED: dict[type[Model], type[SteppedViewSet]] = {}


def register_steps(
    viewset: type[SteppedViewSet], policy: type[SteppedPolicy] = SteppedPolicy
) -> None:
    """Say who may take the steps, and what the log calls them; at the top of `wagtail_hooks.py`."""
    _STEPPED[viewset.model] = viewset

    def name_actions(actions: LogActionRegistry) -> None:
        for step in viewset.steps:
            actions.register_action(step.action(viewset.model), step.label, step.label)

    register_permission_policy(viewset.model, policy(viewset.model))
    hooks.register("register_log_actions", name_actions)


def ways_on(row: Model, *, user: Any) -> list[WayOn]:
    """What `user` may do with a row now, for pages other than its own."""
    viewset = _STEPPED.get(type(row))
    if viewset is None or not SteppedPolicy(viewset.model).user_has_permission(user, TAKE_STEP):
        return []
    address = viewset().get_url_name
    return [
        WayOn(step.label, step.icon, reverse(address(step.name), args=[row.pk]))
        for step in viewset.steps
        if step.allowed(row)
    ]
