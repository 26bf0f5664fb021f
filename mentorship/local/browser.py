"""Find a Chromium for the browser tests, or install one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# The one without windows first: it starts faster, and no test needs more.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)


class NoBrowserError(Exception):
    """There is no browser, and none could be installed; the text says what to type."""


def find() -> str | None:
    """The path of a Chromium: CHROMIUM, else one on the path, else playwright's own."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return _playwrights_own()


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only the tests install it

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if path and Path(path).exists() else None


def ensure() -> str:
    """As `find`, after trying to install one. Raises NoBrowserError."""
    if path := find():
        return path
    if os.getuid() == 0 and shutil.which("apt-get"):
        _try(["apt-get", "update", "-qq"])
        for name in NAMES[:2]:
            if not find():
                _try(["apt-get", "install", "-y", "-qq", "--no-install-recommends", name])
    else:
        _try([sys.executable, "-m", "playwright", "install", "chromium"])
    if path := find():
        return path
    raise NoBrowserError(
        "The browser tests need Chromium. Install it with: sudo apt-get install chromium\n"
        "or say where it is: CHROMIUM=/path/to/chromium make test"
    )


def _try(command: list[str]) -> None:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(
        command, check=False, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
