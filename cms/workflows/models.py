from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.forms import Form
from wagtail.admin.panels import FieldPanel
from wagtail.models import (
    AbstractGroupApprovalTask,
    Page,
    Revision,
    Task,
    TaskState,
    Workflow,
    WorkflowState,
)

from cms.workflows import people, policies, words
from cms.workflows.events import ContentApproved, ContentRejected, ContentSubmitted
from cms.workflows.forms import ReasonForm
from cms.workflows.locks import UnverifiedLock
from cms.workflows.policies import Claim, Finding, Limits
from estuary.kernel import db, events
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.models import TimestampedModel


# These are PermissionDenied as well, since that is what Wagtail's views expect and answer.
class OwnWork(DomainError, PermissionDenied):
    """Nobody judges what they wrote or submitted themselves, or what is about them."""

    kind, message = Kind.FORBIDDEN, "What one has written or submitted is for somebody else."


class RejectedWithoutReason(DomainError, PermissionDenied):
    """Whoever wrote it must know what to change."""

    message = "Say why; the author is told."


class NotVerified(DomainError, PermissionDenied):
    """A profile becomes public only while its practitioner is verified."""

    kind = Kind.CONFLICT
    message = "This practitioner is not verified. Verify them first, then approve the profile."


class ForbiddenClaim(TimestampedModel):
    """What practitioners must not promise; checked before a moderator looks at their words."""

    phrase = models.CharField(
        max_length=120,
        help_text="Found in any case and spacing. A * stands for the end of a word: "
        "“cure* cancer” finds “cures cancer” and “curing cancer”.",
    )
    why = models.CharField(
        "why not", max_length=240, blank=True, help_text="The author is told this."
    )
    is_active = models.BooleanField("checked", default=True)

    panels = [FieldPanel("phrase"), FieldPanel("why"), FieldPanel("is_active")]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("phrase"), name="forbidden_claim_once"),
        ]

    def __str__(self) -> str:
        return self.phrase


class Review(TaskState):
    """One look at one revision: by a person, or by the automatic check, with what it found."""

    findings = models.JSONField(default=list)

    @db.transaction_if_not_already
    def reject(self, user: Any = None, update: bool = True, comment: str = "") -> "Review":
        """Send it back, with a reason. Raises RejectedWithoutReason."""
        if not comment.strip():
            raise RejectedWithoutReason
        super().reject(user=user, update=update, comment=comment.strip())
        events.record(ContentRejected(review_id=self.pk))
        return self

    @db.transaction_if_not_already
    def approve(self, user: Any = None, update: bool = True, comment: str = "") -> "Review":
        """Let it pass; after the last task it is published.

        What was judged are the words: a time that was set since they were submitted, or a lock,
        goes with them. Whoever changed words in between has somebody else look at those.
        """
        self.revision = self._as_it_is_now()
        super().approve(user=user, update=update, comment=comment)
        if WorkflowState.objects.filter(
            pk=self.workflow_state_id, status=WorkflowState.STATUS_APPROVED
        ).exists():
            events.record(ContentApproved(review_id=self.pk))
        return self

    def _as_it_is_now(self) -> Revision:
        latest = self.workflow_state.content_object.get_latest_revision()
        is_same = policies.say_the_same(self.revision.content, latest.content)
        return latest if is_same else self.revision


class AutomaticCheck(Task):
    """Looks for what a program can see, and answers at once."""

    task_state_class = Review

    class Meta:
        verbose_name = "automatic check"
        verbose_name_plural = "automatic checks"

    @classmethod
    def get_description(cls) -> str:
        """What the list of task types says."""
        return "Checks descriptions of images, lengths, links and forbidden claims by itself."

    @db.transaction_if_not_already
    def start(self, workflow_state: WorkflowState, user: Any = None) -> Review:
        """Judge the latest revision: approved, or rejected with all that is wrong."""
        review: Review = super().start(workflow_state, user=user)
        found = examine(review.revision.as_object())
        review.findings = [
            {"field": one.field, "label": one.label, "message": one.message} for one in found
        ]
        review.save(update_fields=["findings"])
        # `update=False`: whoever started the task goes on with the workflow.
        if found:
            review.reject(update=False, comment="\n".join(map(str, found)))
        else:
            review.approve(update=False)
        return review


class SecondPairOfEyes(AbstractGroupApprovalTask):
    """Somebody of the chosen groups approves, and never who wrote or submitted it.

    Administrators are no exception: their way round is to publish the page itself.
    """

    task_state_class = Review

    class Meta:
        verbose_name = "approval by somebody else"
        verbose_name_plural = "approvals by somebody else"

    @classmethod
    def get_description(cls) -> str:
        """What the list of task types says."""
        return "Members of the chosen groups can approve, but not what they wrote themselves."

    @db.transaction_if_not_already
    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Wait for somebody; but what was changed since it was checked is checked anew first.

        Wagtail resumes a workflow at the task that rejected, past everything before it.
        """
        due = workflow_state.get_next_task()
        if due is not None and due.pk != self.pk:
            return due.specific.start(workflow_state, user=user)
        review: Review = super().start(workflow_state, user=user)
        events.record(ContentSubmitted(review_id=review.pk))
        return review

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """No buttons for those whose own it is."""
        state = obj.current_workflow_task_state
        if state is not None and user.pk in people.concerned(state):
            return []
        return super().get_actions(obj, user)

    def get_form_for_action(self, action: str) -> type[Form]:
        """A rejection asks for its reason."""
        return ReasonForm if action == "reject" else super().get_form_for_action(action)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        """What waits for this user on their home page."""
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        return states.exclude(workflow_state__requested_by=user).exclude(revision__user=user)

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Buttons can be forged; this is the guard. Raises OwnWork and RejectedWithoutReason."""
        if user.pk in people.concerned(task_state):
            raise OwnWork
        super().on_action(task_state.specific, user, action_name, **kwargs)


class Verification(SecondPairOfEyes):
    """The same for profiles, which can be approved only while their practitioner is verified."""

    lock_class = UnverifiedLock

    class Meta:
        verbose_name = "approval of a verified practitioner's profile"
        verbose_name_plural = "approvals of verified practitioners' profiles"

    @classmethod
    def get_description(cls) -> str:
        """What the list of task types says."""
        return "The same, and only while the practitioner is verified."

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """No button to approve before they are verified; the page says so."""
        actions = super().get_actions(obj, user)
        if people.is_verified(obj):
            return actions
        return [action for action in actions if action[0] != "approve"]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """As above. Raises NotVerified, OwnWork and RejectedWithoutReason."""
        page = task_state.workflow_state.content_object.specific
        if action_name == "approve" and not people.is_verified(page):
            raise NotVerified
        super().on_action(task_state, user, action_name, **kwargs)


def examine(thing: Any) -> list[Finding]:
    """What the automatic check says of a page or snippet as it is now."""
    fields = list(words.said_by(thing))
    linked = policies.linked_pages(fields)
    there = Page.objects.filter(pk__in=[key for key in linked if key.isdecimal()])
    claims = ForbiddenClaim.objects.filter(is_active=True).order_by("phrase")
    return policies.findings(
        fields,
        limits=getattr(thing, "limits", Limits()),
        claims=[Claim(one.phrase, one.why) for one in claims],
        pages={str(key) for key in there.values_list("pk", flat=True)},
    )


def workflow_of_profiles() -> Workflow | None:
    """The workflow that profiles go through: the active one with a verification in it."""
    return (
        Workflow.objects.active()
        .filter(
            workflow_tasks__task__active=True,
            workflow_tasks__task__content_type=ContentType.objects.get_for_model(Verification),
        )
        .order_by("pk")
        .first()
    )
