"""What the bootstrap decides; that it makes environments is seen by everybody who starts one."""

import ast
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from estuary import bootstrap

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def checkout(tmp_path):
    """A folder with two locks, as a checkout has them."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "requirements.txt").write_text("django==5.2.19\n")
    (tmp_path / "tests" / "requirements.txt").write_text(
        "ruff==1.0 \\\n    --hash=sha256:aa\nuv==0.13.9 \\\n    --hash=sha256:bb \\\n"
        "    --hash=sha256:cc\n    # via -r requirements.in\nwagtail==8.0.1\n"
    )
    return tmp_path


def made(checkout, *locks):
    """An environment that says it was made from these locks as they are now."""
    folder = checkout / ".venv"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").touch()
    digests = {lock: hashlib.sha256((checkout / lock).read_bytes()).hexdigest() for lock in locks}
    (folder / bootstrap.NOTE).write_text(json.dumps(digests))
    return folder


@pytest.mark.parametrize("verb", ["test", "lint", "lock", "prove"])
def test_what_tests_needs_the_lock_of_the_tests(verb):
    assert bootstrap.lock_for(verb) == "tests/requirements.txt"


@pytest.mark.parametrize("verb", ["run", "migrate", "shell", "anything"])
def test_everything_else_needs_the_short_lock(verb):
    assert bootstrap.lock_for(verb) == "requirements.txt"


def test_an_environment_of_the_right_lock_is_made(checkout):
    folder = made(checkout, bootstrap.RUNTIME)

    assert bootstrap.is_made(folder, checkout, bootstrap.RUNTIME)


def test_an_environment_for_running_does_not_serve_the_tests(checkout):
    folder = made(checkout, bootstrap.RUNTIME)

    assert not bootstrap.is_made(folder, checkout, bootstrap.TESTS)


def test_an_environment_for_the_tests_serves_to_run(checkout):
    folder = made(checkout, bootstrap.RUNTIME, bootstrap.TESTS)

    assert bootstrap.is_made(folder, checkout, bootstrap.RUNTIME)


def test_a_changed_lock_makes_the_environment_old(checkout):
    folder = made(checkout, bootstrap.RUNTIME)
    (checkout / "requirements.txt").write_text("django==5.2.20\n")

    assert not bootstrap.is_made(folder, checkout, bootstrap.RUNTIME)


@pytest.mark.parametrize("note", ["", "{", "[]", "{}"])
def test_an_environment_broken_off_is_not_made(checkout, note):
    folder = made(checkout, bootstrap.RUNTIME)
    (folder / bootstrap.NOTE).write_text(note)

    assert not bootstrap.is_made(folder, checkout, bootstrap.RUNTIME)


def test_an_environment_whose_python_is_gone_is_not_made(checkout):
    folder = made(checkout, bootstrap.RUNTIME)
    (folder / "bin" / "python").unlink()
    (folder / "bin" / "python").symlink_to("/nowhere/python3")

    assert not bootstrap.is_made(folder, checkout, bootstrap.RUNTIME)


def test_an_environment_of_an_older_lock_of_the_tests_keeps_their_packages(checkout):
    folder = made(checkout, bootstrap.RUNTIME, bootstrap.TESTS)
    (checkout / "tests" / "requirements.txt").write_text("ruff==1.1\n")

    assert bootstrap.lock_to_install(folder, bootstrap.RUNTIME) == bootstrap.TESTS


def test_an_environment_somebody_made_by_hand_keeps_the_tests_packages(checkout):
    folder = made(checkout)
    (folder / "bin" / "pytest").touch()

    assert bootstrap.lock_to_install(folder, bootstrap.RUNTIME) == bootstrap.TESTS


def test_an_environment_without_the_tests_packages_is_not_given_them(checkout):
    assert bootstrap.lock_to_install(made(checkout), bootstrap.RUNTIME) == bootstrap.RUNTIME


def test_uv_itself_is_installed_by_its_hashes(checkout):
    with bootstrap._pinned_uv(checkout) as pin:
        assert Path(pin).read_text().split() == [
            *("uv==0.13.9", "\\", "--hash=sha256:bb", "\\", "--hash=sha256:cc")
        ]


def test_a_lock_without_uv_is_told(checkout):
    (checkout / "tests" / "requirements.txt").write_text("ruff==1.0\n")

    with pytest.raises(bootstrap.Trouble, match="does not pin uv"), bootstrap._pinned_uv(checkout):
        pass


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("error: No space left on device (os error 28)", "the disk is full."),
        ("WARNING: Retrying ... Temporary failure in name resolution", "PyPI could not be reached"),
        ("Collecting x\nERROR: Hash mismatch for x", "ERROR: Hash mismatch for x"),
        ("", "it gave no reason."),
    ],
)
def test_the_installers_words_become_one_sentence(said, sentence):
    assert bootstrap.reason(said).startswith(sentence)


def test_inside_a_ready_made_environment_nothing_is_made(checkout, monkeypatch):
    monkeypatch.setenv("ESTUARY_NO_VENV", "1")

    bootstrap.enter(checkout, "run", ["run"])

    assert not (checkout / ".venv").exists()


def test_a_folder_that_cannot_be_made_is_told_with_the_way_out(checkout, monkeypatch):
    (checkout / "var").write_text("a file where a folder should be")

    with pytest.raises(bootstrap.Trouble, match="ESTUARY_NO_VENV"):
        bootstrap.enter(checkout, "run", ["run"])


def test_manage_py_can_be_read_by_a_python_that_is_too_old():
    ast.parse((ROOT / "manage.py").read_text(), feature_version=(3, 4))


def test_the_bootstrap_needs_nothing_but_the_standard_library():
    command = [sys.executable, "-S", "-c", "from estuary.running import verbs; verbs.main([])"]

    ended = subprocess.run(
        command,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "site")},
        capture_output=True,
        text=True,
    )

    assert ended.stderr == ""
    assert "python3 manage.py <verb>" in ended.stdout


def test_site_is_a_folder_of_packages_and_never_a_package():
    # With frozen modules switched off, as debuggers do, Python would take it for its own `site`.
    assert not (ROOT / "site" / "__init__.py").exists()
