"""What readers do to a post with one gesture: like it, keep it, look at it."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import F

from cms.streams import policies
from cms.streams.models import Post
from cms.streams.operations import seen_by
from cms.streams.responses import Like, Save, View
from cms.streams.values import Reactions as Reactions
from estuary.kernel import db
from marketplace.accounts.models import User

# So many visitors without an account are counted from one address, on one day, for one post.
VISITORS_PER_ADDRESS = 10
# Figures go back 30 days.
VIEWS_KEPT = timedelta(days=40)
_signer = Signer(salt="estuary.streams.visitor")


@db.transaction
def like(*, name: str, by: User, now: datetime) -> Reactions:
    """Like a post; again changes nothing. Raises PostNotFound."""
    return _set(Like, "likes", name=name, by=by, now=now)


@db.transaction
def unlike(*, name: str, by: User) -> Reactions:
    """Like it no more; again changes nothing. Raises PostNotFound."""
    return _unset(Like, "likes", name=name, by=by)


@db.transaction
def save(*, name: str, by: User, now: datetime) -> Reactions:
    """Keep a post; again changes nothing. Raises PostNotFound."""
    return _set(Save, "saves", name=name, by=by, now=now)


@db.transaction
def unsave(*, name: str, by: User) -> Reactions:
    """Keep it no more; again changes nothing. Raises PostNotFound."""
    return _unset(Save, "saves", name=name, by=by)


def visitor_of(token: str) -> str | None:
    """The visitor whom we gave this token, or None for what we have not signed."""
    try:
        return _signer.unsign(token)
    except BadSignature:
        return None


@db.transaction
def view(*, name: str, by: User | None, token: str, address: str, now: datetime) -> str | None:
    """Count a look at a post, once a day for an account, or a visitor whose token we signed.

    Answers the visitor's token for the next time, a new one if there was none; None for an
    account. Authors are not counted, nor more than a few visitors from one address.
    Raises PostNotFound.
    """
    post = seen_by(by, name)
    visitor = "" if by else visitor_of(token) or secrets.token_urlsafe(16)
    if by is None or post.practitioner.user_id != by.pk:
        _count_view(post, by=by, visitor=visitor, address=address, now=now)
    return None if by else _signer.sign(visitor)


@db.transaction
def recount(*, post_id: int) -> bool:
    """Write down what is there, if the counters say otherwise; whether they did.

    Whoever reacts meanwhile waits for the post's row, and moves what is written here.
    """
    Post.objects.filter(pk=post_id).lock().first()
    wrong: Any = Post.objects.filter(pk=post_id).miscounted().first()
    if wrong is None:
        return False
    Post.objects.filter(pk=post_id).update(
        likes=wrong.likes_there, saves=wrong.saves_there, comments=wrong.comments_there
    )
    return True


@db.transaction
def forget_views(*, now: datetime) -> int:
    """Delete what is known of looks that no figure shows any more; how many there were.

    The count of all of them stays with the post.
    """
    gone, _ = View.objects.filter(day__lt=now.date() - VIEWS_KEPT).delete()
    return gone


@db.transaction_required
def _count_view(post: Post, *, by: User | None, visitor: str, address: str, now: datetime) -> None:
    day, secret = now.date(), settings.SECRET_KEY
    seen = View(
        post=post,
        day=day,
        viewer=policies.viewer(secret, day=day, user_id=by.pk if by else None, visitor=visitor),
        address="" if by else policies.digest(secret, day, address),
    )
    from_there = View.objects.filter(post=post, day=day, address=seen.address)
    if by is None and from_there.count() >= VISITORS_PER_ADDRESS:
        return
    if _inserted(seen):
        Post.objects.filter(pk=post.pk).update(views=F("views") + 1)


@db.transaction_required
def _set(
    model: type[Like] | type[Save], counter: str, *, name: str, by: User, now: datetime
) -> Reactions:
    post = seen_by(by, name)
    if _inserted(model(post=post, user=by, made_at=now)):
        Post.objects.filter(pk=post.pk).update(**{counter: F(counter) + 1})
    return _reactions(post, by)


@db.transaction_required
def _unset(model: type[Like] | type[Save], counter: str, *, name: str, by: User) -> Reactions:
    post = seen_by(by, name)
    gone, _ = model.objects.of(by).filter(post=post).delete()
    if gone:
        Post.objects.filter(pk=post.pk).update(**{counter: F(counter) - 1})
    return _reactions(post, by)


@db.transaction_required
def _inserted(row: Any) -> bool:
    """Insert unless it is there; of several at once exactly one is told so."""
    type(row).objects.bulk_create([row], ignore_conflicts=True)
    return bool(type(row).objects.filter(pk=row.pk).exists())


def _reactions(post: Post, by: User) -> Reactions:
    now_there: Any = Post.objects.with_card_for(by).get(pk=post.pk)
    return Reactions(
        likes=now_there.likes,
        saves=now_there.saves,
        is_liked=now_there.is_liked,
        is_saved=now_there.is_saved,
    )
