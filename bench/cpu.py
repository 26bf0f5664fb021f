"""CPU time of processes, from /proc."""

import os
from pathlib import Path

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


def _fields(pid: int) -> list[str]:
    """What follows the name in /proc/<pid>/stat: state, parent, ..."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def tree(root: int) -> set[int]:
    """The process and all that descend from it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int(_fields(int(entry.name))[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def spent_ms(root: int) -> float:
    """User and system time of the tree, with that of children who have ended."""
    total = 0
    for pid in tree(root):
        try:
            fields = _fields(pid)
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += int(fields[11]) + int(fields[12])
        if pid == root:
            total += int(fields[13]) + int(fields[14])
    return total * TICK_MS


def rss_kb(pid: int) -> int:
    return _kb(pid, "VmRSS")


def peak_kb(pid: int) -> int:
    """Since the program began; `ru_maxrss` would count what its parent held when it was made."""
    return _kb(pid, "VmHWM")


def _kb(pid: int, name: str) -> int:
    status = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
    )
    return int(status[name].split()[0])
