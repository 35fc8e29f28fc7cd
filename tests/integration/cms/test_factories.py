"""What tests stand on must be as what editors make."""

import json
import re

import pytest
from django.db import connection, transaction

from cms.models import HomePage, LandingPage, PostPage, ServicePage
from tests.factories import pages

pytestmark = pytest.mark.django_db

# No two pages, and no two moments, have these in common.
OWN = re.compile(r"(^|_)(id|pk|at|key|uuid|tags|timestamp)$")


@pytest.mark.parametrize("kind", ["landing", "service", "post"])
def test_a_page_published_at_once_is_as_one_that_was_drafted_before(kind):
    build, parent = _pages()[kind]

    slowly = _written(lambda: pages.drafted(build(), parent=parent).publish())
    at_once = _written(lambda: pages.publish_at_once(build(), parent=parent))

    assert at_once == slowly
    assert {"wagtailcore_page", "wagtailsearch_indexentry", "cms_searchentry"} <= at_once.keys()


def _pages():
    way, image = pages.ModalityFactory(), pages.ImageFactory()
    home = pages.PractitionerPageFactory()
    channel = pages.StreamPageFactory(practitioner=home.practitioner, parent=home)
    service = pages.ServiceFactory(practitioner=home.practitioner, is_listed=False)
    post = pages.PostFactory(practitioner=home.practitioner)
    said = {"title": "Sleep", "slug": "sleep", "social_image": image}

    def listing():
        return ServicePage(service=service, modalities=[way], **said, **pages.LISTING_WORDS)

    return {
        "landing": (lambda: LandingPage(**said), HomePage.topmost()),
        "service": (listing, home),
        "post": (lambda: PostPage(post=post, **said), channel),
    }


def _written(make) -> dict[str, list]:
    """The rows of every table that are there afterwards and were not before."""
    here, before = transaction.savepoint(), _rows()
    make()
    after = _rows()
    transaction.savepoint_rollback(here)
    new = {
        table: [row for row in rows if row not in before[table]] for table, rows in after.items()
    }
    return {
        table: sorted(json.dumps(_shared(row), sort_keys=True) for row in rows)
        for table, rows in new.items()
        if rows and table != "cms_estuaryrendition"  # of the first who asks for a picture
    }


def _rows() -> dict[str, list[dict]]:
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT to_jsonb(t) FROM "{table}" t')
            rows = (row for (row,) in cursor.fetchall())
            found[table] = [json.loads(row) if isinstance(row, str) else row for row in rows]
    return found


def _shared(thing):
    """Without what is its own, at any depth."""
    if isinstance(thing, list):
        return [_shared(one) for one in thing]
    if not isinstance(thing, dict):
        return thing
    return {name: _shared(value) for name, value in thing.items() if not OWN.search(name)}
