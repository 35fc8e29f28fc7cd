"""The embedded Valkey: started and stopped."""

import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

from estuary.embedded import binaries, processes, wire
from estuary.embedded.addresses import Place

KEEPS = ("--appendonly", "yes", "--save", "60 1")
FORGETS = ("--appendonly", "no", "--save", "")


class Valkey:
    title = "Valkey"

    def __init__(self, place: Place, step: Callable[[], None] | None) -> None:
        self.place = place
        self.step = step
        self.data = place.home / "valkey"
        self.log = place.home / "valkey.log"
        self.program = binaries.valkey_server()

    def start(self) -> subprocess.Popen[bytes]:
        """A server that answers.

        Two on one folder would both start and spoil it: what a killed keeper left is ended first.
        """
        socket = self.place.valkey_socket
        wire.end_valkey(socket)
        processes.wait_for_silence(lambda: not wire.ask_valkey(socket), name=self.title)
        self.data.mkdir(mode=0o700, exist_ok=True)
        processes.give_to(self.data, self.step)
        process = processes.spawn(
            self._command(), log=self.log, step=self.step, on_parents_death=signal.SIGTERM
        )
        try:
            processes.wait_until(self._answers, process=process, log=self.log)
        except BaseException:
            self.stop(process)
            raise
        return process

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        processes.stop(process, by=[(signal.SIGTERM, 10)])

    def _command(self) -> list[str | Path]:
        return [
            self.program,
            *("--port", "0", "--unixsocket", self.place.valkey_socket, "--unixsocketperm", "700"),
            *("--dir", self.data, "--maxmemory-policy", "noeviction"),
            *(KEEPS if self.place.durable else FORGETS),
        ]

    def _answers(self) -> bool:
        return wire.ask_valkey(self.place.valkey_socket)
