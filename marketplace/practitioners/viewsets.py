"""The verification queue: practitioners are looked at here, and moved on by operations."""

from collections.abc import Callable, Collection

from django import forms
from django.utils import timezone
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn

from estuary.kernel.backoffice import CreatedFilterSet
from estuary.kernel.steps import Step, SteppedViewSet
from marketplace.practitioners import operations, states
from marketplace.practitioners.models import Practitioner
from marketplace.practitioners.states import PractitionerStatus


class PapersSeen(forms.Form):
    papers_seen = forms.BooleanField(label="I have seen this person's papers.")

    def clean(self) -> dict[str, str]:
        """The tick lets them go on; it says nothing that the step does not."""
        return {}


class Reason(forms.Form):
    reason = forms.CharField(
        max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), help_text="They are told this."
    )


def _standing_in(statuses: Collection[PractitionerStatus]) -> Callable[[Practitioner], bool]:
    return lambda practitioner: practitioner.status in statuses


STEPS = (
    Step(
        name="start-review",
        label="Start review",
        icon="view",
        means="Takes the application up. The applicant sees that it is being looked at.",
        allowed=_standing_in(states.MAY_BE_REVIEWED),
        take=lambda pk: operations.start_review(practitioner_id=pk),
    ),
    Step(
        name="verify",
        label="Verify",
        icon="check",
        allowed=_standing_in(states.MAY_BE_VERIFIED),
        form=PapersSeen,
        take=lambda pk: operations.verify(practitioner_id=pk, now=timezone.now()),
    ),
    Step(
        name="decline",
        label="Decline",
        icon="cross",
        allowed=_standing_in(states.MAY_BE_DECLINED),
        form=Reason,
        take=lambda pk, reason: operations.decline(practitioner_id=pk, reason=reason),
    ),
    Step(
        name="suspend",
        label="Suspend",
        icon="warning",
        allowed=_standing_in(states.MAY_BE_SUSPENDED),
        form=Reason,
        take=lambda pk, reason: operations.suspend(practitioner_id=pk, reason=reason),
    ),
    Step(
        name="reinstate",
        label="Reinstate",
        icon="undo",
        means="Ends the suspension. What they had published is public again, and can be booked.",
        allowed=_standing_in(states.MAY_BE_REINSTATED),
        take=lambda pk: operations.reinstate(practitioner_id=pk),
    ),
    Step(
        name="give-desk",
        label="Let write in the back office",
        icon="edit",
        means=(
            "They can sign in here and write their profile, services and streams themselves. They "
            "see nothing of anybody else, and what they write still waits for a moderator."
        ),
        allowed=lambda practitioner: (
            practitioner.status == PractitionerStatus.VERIFIED
            and not operations.has_desk(practitioner)
        ),
        take=lambda pk: operations.give_desk(practitioner_id=pk),
    ),
    Step(
        name="take-desk",
        label="End writing in the back office",
        icon="logout",
        means=(
            "They cannot sign in here any more. What they wrote stays, and they can go on writing "
            "through the API."
        ),
        allowed=operations.has_desk,
        take=lambda pk: operations.take_desk(practitioner_id=pk),
    ),
)


class PractitionerFilterSet(CreatedFilterSet):
    class Meta:
        model = Practitioner
        fields = ["status", "is_listed", "is_featured", "is_virtual"]


class PractitionerViewSet(SteppedViewSet):
    """Who offers something, or asks to; the longest waiting come first."""

    model = Practitioner
    icon = "group"
    menu_label = "Practitioners"
    steps = STEPS
    related = ("user",)
    ordering = ["created_at"]
    list_display = [
        "display_name",
        "professional_title",
        Column("status", accessor="get_status_display", sort_key="status"),
        Column("user", label="Account", accessor="user.email", sort_key="user__email"),
        BooleanColumn("is_listed", label="Published", sort_key="is_listed"),
        DateColumn("created_at", label="Applied", sort_key="created_at"),
    ]
    filterset_class = PractitionerFilterSet
    list_export = [
        "public_id", "slug", "display_name", "professional_title", "status", "user.email",
        "timezone", "is_listed", "verified_at", "created_at",
    ]  # fmt: skip
    search_fields = ["display_name", "slug", "user__email", "professional_title"]
    inspect_view_fields = [
        "status", "status_note", "created_at", "verified_at", "user", "display_name", "slug",
        "professional_title", "summary", "certifications", "places", "specializations",
        "modalities", "languages", "years_of_experience", "is_virtual", "timezone", "is_listed",
        "is_featured",
    ]  # fmt: skip
