"""Endpoints and webhooks as staff see them; a secret is shown once, when it is made."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic.edit import FormMixin, ProcessFormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import LogActionRegistry, log

from estuary.kernel.backoffice import OPERATIONS, CreatedFilterSet, Listing, MomentColumn
from estuary.kernel.steps import Step, SteppedInspect, SteppedPolicy, SteppedViewSet
from live.webhooks import operations
from live.webhooks.models import WebhookDelivery, WebhookEndpoint
from live.webhooks.states import DeliveryStatus

ADD = "add_endpoint"
ADDED = "live.webhookendpoint.add"
KINDS = ("published", "unpublished", "deleted", "moved", "saved")


class EndpointPolicy(SteppedPolicy):
    """Nobody edits the rows; who may `add` one does so by the page for that."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action == ADD:
            return user.is_active and user.has_perm(self._get_permission_name("add"))
        return super().user_has_permission(user, action)


class EndpointForm(forms.Form):
    """Where to, and what about."""

    address = forms.CharField(
        max_length=500, help_text="Begins with https://; what answers 2xx has it."
    )
    description = forms.CharField(max_length=200, required=False, help_text="Whose it is.")
    kinds = forms.MultipleChoiceField(
        choices=[(kind, kind.capitalize()) for kind in KINDS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None chosen: all of them.",
    )
    tags = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Only changes with one of these tags, one a line, such as "
        "pages-cms.StandardPage. None given: every change.",
    )

    def clean_tags(self) -> list[str]:
        """One a line, or parted by commas."""
        named = self.cleaned_data["tags"].replace(",", "\n").split()
        if any(len(tag) > 120 for tag in named):
            raise forms.ValidationError("A tag has at most 120 letters.")
        return named

    def clean(self) -> dict[str, Any]:
        """Refused here as well, beside the field it is about."""
        said = super().clean() or {}
        if "address" in said and (problem := operations.problem_of(said["address"])):
            self.add_error("address", problem)
        return said


class NewEndpoint(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormMixin, ProcessFormView):
    """Asks where to, and shows the secret once."""

    model: Any = None
    permission_required = ADD
    template_name = "wagtailadmin/generic/form.html"
    form_class = EndpointForm
    page_title = "Add an endpoint"
    index_url_name = ""
    inspect_url_name = ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": "Webhook endpoints"},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "action_url": self.request.path,
            "submit_button_label": self.page_title,
            "submit_button_active_label": "Working…",
        }

    def form_valid(self, form: forms.Form) -> HttpResponse:
        endpoint = operations.add(**form.cleaned_data)
        log(endpoint, ADDED, user=self.request.user, data=form.cleaned_data)
        messages.success(self.request, secret_of(endpoint))
        return redirect(reverse(self.inspect_url_name, args=[endpoint.pk]))


def secret_of(endpoint: WebhookEndpoint) -> str:
    """Said once, to whoever made it."""
    return f"The secret, which is not shown again: {endpoint.secret}"


def name_actions(actions: LogActionRegistry) -> None:
    """What the log calls an endpoint that was added; steps name themselves."""
    actions.register_action(ADDED, "Add an endpoint", "Endpoint added")


class EndpointListing(Listing):
    """The endpoints, with the way to the page that adds one."""

    new_url_name = ""

    @property
    def header_buttons(self) -> list[HeaderButton]:
        buttons = list(super().header_buttons)
        if self.user_has_permission(ADD):
            new = reverse(self.new_url_name)
            buttons.append(HeaderButton("Add an endpoint", url=new, icon_name="plus"))
        return buttons


class EndpointFilterSet(CreatedFilterSet):
    class Meta:
        model = WebhookEndpoint
        fields = ["is_enabled"]


class WebhookEndpointViewSet(SteppedViewSet):
    """Which frontends hear of changed content, and how they are doing."""

    model = WebhookEndpoint
    icon = "link-external"
    menu_label = "Webhook endpoints"
    menu_hook = OPERATIONS
    steps = (
        Step(
            name="change",
            label="Change",
            icon="edit",
            allowed=lambda endpoint: True,
            take=lambda pk, **said: operations.change(endpoint_id=pk, **said),
            form=EndpointForm,
            initial=lambda endpoint: {
                "address": endpoint.address,
                "description": endpoint.description,
                "kinds": endpoint.kinds,
                "tags": "\n".join(endpoint.tags),
            },
        ),
        Step(
            name="send-test",
            label="Send a test",
            icon="mail",
            means="Sends “content.test”, signed as everything else is.",
            allowed=lambda endpoint: endpoint.is_enabled,
            take=lambda pk: operations.send_test(endpoint_id=pk, now=timezone.now()),
            told=lambda delivery: f"On its way as {delivery}; see Webhooks for the answer.",
        ),
        Step(
            name="rotate-secret",
            label="New secret",
            icon="key",
            means="The new secret is shown once. For a day both secrets sign what is sent.",
            allowed=lambda endpoint: True,
            take=lambda pk: operations.rotate_secret(endpoint_id=pk, now=timezone.now()),
            told=secret_of,
        ),
        Step(
            name="switch-off",
            label="Switch off",
            icon="circle-xmark",
            means="Nothing is sent any more; what waits is kept.",
            allowed=lambda endpoint: endpoint.is_enabled,
            take=lambda pk: operations.switch_off(endpoint_id=pk),
        ),
        Step(
            name="switch-on",
            label="Switch on",
            icon="check",
            means="Sends again, what waits first. What changed in between is not told.",
            allowed=lambda endpoint: not endpoint.is_enabled,
            take=lambda pk: operations.switch_on(endpoint_id=pk),
        ),
    )
    index_view_class = EndpointListing
    filterset_class = EndpointFilterSet
    list_display = [
        "address",
        Column("description", label="For", sort_key="description"),
        BooleanColumn("is_enabled", label="On", sort_key="is_enabled"),
        Column("failures", label="Failures in a row", sort_key="failures"),
        MomentColumn("failing_since", label="Failing since", sort_key="failing_since"),
        DateColumn("created_at", label="Added", sort_key="created_at"),
    ]
    list_export = [
        "public_id", "address", "description", "kinds", "tags", "is_enabled", "off_reason",
        "failures", "failing_since", "created_at",
    ]  # fmt: skip
    search_fields = ["address", "description"]
    inspect_view_fields = [
        "address", "description", "kinds", "tags", "is_enabled", "off_reason", "failures",
        "failing_since", "rests_until", "previous_until", "created_at",
    ]  # fmt: skip

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**{"new_url_name": self.get_url_name("new")} | kwargs)

    def get_urlpatterns(self) -> list[Any]:
        new = self.construct_view(NewEndpoint)
        return [path("new/", new, name="new"), *super().get_urlpatterns()]


class DeliveryInspect(SteppedInspect):
    """The webhook, and what came of each attempt."""

    def get_field_label(self, field_name: str, field: Any) -> str:
        return "Answers" if field_name == "tries" else super().get_field_label(field_name, field)

    def get_tries_display_value(self) -> str:
        return "\n".join(_told_of(one) for one in self.object.tries.order_by("number"))


def _told_of(one: Any) -> str:
    said = f"{one.status_code} {one.answer}" if one.status_code else one.error
    return f"{one.number}. {one.at:%d %b %Y %H:%M:%S} UTC, {one.milliseconds} ms: {said}"


class DeliveryFilterSet(CreatedFilterSet):
    class Meta:
        model = WebhookDelivery
        fields = ["status", "endpoint"]


class WebhookDeliveryViewSet(SteppedViewSet):
    """What was sent to whom, and what they said."""

    model = WebhookDelivery
    icon = "mail"
    menu_label = "Webhooks"
    menu_hook = OPERATIONS
    steps = (
        Step(
            name="send-again",
            label="Send again",
            icon="resubmit",
            means="Sends it once more, with all its attempts and the same “webhook-id”.",
            allowed=lambda delivery: delivery.status != DeliveryStatus.WAITING,
            take=lambda pk: operations.send_again(delivery_id=pk, now=timezone.now()),
        ),
    )
    filterset_class = DeliveryFilterSet
    related = ("endpoint", "entry")
    list_display = [
        Column("message_id", label="Webhook"),
        Column("endpoint", label="To", sort_key="endpoint__address"),
        Column("entry", label="Entry", sort_key="entry__seq"),
        Column("status", accessor="get_status_display", sort_key="status"),
        Column("attempts", sort_key="attempts"),
        MomentColumn("due_at", label="Due", sort_key="due_at"),
        DateColumn("delivered_at", label="Delivered", sort_key="delivered_at"),
        DateColumn("created_at", label="Written", sort_key="created_at"),
    ]
    list_export = [
        "public_id", "endpoint.address", "body", "status", "attempts", "due_at", "delivered_at",
        "created_at",
    ]  # fmt: skip
    search_fields = ["endpoint__address", "body", "public_id"]
    inspect_view_class = DeliveryInspect
    inspect_view_fields = [
        "message_id", "endpoint", "entry", "body", "status", "attempts", "due_at", "leased_until",
        "delivered_at", "tries",
    ]  # fmt: skip
