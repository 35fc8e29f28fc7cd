"""The embedded services on this machine, really started, borrowed, killed and started again."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis

from estuary import embedded
from estuary.embedded import processes
from estuary.embedded.postgres import Postgres

ROOT = Path(__file__).resolve().parents[3]
PURPOSE = "test"
BORROW = f"""
import pathlib, sys, time
from estuary import embedded
with embedded.borrowed(pathlib.Path(sys.argv[1]), {PURPOSE!r}, ["postgres"]):
   """

pytestmark = pytest.mark.skipif(
    embedded.wanted(os.environ) != embedded.SERVICES, reason="real services are given"
)


@pytest.fixture
def checkout() -> Iterator[Path]:
    """A folder that looks like a checkout, where any user may look in."""
    with tempfile.TemporaryDirectory(prefix="estuary-") as folder:
        root = Path(folder)
        root.chmod(0o755)
        (root / "site").symlink_to(ROOT / "site")
        sockets = embedded.place(root, PURPOSE).sockets
        yield root
        if sockets.is_symlink():
            sockets.unlink()
        shutil.rmtree(sockets, ignore_errors=True)


def test_both_answer_inside_the_block_and_are_gone_after_it(checkout):
    with embedded.borrowed(checkout, PURPOSE):
        assert ask(checkout, "SELECT current_database()") == "estuary"
        assert redis.Redis.from_url(embedded.redis_url(checkout, PURPOSE)).ping()

    assert not any(embedded.alive(checkout, PURPOSE, name) for name in embedded.SERVICES)
    assert not postmaster(checkout).exists()


def test_only_what_was_asked_for_is_started(checkout):
    with embedded.borrowed(checkout, PURPOSE, ["valkey"]):
        assert embedded.alive(checkout, PURPOSE, "valkey")
        assert not embedded.alive(checkout, PURPOSE, "postgres")


def test_the_data_is_still_there_the_next_time(checkout):
    with embedded.borrowed(checkout, PURPOSE, ["postgres"]):
        ask(checkout, "CREATE TABLE kept AS SELECT 42 AS number", fetch=False)

    with embedded.borrowed(checkout, PURPOSE, ["postgres"]):
        assert ask(checkout, "SELECT number FROM kept") == 42


def test_letters_beyond_ascii_have_a_lower_case_whatever_the_environment_says(
    checkout, monkeypatch
):
    monkeypatch.setenv("LC_ALL", "C")

    with embedded.borrowed(checkout, PURPOSE, ["postgres"]):
        assert ask(checkout, "SELECT lower('ÉÑ Ω')") == "éñ ω"


def test_variables_meant_for_another_postgresql_do_not_reach_ours(checkout, monkeypatch):
    monkeypatch.setenv("PGPORT", "6543")
    monkeypatch.setenv("PGDATA", "/nowhere")

    with embedded.borrowed(checkout, PURPOSE, ["postgres"]):
        assert ask(checkout, "SELECT 1") == 1


def test_a_second_borrower_shares_the_server_and_keeps_it_when_the_first_leaves(checkout):
    with embedded.borrowed(checkout, PURPOSE, ["postgres"]):
        other = borrower(checkout)
        process = postmaster(checkout).read_text().split()[0]

    assert embedded.alive(checkout, PURPOSE, "postgres")
    assert postmaster(checkout).read_text().split()[0] == process
    end(other, signal.SIGTERM)
    wait_until(lambda: not postmaster(checkout).exists())


def test_nothing_is_left_of_a_killed_borrower(checkout):
    other = borrower(checkout)

    end(other, signal.SIGKILL)

    wait_until(lambda: not postmaster(checkout).exists())
    wait_until(lambda: not keepers(checkout))


def test_nothing_is_left_of_a_killed_keeper_and_the_next_one_can_start(checkout):
    with embedded.borrowed(checkout, PURPOSE, ["postgres"]):
        before = postmaster(checkout).read_text().split()[0]
        [keeper] = keepers(checkout)
        os.kill(keeper, signal.SIGKILL)
        wait_until(lambda: not embedded.alive(checkout, PURPOSE, "postgres"))

        with embedded.borrowed(checkout, PURPOSE, ["postgres"]):
            assert ask(checkout, "SELECT 1") == 1
            assert postmaster(checkout).read_text().split()[0] != before


def test_a_server_killed_outright_is_noticed_and_recovers(checkout):
    with embedded.borrowed(checkout, PURPOSE, ["postgres"]):
        os.kill(int(postmaster(checkout).read_text().split()[0]), signal.SIGKILL)
        wait_until(lambda: not embedded.alive(checkout, PURPOSE, "postgres"))

        assert "PostgreSQL stopped by itself" in embedded.last_words(checkout, PURPOSE, "postgres")

    with embedded.borrowed(checkout, PURPOSE, ["postgres"]):
        assert ask(checkout, "SELECT 1") == 1


def test_the_trace_of_a_server_long_dead_does_not_matter(checkout):
    with embedded.borrowed(checkout, PURPOSE, ["postgres"]):
        trace = postmaster(checkout).read_text().split("\n")
    trace[0] = str(dead_process())
    postmaster(checkout).write_text("\n".join(trace))

    with embedded.borrowed(checkout, PURPOSE, ["postgres"]):
        assert ask(checkout, "SELECT 1") == 1


def test_an_interrupted_initdb_is_begun_again(checkout):
    half = embedded.place(checkout, PURPOSE).home / "postgres.half"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")

    with embedded.borrowed(checkout, PURPOSE, ["postgres"]):
        assert ask(checkout, "SELECT 1") == 1


def test_data_of_another_major_version_is_refused_with_the_way_out(checkout):
    with embedded.borrowed(checkout, PURPOSE, ["postgres"]):
        pass
    (embedded.place(checkout, PURPOSE).home / "postgres" / "PG_VERSION").write_text("9\n")

    with (
        pytest.raises(embedded.EmbeddedError, match=r"made by PostgreSQL 9.*pg_dump"),
        embedded.borrowed(checkout, PURPOSE, ["postgres"]),
    ):
        pass


def test_a_socket_folder_somebody_else_laid_out_is_refused(checkout):
    embedded.place(checkout, PURPOSE).sockets.symlink_to(checkout)

    with (
        pytest.raises(embedded.EmbeddedError, match="belongs to somebody else"),
        embedded.borrowed(checkout, PURPOSE, ["valkey"]),
    ):
        pass


def test_programs_that_are_not_there_are_named(checkout, monkeypatch):
    monkeypatch.setenv("ESTUARY_PG_BIN", "/nowhere")

    with (
        pytest.raises(embedded.EmbeddedError, match="ESTUARY_PG_BIN"),
        embedded.borrowed(checkout, PURPOSE, ["postgres"]),
    ):
        pass


def test_a_long_temporary_folder_does_not_make_the_socket_path_too_long(checkout, monkeypatch):
    monkeypatch.setenv("TMPDIR", "/tmp/" + "long" * 30)

    assert len(str(embedded.place(checkout, PURPOSE).postgres_socket)) < 100


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_where_there_are_no_user_namespaces_root_becomes_nobody(checkout):
    place = embedded.place(checkout, PURPOSE)
    place.home.mkdir(parents=True)
    place.sockets.mkdir(mode=0o700)
    processes.give_to(place.sockets, processes.become_nobody)
    postgres = Postgres(place, processes.become_nobody)
    if not os.access(postgres.programs, os.X_OK):
        pytest.skip("nobody cannot reach the programs")

    process = postgres.start()

    try:
        assert ask(checkout, "SELECT 1") == 1
        assert postmaster(checkout).stat().st_uid == processes.nobody().pw_uid
    finally:
        postgres.stop(process)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_folder_nobody_may_not_enter_is_refused_with_the_way_out(checkout):
    checkout.chmod(0o700)
    place = embedded.place(checkout, PURPOSE)
    place.home.mkdir(parents=True)

    with pytest.raises(embedded.EmbeddedError, match="use an ordinary user"):
        Postgres(place, processes.become_nobody).start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_user_needs_no_tricks(checkout):
    nobody = processes.nobody()
    os.chown(checkout, nobody.pw_uid, nobody.pw_gid)
    user: dict[str, Any] = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    packages = str(Path(psycopg.__file__).parents[1])
    script = f"{BORROW} print('up')"

    ended = subprocess.run(
        [python_for(user), "-c", script, str(checkout)],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": f"{ROOT / 'site'}:{packages}", "LANG": "C"},
        cwd="/",
        capture_output=True,
        text=True,
        **user,
    )

    assert (ended.stdout, ended.stderr) == ("up\n", "")


def ask(checkout: Path, sql: str, *, fetch: bool = True) -> object:
    with psycopg.connect(embedded.database_url(checkout, PURPOSE)) as connection:
        cursor = connection.execute(sql)
        row = cursor.fetchone() if fetch else None
        return row and row[0]


def postmaster(checkout: Path) -> Path:
    return embedded.place(checkout, PURPOSE).home / "postgres" / "postmaster.pid"


def borrower(checkout: Path) -> subprocess.Popen[str]:
    """Another process that borrows PostgreSQL until it is ended."""
    script = f"{BORROW} print('up', flush=True); time.sleep(60)"
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(checkout)],
        env=os.environ | {"PYTHONPATH": str(ROOT / "site")},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "up\n"
    return process


def end(process: subprocess.Popen[str], number: signal.Signals) -> None:
    process.send_signal(number)
    process.communicate()


def keepers(checkout: Path) -> list[int]:
    """The keepers of this checkout that still run."""
    said = subprocess.run(
        ["ps", "-ewwo", "pid=,stat=,args="], capture_output=True, text=True, check=True
    ).stdout
    wanted = f"-m estuary.embedded {checkout}"
    rows = [line.split(maxsplit=2) for line in said.splitlines() if wanted in line]
    return [int(row[0]) for row in rows if not row[1].startswith("Z")]


def python_for(user: dict[str, Any]) -> str:
    """A Python that another user may run."""
    for python in (sys.executable, "/usr/bin/python3"):
        with contextlib.suppress(OSError, subprocess.CalledProcessError):
            check = "import sys; sys.exit(sys.version_info < (3, 11))"
            subprocess.run([python, "-c", check], cwd="/", check=True, **user)
            return python
    pytest.skip("nobody may run no Python here")


def dead_process() -> int:
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)
