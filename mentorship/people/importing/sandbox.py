"""Strangers' files are read in a process of their own, which can be stopped and may fall over.

The bytes go in by standard input, JSON comes back. The child loads neither Django nor anything of
a tenant, knows no secret of its parent's, and gives up at its limits of memory and time.
"""

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mentorship.people.importing.limits import MEGABYTE, ReadError, Room
from mentorship.people.importing.reading import Reading, Sheet, read_file
from mentorship.people.linkedin import Export, LinkedInError, read_export

ROOT = Path(__file__).parents[3]
PEOPLE = Room(seconds=15, memory=1024 * MEGABYTE)
LINKEDIN = Room(seconds=5, memory=512 * MEGABYTE)
# A process that has all its modules loaded starts within this time even where the machine is busy.
TO_START = 5
OUT_OF_MEMORY = 70
# What the library of a language that aborts without memory leaves behind.
ABORTED = {-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGTRAP, OUT_OF_MEMORY}
OUT_OF_TIME = {-signal.SIGXCPU, -signal.SIGKILL}


def read_people(
    content: bytes, name: str, reading: Reading | None = None, *, room: Room = PEOPLE
) -> Sheet:
    """`read_file` within `room`. Raises ReadError."""
    arguments = [name, asdict(reading or Reading())]
    return Sheet.from_json(_run("people", content, arguments, room, ReadError))


def read_linkedin(content: bytes, room: Room = LINKEDIN) -> Export:
    """`read_export` within `room`. Raises LinkedInError."""
    return Export.from_json(_run("linkedin", content, [], room, LinkedInError))


def _run(
    reader: str, content: bytes, arguments: list[Any], room: Room, error: type[Exception]
) -> dict[str, Any]:
    named = f"“{arguments[0]}”" if arguments else "The archive"
    options = json.dumps({"reader": reader, "arguments": arguments, **asdict(room)})
    try:
        # The paths of the modules are all that the child needs to know; nothing of the settings.
        child = subprocess.run(
            [sys.executable, "-m", __name__, options],
            input=content,
            capture_output=True,
            timeout=room.seconds + TO_START,
            cwd=ROOT,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise error(f"{named} takes more than {room.seconds} seconds to read. {ADVICE}") from None
    if child.returncode in OUT_OF_TIME:
        raise error(f"{named} takes more than {room.seconds} seconds to read. {ADVICE}")
    if child.returncode in ABORTED:
        raise error(f"{named} needs more than {room.megabytes:,} MB of memory to read. {ADVICE}")
    if child.returncode != 0:
        raise error(f"{named} is damaged and cannot be read. Save it again, or download it again.")
    answer = json.loads(child.stdout)
    if "refusal" in answer:
        raise error(answer["refusal"])
    result: dict[str, Any] = answer["result"]
    return result


ADVICE = "Leave out what is not needed, or save it as CSV."
READERS: Mapping[str, Callable[..., dict[str, Any]]] = {
    "people": lambda content, name, reading: read_file(content, name, Reading(**reading)).as_json(),
    "linkedin": lambda content: asdict(read_export(content)),
}


def _limit(room: Room) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (room.memory, room.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (room.seconds, room.seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Nothing that reads a file needs to write one.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> int:
    """The child: read standard input as the one argument says, and write the answer as JSON."""
    options = json.loads(sys.argv[1])
    _limit(Room(seconds=options["seconds"], memory=options["memory"]))
    try:
        result = READERS[options["reader"]](sys.stdin.buffer.read(), *options["arguments"])
        answer = json.dumps({"result": result}).encode()
    except (ReadError, LinkedInError) as error:
        answer = json.dumps({"refusal": str(error)}).encode()
    except MemoryError:
        return OUT_OF_MEMORY
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
