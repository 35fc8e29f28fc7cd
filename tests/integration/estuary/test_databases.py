"""What a test that commits leaves behind: nothing."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from marketplace.accounts.models import User
from tests.factories import UserFactory
from tests.factories.ledger import posted

pytestmark = pytest.mark.django_db(transaction=True)
RULES = "SELECT count(*) FROM pg_constraint WHERE conname = 'post_kind_is_known'"
NEXT = "SELECT last_value, is_called FROM auth_group_id_seq"


def ask(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()


def test_rows_are_put_back_as_migrations_left_them(test_database):
    groups, following = set(Group.objects.values_list("pk", "name")), ask(NEXT)
    Group.objects.filter(name="Editors").delete()
    Group.objects.filter(name="Support").update(name="Changed")
    Group.objects.create(name="Another")
    UserFactory()

    test_database.restore()

    assert set(Group.objects.values_list("pk", "name")) == groups
    assert (User.objects.count(), ask(NEXT)) == (0, following)


def test_rows_that_refuse_to_go_are_gone(test_database):
    posted()

    test_database.restore()

    assert ask("SELECT count(*) FROM commerce_entry") == (0,)


def test_nobody_holds_it_up(test_database):
    """Such as a process that was killed, or a thread that still waits."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("LOCK TABLE auth_group IN ACCESS EXCLUSIVE MODE")

    test_database.restore()

    assert Group.objects.exists()
    other.close()


def test_what_was_done_to_the_tables_is_undone(test_database):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cms_post DROP CONSTRAINT post_kind_is_known")
    assert ask(RULES) == (0,)

    test_database.restore()

    assert ask(RULES) == (1,)
