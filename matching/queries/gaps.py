"""Where a program has too few mentors."""

from datetime import date

from matching.gaps import Gap, Part, capacity_gaps, topic_gaps
from matching.queries.problems import waiting
from programs.enums import EnrolmentRole
from programs.models import Program


def gaps_of(program: Program, *, on: date) -> dict[str, list[Gap]]:
    """By `topic`, `department` and `zone`: mentees without a mentor, and the seats that are free
    for them.
    """
    found: dict[str, list[Part]] = {role: [] for role in EnrolmentRole}
    for each in waiting(program, on=on):
        person, seats = each.member, max(0, each.capacity - each.taken)
        zone = person.time_zone or program.organization.settings.time_zone
        found[each.role].append(Part(tuple(each.topics), seats, person.department, zone))
    mentees, mentors = found[EnrolmentRole.MENTEE], found[EnrolmentRole.MENTOR]
    by = {name: capacity_gaps(mentees, mentors, name) for name in ("department", "zone")}
    return {"topic": topic_gaps(mentees, mentors), **by}
