from typing import Any

from django.utils.html import format_html
from wagtail.locks import WorkflowLock

from cms.workflows import people


class UnverifiedLock(WorkflowLock):
    """Tells reviewers why a profile cannot be approved yet."""

    def get_message(self, user: Any) -> str | None:
        """Wagtail's message for those who may not edit; ours for those who may."""
        if self.for_user(user) or people.is_verified(self.object):
            return super().get_message(user)
        practitioner = people.practitioner_of(self.object)
        return format_html(
            "<b>{}</b> is not verified: “{}”. The profile can be approved once they are; "
            "until then it can only be sent back.",
            practitioner,
            practitioner.get_status_display() if practitioner else "",
        )
