import pytest

from estuary.running import options


def test_the_environment_names_host_and_port(monkeypatch):
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("HOST", "0.0.0.0")

    assert options.read([]) == options.Options(host="0.0.0.0", port=9000, seed=None)


def test_the_command_line_outdoes_the_environment(monkeypatch):
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.delenv("HOST", raising=False)

    found = options.read(["--port", "9001", "--no-seed"])

    assert found == options.Options(host="127.0.0.1", port=9001, seed=False)


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80.5"])
def test_what_is_no_port_is_refused_with_a_sentence(monkeypatch, capsys, port):
    monkeypatch.setenv("PORT", port)

    with pytest.raises(SystemExit, match="2"):
        options.read([])

    assert "a port is a number from 1 to 65535" in capsys.readouterr().err
