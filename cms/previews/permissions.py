"""Who may show a draft to others."""

from typing import Any

from wagtail.models import Page, RevisionMixin
from wagtail.permissions import policy_registry


def may_share(user: Any, subject: Any) -> bool:
    """Whoever may edit a saved page or snippet may have it looked at, too."""
    if not subject.pk or not isinstance(subject, RevisionMixin):
        return False
    if isinstance(subject, Page):
        return bool(subject.permissions_for_user(user).can_edit())
    policy = policy_registry.get_by_type(type(subject))
    return bool(policy.user_has_permission_for_instance(user, "change", subject))
