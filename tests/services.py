"""A pytest plugin: real PostgreSQL and Valkey for the length of the run, one database a process.

Embedded ones are started unless DATABASE_URL and REDIS_URL name others. Two runs in one checkout
share the servers and have a database each; so have the workers of pytest-xdist.
"""

import contextlib
import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker

from estuary import embedded
from tests.databases import TestDatabase, drop_leftovers

_services = pytest.StashKey[contextlib.ExitStack]()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Have the services up before anything asks; workers find those of their controller."""
    config = session.config
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    stack = config.stash.setdefault(_services, contextlib.ExitStack())
    wanted = embedded.wanted(os.environ)
    try:
        stack.enter_context(embedded.borrowed(settings.ROOT, "test", wanted))
    except embedded.EmbeddedError as error:
        pytest.exit(str(error), returncode=pytest.ExitCode.INTERNAL_ERROR)


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash.get(_services, contextlib.ExitStack()).close()


@pytest.fixture(scope="session")
def test_database(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[TestDatabase]:
    """This process's database; `--create-db` makes its template anew."""
    with django_db_blocker.unblock():
        if "postgres" in embedded.wanted(os.environ):  # elsewhere they may be somebody else's
            drop_leftovers(connection)
        database = TestDatabase(connection, fresh_template=request.config.option.create_db)
        database.make()
    yield database
    with django_db_blocker.unblock():
        database.drop()


@pytest.fixture(scope="session")
def django_db_setup(test_database: TestDatabase) -> Iterator[None]:
    """pytest-django's own fixture, with a copy of the template instead of a migration.

    After a test with real transactions Django would empty all tables, and so lose what migrations
    put there; and some tables refuse TRUNCATE.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: test_database.restore())
        yield


@pytest.fixture
def database_url(db: None, test_database: TestDatabase) -> str:
    """The address of the test database, for tests that start processes of their own."""
    return test_database.url
