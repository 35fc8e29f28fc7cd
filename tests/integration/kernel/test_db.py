import pytest
from django.db import connection

from estuary.kernel import db

pytestmark = pytest.mark.django_db


def test_an_operation_inside_another_is_refused():
    with pytest.raises(RuntimeError), db.in_transaction(), db.in_transaction():
        pass


def test_a_step_that_needs_a_transaction_refuses_to_run_without_one():
    step = db.transaction_required(lambda: "done")

    with pytest.raises(RuntimeError):
        step()
    with db.in_transaction():
        assert step() == "done"


def test_what_cannot_know_joins_a_transaction_or_begins_one():
    either = db.transaction_if_not_already(lambda: connection.in_atomic_block)

    assert either()
    with db.in_transaction():
        assert either()


def test_an_outside_service_is_never_called_inside_a_transaction():
    db.leave_for_outside()
    with pytest.raises(RuntimeError), db.in_transaction():
        db.leave_for_outside()


@pytest.mark.django_db(transaction=True)
def test_waiting_for_an_outside_service_holds_no_connection():
    connection.ensure_connection()

    db.leave_for_outside()

    assert connection.connection is None


@pytest.mark.django_db(transaction=True)
def test_what_was_asked_for_after_commit_happens_only_then():
    heard = []

    @db.transaction
    def fail():
        db.after_commit(lambda: heard.append("never"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with db.in_transaction():
        db.after_commit(lambda: heard.append("then"))
        assert heard == []

    assert heard == ["then"]
    with pytest.raises(RuntimeError):
        db.after_commit(lambda: None)
