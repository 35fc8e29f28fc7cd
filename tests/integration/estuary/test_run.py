"""The parts `manage.py run` is made of, with small programs in the place of web and worker."""

import io
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from estuary.running import network, preparing
from estuary.running.console import Console
from estuary.running.crew import Asked, Crew, Failed

ROOT = Path(__file__).resolve().parents[3]
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("on", flush=True)
time.sleep(60)
"""


@pytest.fixture
def log():
    return io.StringIO()


@pytest.fixture
def crew(log, tmp_path):
    crew = Crew(Console(log), root=tmp_path)
    yield crew
    crew.stop()


def start(crew, name, script, **options):
    """A child running `script` that has said its first line."""
    child = crew.start(name, [sys.executable, "-u", "-c", script], os.environ, **options)
    wait_for(lambda: crew.attend(0.05) or f"{name:8}|" in crew.console._stream.getvalue())
    return child


def wait_for(true, seconds=20):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_every_line_bears_the_name_of_its_process(crew, log):
    crew.run("web", [sys.executable, "-c", "print('one\\ntwo'); print('é', end='')"], os.environ)

    assert log.getvalue().splitlines() == ["web     | one", "web     | two", "web     | é"]


def test_noise_is_left_out(crew, log):
    start(crew, "web", "print('noise'); print('news')", noise=re.compile("noise"))

    assert log.getvalue() == "web     | news\n"


def test_a_step_that_fails_gives_its_exit_code(crew):
    assert crew.run("migrate", [sys.executable, "-c", "raise SystemExit(3)"], os.environ) == 3


def test_a_child_that_ends_by_itself_is_told(crew):
    child = start(crew, "worker", "print('on'); raise SystemExit(7)")
    child.process.wait()

    with pytest.raises(Failed, match=r"worker stopped by itself \(exit code 7\)"):
        crew.demand_all()


def test_children_stop_last_one_first(crew, log):
    last_words = "import signal, sys, time; signal.signal(15, lambda *_: sys.exit(print('off')));"
    for name in ("stripe", "worker", "web"):
        start(crew, name, f"{last_words} print('on'); time.sleep(60)")

    crew.stop()

    said = [line for line in log.getvalue().splitlines() if line.endswith("off")]
    assert said == ["web     | off", "worker  | off", "stripe  | off"]


def test_a_child_that_does_not_stop_in_time_is_killed(crew):
    child = start(crew, "web", STUBBORN, patience=0.2)

    crew.stop()

    assert child.process.returncode == -signal.SIGKILL


def test_a_second_ctrl_c_does_not_wait(crew):
    child = start(crew, "web", STUBBORN, patience=60)
    crew.asked = 1

    begun = time.monotonic()
    previous = signal.signal(signal.SIGALRM, crew._note)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    crew.stop()
    signal.signal(signal.SIGALRM, previous)

    assert child.process.returncode == -signal.SIGKILL
    assert time.monotonic() - begun < 10


def test_ctrl_c_ends_whatever_is_being_waited_for(crew):
    crew.asked = 1

    with pytest.raises(Asked):
        crew.attend()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a child to its parent")
def test_no_child_outlives_a_killed_parent(tmp_path):
    script = f"""
import os, pathlib, sys
from estuary.running.console import Console
from estuary.running.crew import Crew
crew = Crew(Console(), root=pathlib.Path("."))
child = crew.start("web", [sys.executable, "-c", {STUBBORN!r}], os.environ)
print(child.process.pid, flush=True)
while True:
    crew.attend()
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONPATH": str(ROOT / "site")},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout
    child = int(parent.stdout.readline())
    # Before that it would fall over its closed output by itself.
    assert parent.stdout.readline() == "web     | on\n"
    assert is_running(child)

    parent.kill()
    parent.communicate()

    wait_for(lambda: not is_running(child))


def test_a_terminal_that_has_gone_is_no_reason_to_fail():
    read, write = os.pipe()
    os.close(read)
    stream = os.fdopen(write, "w")

    Console(stream).say("is anybody there?")

    os.dup2(os.open(os.devnull, os.O_WRONLY), write)
    stream.close()


def test_a_terminal_without_the_letter_shows_a_question_mark():
    raw = io.BytesIO()

    terminal = io.TextIOWrapper(raw, encoding="ascii")
    Console(terminal).say("café")

    assert raw.getvalue() == b"estuary | caf?\n"


def test_a_port_in_use_is_told_with_the_way_out():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        with pytest.raises(Failed, match=f"Port {port} .* PORT={port + 1} python3 manage.py run"):
            network.demand_free("127.0.0.1", port)


def test_a_host_that_is_not_ours_is_told():
    with pytest.raises(Failed, match="no address of this machine"):
        network.demand_free("192.0.2.1", 8000)


def test_the_sandbox_keeps_its_port_and_gives_way_when_it_is_taken(tmp_path):
    memory = tmp_path / "stripe.port"
    first = network.stripe_port(memory)
    assert network.stripe_port(memory) == first

    with socket.create_server(("127.0.0.1", first)):
        assert network.stripe_port(memory) != first


class Steps(Crew):
    """A crew that writes down which of Django's commands it was to run."""

    def __init__(self, console, *, root, codes=None):
        super().__init__(console, root=root)
        self.codes = codes or {}
        self.done = []

    def run(self, name, command, environment):
        self.done.append(command[2])
        return self.codes.get(command[2], 0)


def prepare(steps, note, seed=None):
    preparing.prepare_database(steps, ROOT, os.environ, note=note, seed=seed)


def test_the_first_run_migrates_and_fills_in_the_demo_and_the_second_does_neither(log, tmp_path):
    note = tmp_path / "note"
    first, second = Steps(Console(log), root=ROOT), Steps(Console(log), root=ROOT)

    prepare(first, note)
    prepare(second, note)

    assert first.done == ["migrate", "seed_demo"]
    assert second.done == []
    assert preparing.is_seeded(note)


def test_a_seed_broken_off_is_begun_again_and_a_migration_is_not(log, tmp_path):
    note = tmp_path / "note"
    with pytest.raises(Failed, match="--no-seed"):
        prepare(Steps(Console(log), root=ROOT, codes={"seed_demo": 1}), note)

    again = Steps(Console(log), root=ROOT)
    prepare(again, note)

    assert again.done == ["seed_demo"]


def test_a_real_database_is_migrated_every_time_and_filled_only_when_asked(log):
    plain, asked = Steps(Console(log), root=ROOT), Steps(Console(log), root=ROOT)

    prepare(plain, None)
    prepare(asked, None, seed=True)

    assert plain.done == ["migrate"]
    assert asked.done == ["migrate", "seed_demo"]


def is_running(process):
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
