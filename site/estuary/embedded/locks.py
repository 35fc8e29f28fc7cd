"""File locks that end with the process that holds them, whatever ended it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class FileLock:
    """One flock(2). The kernel drops it when its holder dies, so none can be stale."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def take(self, *, shared: bool = False) -> FileLock:
        """Wait for the lock and hold it."""
        self._take(fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        return self

    def try_to_take(self) -> bool:
        """Hold the lock alone if nobody else has it."""
        try:
            self._take(fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def held_by_another(self) -> bool:
        """Whether somebody holds the lock alone."""
        try:
            self._take(fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        self.release()
        return False

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _take(self, operation: int) -> None:
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, operation)
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor

    def __enter__(self) -> FileLock:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
