"""What readers made of a stream, day by day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.functions import TruncDate

from cms.streams.models import Post
from cms.streams.responses import Comment, Like, Save, View

DAYS = 30


@dataclass(frozen=True, slots=True)
class Day:
    """One day (UTC). Likes and saves count while they are kept, comments while they stand."""

    day: date
    views: int
    likes: int
    saves: int
    comments: int


def by_day(post: Post, *, now: datetime) -> list[Day]:
    """The last 30 days, the earliest first, those without anything included; four queries."""
    today = now.astimezone(UTC).date()
    first = today - timedelta(days=DAYS - 1)
    since = datetime.combine(first, datetime.min.time(), UTC)
    views = _counted(View.objects.filter(post=post, day__gte=first), F("day"))
    likes, saves = (
        _counted(model.objects.filter(post=post, made_at__gte=since), _on("made_at"))
        for model in (Like, Save)
    )
    comments = _counted(
        Comment.objects.standing().filter(post=post, written_at__gte=since), _on("written_at")
    )
    days = (first + timedelta(days=number) for number in range(DAYS))
    return [
        Day(day, *(counts.get(day, 0) for counts in (views, likes, saves, comments)))
        for day in days
    ]


def _on(moment: str) -> TruncDate:
    return TruncDate(moment, tzinfo=UTC)


def _counted(rows: QuerySet[Any], day: Any) -> Mapping[date, int]:
    named = rows.order_by().annotate(on_day=day).values_list("on_day")
    return dict(named.annotate(n=Count("pk")))
