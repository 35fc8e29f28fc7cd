"""The embedded PostgreSQL: made once, started, stopped."""

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

from estuary.embedded import binaries, processes, wire
from estuary.embedded.addresses import DATABASE, PORT, Place
from estuary.embedded.errors import EmbeddedError

DATABASE_IS_MISSING = "3D000"
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class Postgres:
    title = "PostgreSQL"

    def __init__(self, place: Place, step: Callable[[], None] | None) -> None:
        self.place = place
        self.step = step
        self.data = place.home / "postgres"
        self.log = place.home / "postgres.log"
        self.programs = binaries.postgres_bin()

    def start(self) -> subprocess.Popen[bytes]:
        """A server that answers, with the database in it."""
        processes.demand_way(self.step, self.programs / "postgres", self.place.home)
        major = binaries.postgres_major(self.programs)
        if not (self.data / "PG_VERSION").exists():
            self._create(major)
        self._refuse_another_major(major)
        self._end_orphan()
        processes.give_to(self.data, self.step)
        process = processes.spawn(
            self._command(),
            log=self.log,
            step=self.step,
            on_parents_death=signal.SIGINT,  # PostgreSQL's quick but orderly end
        )
        try:
            processes.wait_until(self._answers, process=process, log=self.log)
            self._make_database()
        except BaseException:
            self.stop(process)
            raise
        return process

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        processes.stop(process, by=[(signal.SIGINT, 15), (signal.SIGQUIT, 5)])

    def _command(self) -> list[str | Path]:
        options = [
            "listen_addresses=",
            f"port={PORT}",
            f"unix_socket_directories={self.place.sockets}",
            "unix_socket_permissions=0700",
            "max_connections=100",
            "shared_buffers=64MB",
            "timezone=UTC",
            *(() if self.place.durable else QUICK),
        ]
        return [
            self.programs / "postgres",
            "-D",
            self.data,
            *(word for option in options for word in ("-c", option)),
        ]

    def _create(self, major: int) -> None:
        """Run initdb beside the final folder, so that an interrupted one is never taken for whole.

        The locale is PostgreSQL's own where there is one: with LANG=C, lower('É') would do nothing.
        """
        half = self.data.with_name("postgres.half")
        for leftover in (half, self.data):
            if leftover.exists():
                shutil.rmtree(leftover)
        half.mkdir(mode=0o700)
        processes.give_to(half, self.step)
        own = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command: list[str | Path] = [
            *(self.programs / "initdb", "-D", half, "-U", "postgres", "-A", "trust", "-E", "UTF8"),
            *(own if major >= 17 else ["--locale=C.UTF-8"]),
            *([] if self.place.durable else ["--no-sync"]),
        ]
        initdb = processes.spawn(
            command, log=self.log, step=self.step, on_parents_death=signal.SIGTERM
        )
        if initdb.wait():
            said = processes.tail(self.log)
            raise EmbeddedError(f"PostgreSQL's data folder could not be made: {said}")
        half.rename(self.data)

    def _refuse_another_major(self, major: int) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != str(major):
            raise EmbeddedError(
                f"{self.data} was made by PostgreSQL {made_by}, and this one is {major}: "
                f"carry it over with pg_dump, or delete that folder to begin anew."
            )

    def _end_orphan(self) -> None:
        """End the server a killed keeper left; we hold the keeper's lock, so nobody needs it."""
        if self._is_silent():
            return
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = (self.data / "postmaster.pid").read_text().split()[0]
            os.kill(int(pid), signal.SIGINT)
        processes.wait_for_silence(self._is_silent, name=self.title)

    def _is_silent(self) -> bool:
        socket = self.place.postgres_socket
        return wire.ask_postgres(socket, database="postgres") == wire.SILENT

    def _answers(self) -> bool:
        state = wire.ask_postgres(self.place.postgres_socket, database="postgres")
        return state == ""

    def _make_database(self) -> None:
        ask = partial(wire.ask_postgres, self.place.postgres_socket)
        if ask(database=DATABASE) == DATABASE_IS_MISSING:
            self.place.note.unlink(missing_ok=True)
            state = ask(database="postgres", sql=f"CREATE DATABASE {DATABASE}")
            if state:
                raise EmbeddedError(f"The database could not be made: SQLSTATE {state}.")
