"""`make demo`'s own program: it starts, says where, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from mentorship.local.servers import free_port
from tests import processes

CHILDREN_AT_LEAST = 6


def environment(state: Path, port: int, **more: str) -> dict[str, str]:
    keep = {
        name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ
    }
    return {
        **keep,
        "PORT": str(port),
        "LOCAL_STATE": str(state),
        "SEED": "0",
        "PYTHONUNBUFFERED": "1",
        **more,
    }


def start(env: dict[str, str]) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "mentorship.local", "demo"]
    return subprocess.Popen(
        command,
        cwd=processes.ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def until_ready(process: "subprocess.Popen[str]") -> list[str]:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Ready:"):
            return lines
    raise AssertionError("".join(lines))


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    # PostgreSQL runs as another user where root runs the tests, and a path may hold spaces.
    return tmp_path / "a state folder"


@pytest.mark.servers
def test_the_demo_starts_twice_and_leaves_no_process(state: Path) -> None:
    port = free_port()
    for start_number in range(3):
        if start_number == 2:
            # As a seeding leaves it that was broken off.
            (state / "seeding").touch()
            (state / "mailbox").mkdir(exist_ok=True)
            (state / "mailbox" / "left").touch()
        process = start(environment(state, port))
        try:
            lines = until_ready(process)
            assert lines[-1] == f"Ready: http://localhost:{port}/\n"
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/welcome/") as page:
                assert "This installation is empty" in page.read().decode()
            family = psutil.Process(process.pid).children(recursive=True)
            assert len(family) >= CHILDREN_AT_LEAST
            assert not (state / "mailbox" / "left").exists()
            process.send_signal(signal.SIGINT)
            output, _ = process.communicate(timeout=40)
            assert process.returncode in (0, 130)
            assert "Traceback" not in output
            _, alive = psutil.wait_procs(family, timeout=10)
            assert alive == []
        finally:
            process.kill()
            process.wait()


@pytest.mark.servers
def test_a_port_in_use_is_one_clear_line(state: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))  # noqa: S104 - the demo listens on all addresses too
        taken.listen()
        port = taken.getsockname()[1]
        process = start(environment(state, port))
        output, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert (
        output == f"Port {port} is in use. Stop what uses it, or choose another: make demo"
        f" PORT={port + 1}\n"
    )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"PORT": "many"}, "PORT=many is no port: give a number from 1 to 65535.\n"),
        (
            {"DATABASE_URL": "mysql://x/y"},
            "DATABASE_URL must look like postgresql://user:password@host:5432/database\n",
        ),
    ],
)
def test_a_wrong_setting_is_one_clear_line(state: Path, values: dict[str, str], words: str) -> None:
    process = start({**environment(state, free_port()), **values})
    output, _ = process.communicate(timeout=60)
    assert (process.returncode, output) == (1, words)
