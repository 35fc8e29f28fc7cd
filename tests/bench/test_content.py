"""Lists and details of 1, 20 and 200 rich pages, and Wagtail's own views over the same ones."""

import statistics
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.pages.shapes import Shaped
from tests.factories.rich import Library, rich_pages

pytestmark = pytest.mark.django_db

OURS, STOCK = "/api/v1/content/pages/", "/stock/pages/"
EVERYTHING = {"type": "cms.StandardPage", "fields": "*"}
TIMES = 9
RATIO = 10


def ask(client, *asked):
    """Queries, median seconds and size of each answer, after two to warm up.

    They take turns, so that whatever else the machine does slows all of them alike.
    """
    found, took = [], [[] for _ in asked]
    for address, query in asked:
        for _ in range(2):
            assert client.get(address, query).status_code == 200
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address, query)
        found.append((len(queries), len(answer.content)))
    for _ in range(TIMES):
        for times, (address, query) in zip(took, asked, strict=True):
            begun = time.perf_counter()
            client.get(address, query)
            times.append(time.perf_counter() - begun)
    return [
        (cost, statistics.median(times), size)
        for (cost, size), times in zip(found, took, strict=True)
    ]


def row(name, queries, seconds, size):
    print(f"{name:<42} {queries:>7} {seconds * 1000:>9.1f} ms {size / 1024:>8.0f} KB")  # noqa: T201


def test_lists_and_details_beside_wagtails_own(client, figure, settings, monkeypatch):
    """The client holds no answer against the schema: that would be measured as well."""
    settings.CONTENT_KEPT_SECONDS = 0  # what is kept costs nothing, and shows nothing
    pages = rich_pages(200, Library(few=10))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as it is soon after in a database that is used
    detail = f"{pages[0].pk}/"
    print(f"\n{'':<42} {'queries':>7} {'median':>12}")  # noqa: T201

    monkeypatch.delattr(Shaped, "get_api_representation")  # blocks as Wagtail made them
    settings.ROOT_URLCONF = "tests.bench.stock"
    one, many = ({**EVERYTHING, "limit": count} for count in (1, 200))
    twenty = {**EVERYTHING, "limit": 20}
    ours = {}
    ours[1], ours[200] = ask(client, (OURS, one), (OURS, many))
    ours[20], stock = ask(client, (OURS, twenty), (STOCK, twenty))
    shown, stock_shown = ask(client, (OURS + detail, {}), (STOCK + detail, {}))
    for count in (1, 20, 200):
        row(f"content API, list of {count}", *ours[count])
    row("content API, detail", *shown)
    row("Wagtail's own, list of 20", *stock)
    row("Wagtail's own, detail", *stock_shown)

    ratio = stock[1] / ours[20][1]
    print(f"{'':<42} {ratio:.1f} times as fast at 20")  # noqa: T201
    figure(
        "H1",
        "rich pages listed with everything in them (18 kinds of blocks, choosers, text and "
        "pictures expanded): queries and median time for 1, 20, 200; detail",
        must_be="the same queries whatever the length, at most 12; a detail at most 10",
        measured="; ".join(
            f"{name}: {queries} queries, {seconds * 1000:.0f} ms"
            for name, (queries, seconds, _) in [*sorted(ours.items()), ("detail", shown)]
        ),
        holds=len({cost for cost, _, _ in ours.values()}) == 1
        and ours[200][0] <= 12
        and shown[0] <= 10,
    )
    figure(
        "H2",
        "the list of 20 beside Wagtail's own API v2 over the same pages, `fields=*`, which gives "
        "ids where ours gives cards",
        must_be=f"at least {RATIO} times as fast",
        measured=f"{stock[0]} queries, {stock[1] * 1000:.0f} ms there; {ours[20][0]} queries, "
        f"{ours[20][1] * 1000:.0f} ms here: {ratio:.1f} times as fast",
        holds=ratio >= RATIO,
    )
