from datetime import datetime, timedelta
from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q
from wagtail.admin.models import EditingSession
from wagtail.models import Page, get_page_models


class PreviewSnapshotQuerySet(models.QuerySet):
    """The questions we ask about previews."""

    def current(self, now: datetime) -> Self:
        """Those that are still shown: in time, and of somebody who still works here."""
        return self.filter(expires_at__gt=now, editor__is_active=True)

    def over(self, now: datetime) -> Self:
        """Those that nobody may see any more."""
        return self.filter(expires_at__lte=now)

    def being_edited(self, now: datetime, *, seen_within: timedelta) -> Self:
        """Those whose editor has the object open in the admin, which says so every few seconds.

        Wagtail knows every page that is being edited as a plain one.
        """
        types = ContentType.objects.get_for_models
        pages = [one.pk for one in types(*get_page_models()).values()]
        page = ContentType.objects.get_for_model(Page)
        sessions = EditingSession.objects.filter(
            user=OuterRef("editor"),
            object_id=OuterRef("object_id"),
            last_seen_at__gt=now - seen_within,
        )
        return self.filter(
            Q(Exists(sessions.filter(content_type=OuterRef("content_type"))))
            | Q(Exists(sessions.filter(content_type=page)), content_type__in=pages)
        )


class ReviewLinkQuerySet(models.QuerySet):
    """The questions we ask about review links."""

    def about(self, subject: models.Model) -> Self:
        """Those that show one page or snippet."""
        return self.filter(content_type=type_of(subject), object_id=str(subject.pk))

    def made_by(self, user: Any) -> Self:
        """Those of one person."""
        return self.filter(created_by=user)

    def open(self, now: datetime) -> Self:
        """Those that still lead somewhere."""
        return self.filter(revoked_at=None, expires_at__gt=now)


def type_of(subject: Any) -> ContentType:
    """The type under which an object is kept: that of its own class."""
    return ContentType.objects.get_for_model(subject, for_concrete_model=False)
