"""Releases in the back office: made with a name, filled and scheduled by steps."""

from typing import Any

from django import forms
from django.utils import timezone
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.models import DraftStateMixin, Page
from wagtail.snippets.models import get_snippet_models

from cms.releases import operations, states
from cms.releases.models import Release
from estuary.kernel.backoffice import CreatedFilterSet, MomentColumn
from estuary.kernel.steps import Step, SteppedPolicy, SteppedViewSet

SHOWN = 500  # so many drafts to choose from, the latest first


class ReleasePolicy(SteppedPolicy):
    """Whoever may `add` one gives it a name; everything else is done by steps."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action == "add":
            return user.is_active and user.has_perm(self._get_permission_name("add"))
        return super().user_has_permission(user, action)


class Drafts(forms.Form):
    """Anything that has a draft."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["thing"] = forms.ChoiceField(label="Page or snippet", choices=_drafts())


class Items(forms.Form):
    """One of what is in the release."""

    def __init__(self, *args: Any, initial: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = (initial or {}).get("items", [])
        self.fields["item"] = forms.ChoiceField(label="Page or snippet", choices=choices)


class When(forms.Form):
    publish_at = forms.DateTimeField(label="Publish at", widget=AdminDateTimeInput)


def _drafts() -> list[tuple[str, str]]:
    pages = Page.objects.filter(has_unpublished_changes=True, latest_revision__isnull=False)
    found = [
        (f"{page.get_base_content_type().pk}:{page.pk}", f"{page.draft_title} ({page.slug})")
        for page in pages.order_by("-latest_revision_created_at")[:SHOWN]
    ]
    for model in get_snippet_models():
        if issubclass(model, DraftStateMixin):
            drafts = model.objects.filter(has_unpublished_changes=True)
            found += [
                (
                    f"{one.get_base_content_type().pk}:{one.pk}",
                    f"{one} ({model._meta.verbose_name})",
                )
                for one in drafts.exclude(latest_revision=None).order_by("-pk")[:SHOWN]
            ]
    return found


def _add(pk: int, thing: str) -> None:
    content_type, _, key = thing.partition(":")
    operations.add(release_id=pk, thing=operations.thing_at(int(content_type), key))


def _may_be_changed(release: Release) -> bool:
    return release.status in states.MAY_BE_CHANGED


STEPS = (
    Step(
        name="add-item",
        label="Add a page or snippet",
        icon="plus",
        allowed=_may_be_changed,
        form=Drafts,
        take=_add,
    ),
    Step(
        name="remove-item",
        label="Take something out",
        icon="cross",
        allowed=lambda release: _may_be_changed(release) and release.items.exists(),
        form=Items,
        initial=lambda release: {
            "items": [(item.pk, item.title) for item in release.items.order_by("pk")]
        },
        take=lambda pk, item: operations.remove(release_id=pk, item_id=int(item)),
    ),
    Step(
        name="schedule",
        label="Schedule",
        icon="date",
        allowed=_may_be_changed,
        form=When,
        take=lambda pk, publish_at, by: operations.schedule(
            release_id=pk, by=by, publish_at=publish_at, now=timezone.now()
        ),
        signed=True,
    ),
    Step(
        name="publish-now",
        label="Publish now",
        icon="upload",
        means="Everything in this release becomes public at once.",
        allowed=_may_be_changed,
        take=lambda pk, by: operations.publish_now(release_id=pk, by=by, now=timezone.now()),
        signed=True,
    ),
    Step(
        name="take-back",
        label="Make it a draft again",
        icon="undo",
        means=(
            "Nothing will be published at the time that was set; the release can be changed again."
        ),
        allowed=lambda release: release.status in states.MAY_BE_TAKEN_BACK,
        take=lambda pk: operations.take_back(release_id=pk),
    ),
)


class ReleaseFilterSet(CreatedFilterSet):
    class Meta:
        model = Release
        fields = ["status"]


class ReleaseViewSet(SteppedViewSet):
    """What is published together; the soonest come first."""

    model = Release
    icon = "history"
    menu_label = "Releases"
    menu_order = 155
    add_to_admin_menu = True
    steps = STEPS
    form_fields = ["name"]
    ordering = ["-created_at"]
    list_display = [
        "name",
        Column("status", accessor="get_status_display", sort_key="status"),
        MomentColumn("publish_at", label="Planned for", sort_key="publish_at"),
        DateColumn("published_at", label="Published", sort_key="published_at"),
    ]
    filterset_class = ReleaseFilterSet
    list_export = ["public_id", "name", "status", "publish_at", "published_at"]
    search_fields = ["name"]
    inspect_view_fields = [
        "status", "items", "publish_at", "scheduled_by", "published_at", "stopped_because",
        "created_at",
    ]  # fmt: skip
