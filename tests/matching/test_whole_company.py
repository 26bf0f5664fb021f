"""The sample export of a whole company: 300 mentors by level and willingness, 600 mentees."""

from typing import Any

from matching.actions import runs
from matching.models import Run
from matching.queries import reporting_lines
from mentorship.local.seed import PEOPLE
from mentorship.people.actions import apply_import, save_mapping, upload_import
from mentorship.people.importing.mapping import guess
from mentorship.people.importing.reading import read_file
from mentorship.tenancy.models import Member
from programs.actions import enrol_people
from programs.models import Enrolment, Program

MENTORS, MENTEES = 300, 600


def company(owner: Member, at: Any) -> Program:
    """Everybody who works there; the most senior are willing, those with the most years first,
    three mentees each.
    """
    # The fixture's number may be one of the file's.
    Member.objects.filter(pk=owner.pk).update(number="owner")
    sheet = read_file(PEOPLE.read_bytes(), PEOPLE.name)
    file = upload_import(name=PEOPLE.name, sheet=sheet, by=owner, at=at)
    save_mapping(
        file=file, mapping=guess(sheet.header, {}), order=None, clear_empty=False, by=owner, at=at
    )
    apply_import(file=file, by=owner, at=at)
    program = Program.objects.create(
        organization=owner.organization,
        name="Everybody",
        starts_on=at.date(),
        ends_on=at.date().replace(year=2030),
        created_at=at,
        state="matching",
    )
    people = list(Member.objects.of(owner.organization).employed(on=at.date()).exclude(pk=owner.pk))
    people.sort(key=lambda each: (-(each.level or 0), each.hired_on or at.date(), each.number))
    enrol_people(
        program=program, people=people[:MENTORS], role="mentor", capacity=3, by=owner, at=at
    )
    enrol_people(
        program=program, people=people[-MENTEES:], role="mentee", capacity=1, by=owner, at=at
    )
    return program


def test_a_whole_company_is_matched_explained_and_nobody_with_their_superior(
    owner: Member, at: Any
) -> None:
    program = company(owner, at.replace(year=2026, month=11, day=22))
    assert (
        Member.objects.of(owner.organization)
        .employed(on=program.starts_on)
        .exclude(pk=owner.pk)
        .count()
        == 1233
    )
    run = Run.objects.create(
        organization=owner.organization, program=program, created_at=at, by=owner
    )
    runs.solve_run(run=run, tell=lambda *_: None, on=program.starts_on)
    assert (run.figures["mentors"], run.figures["mentees"], run.figures["matched"]) == (
        300,
        600,
        600,
    )
    assert run.figures["gap"] <= 0.0001
    lines = reporting_lines(owner.organization_id)
    people = dict(Enrolment.objects.filter(program=program).values_list("pk", "member"))
    for pair in run.pairs.all():
        mentor, mentee = people[pair.mentor_id], people[pair.mentee_id]
        assert str(mentor) not in lines[mentee]
        assert str(mentee) not in lines[mentor]
        assert sum(point["points"] for point in pair.points) == pair.score
        assert all(point["evidence"] for point in pair.points)
        assert 1 <= pair.rank <= pair.feasible
        assert len(pair.alternatives) == 3
