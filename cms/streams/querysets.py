from typing import Any, Self

from django.apps import apps
from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery
from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from cms.streams.policies import REPLIES_SHOWN
from cms.streams.states import Access
from commerce.entitlements.clients import bought_from
from estuary.kernel.querysets import NamedQuerySet
from marketplace.followers.models import Follow
from marketplace.practitioners.states import PractitionerStatus

_PUBLIC = Q(
    is_listed=True,
    practitioner__is_listed=True,
    practitioner__status=PractitionerStatus.VERIFIED,
)


class PostQuerySet(NamedQuerySet):
    """The questions we ask about posts."""

    def public(self) -> Self:
        """Published, by practitioners whom the public sees."""
        return self.filter(_PUBLIC)

    def visible_to(self, user: Any) -> Self:
        """Public ones, and one's own unless archived."""
        if not _is_known(user):
            return self.public()
        return self.filter(_PUBLIC | Q(practitioner__user=user, archived_at=None))

    def of(self, user: Any) -> Self:
        """One's own, unless archived; other people's do not exist."""
        return self.filter(practitioner__user=user, archived_at=None)

    def readable_by(self, user: Any) -> Self:
        """Those of which this reader may have the whole, not only the teaser."""
        return self.filter(_readable_by(user))

    def followed_by(self, user: Any) -> Self:
        """Those of the practitioners whom somebody follows."""
        return self.filter(_followed_by(user))

    def not_followed_by(self, user: Any) -> Self:
        """Those of all other practitioners."""
        return self.exclude(_followed_by(user))

    def matching(self, query: SearchQuery | CombinedSearchQuery) -> Self:
        """Those whose words match."""
        return self.filter(search=query)

    def with_card_for(self, user: Any) -> Self:
        """Everything a card shows to this reader, in one query."""
        return self.select_related("practitioner", "service__practitioner").annotate(
            can_access=_truth(_readable_by(user)),
            is_liked=_has_made("Like", user),
            is_saved=_has_made("Save", user),
        )

    def with_unpublished_changes(self) -> Self:
        """With `has_unpublished_changes`: whether the words that tell it have a newer draft."""
        pages = apps.get_model("cms", "PostPage")._default_manager.filter(
            post=OuterRef("pk"), tells_row=True, has_unpublished_changes=True
        )
        return self.annotate(has_unpublished_changes=Exists(pages))

    def saved_by(self, user: Any) -> Self:
        """Those that somebody keeps, with `saved_at`."""
        kept = apps.get_model("cms", "Save")._default_manager.filter(post=OuterRef("pk"), user=user)
        saved_at = Subquery(kept.values("made_at")[:1])
        return self.annotate(saved_at=saved_at).filter(saved_at__isnull=False)

    def lock(self) -> Self:
        """Hold these rows until the transaction ends; others may still point at them."""
        return self.select_for_update(of=("self",), no_key=True)

    def miscounted(self) -> Self:
        """Those whose counters are not what is there; none should be."""
        shown = Q(removed_at=None, hidden_at=None)
        return self.annotate(
            likes_there=_count("Like"), saves_there=_count("Save"),
            comments_there=_count("Comment", shown),
        ).exclude(
            likes=F("likes_there"), saves=F("saves_there"), comments=F("comments_there")
        )  # fmt: skip


class ReactionQuerySet(models.QuerySet):
    """The questions we ask about likes and saves."""

    def of(self, user: Any) -> Self:
        """One person's."""
        return self.filter(user=user)


class CommentQuerySet(models.QuerySet):
    """The questions we ask about comments."""

    def standing(self) -> Self:
        """Those that everybody reads who may read the post."""
        return self.filter(removed_at=None, hidden_at=None)

    def of(self, user: Any) -> Self:
        """One's own that one has not removed."""
        return self.filter(author=user, removed_at=None)

    def roots(self) -> Self:
        """Those that answer nobody."""
        return self.filter(parent=None)

    def shown_to(self, user: Any) -> Self:
        """What stands, one's own and those below one's own posts though hidden; and, without
        their words, those that others have answered."""
        replies = self._all().filter(parent=OuterRef("pk")).standing()
        shown = Q(removed_at=None, hidden_at=None) | Q(Exists(replies))
        if _is_known(user):
            mine = Q(author=user) | Q(post__practitioner__user=user)
            shown |= mine & Q(removed_at=None)
        return self.filter(shown)

    def with_card(self) -> Self:
        """Everything that is said of a comment without its replies, in one query."""
        return self.select_related("author", "post__practitioner", "parent")

    def with_replies_for(self, user: Any) -> Self:
        """With `replies_count`, and the first of them as `first_replies`, in one query more."""
        replies = self._all().shown_to(user)
        below = replies.filter(parent=OuterRef("pk")).order_by().values("parent")
        first = replies.with_card().order_by("written_at", "pk")[:REPLIES_SHOWN]
        return self.annotate(
            replies_count=Coalesce(Subquery(below.annotate(n=Count("pk")).values("n")), 0)
        ).prefetch_related(Prefetch("replies", queryset=first, to_attr="first_replies"))

    def _all(self) -> "CommentQuerySet":
        return CommentQuerySet(self.model, using=self.db)

    def reported(self) -> Self:
        """Those with reports that nobody has decided on; after `with_open_reports`."""
        return self.filter(open_reports__gt=0)

    def most_reported_first(self) -> Self:
        """Then the newest; after `with_open_reports`."""
        return self.order_by("-open_reports", "-written_at", "-pk")

    def with_open_reports(self) -> Self:
        """With `open_reports`: how many reports nobody has decided on."""
        return self.annotate(
            open_reports=Count("reports", filter=Q(reports__settled_at=None), distinct=True)
        )

    def lock(self) -> Self:
        """Hold these rows until the transaction ends; others may still point at them."""
        return self.select_for_update(of=("self",), no_key=True)


def _is_known(user: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False))


def _readable_by(user: Any) -> Q:
    """Free ones for everybody; one's own; the others for whom they are meant."""
    free = Q(access=Access.FREE)
    if not _is_known(user):
        return free
    return (
        free
        | Q(practitioner__user=user)
        | (Q(access=Access.FOLLOWERS) & _followed_by(user))
        | (Q(access=Access.PURCHASERS) & Q(practitioner__in=bought_from(user)))
    )


def _followed_by(user: Any) -> Q:
    """Of practitioners whom somebody follows."""
    return Q(practitioner__in=Follow.objects.of(user).values("practitioner"))


def _truth(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))


def _has_made(model: str, user: Any) -> Any:
    """Whether this reader has one of these for the post."""
    if not _is_known(user):
        return Value(False)
    made: QuerySet[Any] = apps.get_model("cms", model)._default_manager.filter(
        post=OuterRef("pk"), user=user
    )
    return Exists(made)


def _count(model: str, which: Q | None = None) -> Any:
    """How many of these a post has, asked beside it so that several do not multiply."""
    rows = apps.get_model("cms", model)._default_manager.filter(post=OuterRef("pk"))
    counted = rows.filter(which or Q()).order_by().values("post").annotate(n=Count("pk"))
    return ExpressionWrapper(
        Coalesce(Subquery(counted.values("n")), 0), output_field=IntegerField()
    )
