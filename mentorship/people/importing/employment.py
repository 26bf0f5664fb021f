"""Who comes back, who has left, and that nobody leaves before they came."""

from datetime import date

from mentorship.people.importing.lines import Line


def settle_employment(line: Line, *, on: date | None) -> None:
    """Somebody hired again comes back; somebody who is no more active has left, on `on` where
    nothing says when."""
    stored = line.person.values if line.person else {}
    left, hired = stored.get("terminated_on"), line.values.get("hired_on")
    is_back = isinstance(left, date) and isinstance(hired, date) and hired >= left
    if is_back and hired != stored.get("hired_on"):
        line.values.setdefault("terminated_on", None)
    ends = line.values.get("terminated_on", left)
    if line.is_inactive and not ends and on:
        line.values["terminated_on"] = on
        words = f"{line.name} counts as left on {_day(on)}"
        line.warnings.append(f"Not active any more, and no termination date: {words}.")
    elif isinstance(left, date) and ends is None:
        again = f" and is hired on {_day(hired)}" if isinstance(hired, date) and is_back else ""
        line.warnings.append(f"{line.name} left on {_day(left)}{again}: this brings them back.")


def ends_before_it_begins(line: Line) -> bool:
    stored = line.person.values if line.person else {}
    hired, left = (
        line.values.get(name, stored.get(name)) for name in ("hired_on", "terminated_on")
    )
    is_changed = bool({"hired_on", "terminated_on"} & line.changed.keys())
    return is_changed and isinstance(hired, date) and isinstance(left, date) and left < hired


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
