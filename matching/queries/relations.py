"""Who stands above whom, who is kept apart, and who met before."""

from uuid import UUID

from matching.engine.problem import Person
from matching.enums import ParticipantRole
from matching.models import Block, Participant, Run
from mentorship.tenancy.models import Member
from programs.models import Program

LONGEST_LINE = 50


def blocked_pairs(
    program: Program, mentors: list[Person], mentees: list[Person]
) -> tuple[tuple[str, str], ...]:
    """Pairs of enrolments whose people an admin never wants together."""
    as_mentor = {person.person: person.id for person in mentors}
    as_mentee = {person.person: person.id for person in mentees}
    blocks = Block.objects.filter(organization=program.organization_id).values_list(
        "mentee_id", "mentor_id"
    )
    return tuple(
        (as_mentee[str(mentee)], as_mentor[str(mentor)])
        for mentee, mentor in blocks
        if str(mentee) in as_mentee and str(mentor) in as_mentor
    )


def pairs_before(
    program: Program, mentors: list[Person], mentees: list[Person]
) -> tuple[tuple[str, str], ...]:
    """Pairs of enrolments whose people are, or were, mentor and mentee of each other, in any
    program.
    """
    as_mentor = {person.person: person.id for person in mentors}
    as_mentee = {person.person: person.id for person in mentees}
    met = Participant.objects.filter(
        organization=program.organization_id,
        role=ParticipantRole.MENTOR,
        member__in=list(as_mentor),
        mentorship__participants__role=ParticipantRole.MENTEE,
        mentorship__participants__member__in=list(as_mentee),
    ).values_list("mentorship__participants__member", "member")
    found = {(as_mentee[str(mentee)], as_mentor[str(mentor)]) for mentee, mentor in met}
    return tuple(sorted(found))


def kept_apart(run: Run) -> set[tuple[UUID, UUID]]:
    """(mentor, mentee) of the organisation's members whom an admin keeps apart now; of peers in
    either order.
    """
    return set(
        Block.objects.filter(organization=run.organization_id).values_list("mentor", "mentee")
    )


def marks_of(
    parent: Run | None, mentors: list[Person], mentees: list[Person], *, apart: set[tuple[str, str]]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """What an earlier run says about those who still wait: `pins`, `kept` and `taken_out`."""
    found: dict[str, list[tuple[str, str]]] = {"pins": [], "kept": [], "taken_out": []}
    seats, waiting = (
        {person.id: person.seats for person in mentors},
        {person.id for person in mentees},
    )
    for pair in parent.pairs.order_by("id") if parent else ():
        mentee, mentor = str(pair.mentee_id), str(pair.mentor_id)
        if mentee not in waiting or mentor not in seats or (mentee, mentor) in apart:
            continue
        if pair.is_removed:
            found["taken_out"].append((mentee, mentor))
        elif (pair.is_pinned or pair.is_approved) and seats[mentor] > 0:
            seats[mentor] -= 1
            found["pins"].append((mentee, mentor))
        else:
            found["kept"].append((mentee, mentor))
    return {name: tuple(pairs) for name, pairs in found.items()}


def reporting_lines(organization_id: UUID) -> dict[UUID, tuple[str, ...]]:
    """For each member the ids of those above, nearest first; a damaged circle ends
    where it closes.
    """
    above = dict(
        Member.objects.filter(organization=organization_id).values_list("id", "manager_id")
    )
    lines: dict[UUID, tuple[str, ...]] = {}
    for member_id, manager_id in above.items():
        line: list[str] = []
        upper: UUID | None = manager_id
        while upper and str(upper) not in line and len(line) < LONGEST_LINE:
            line.append(str(upper))
            upper = above.get(upper)
        lines[member_id] = tuple(line)
    return lines
