from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from matching import queries, rules
from matching.engine.points import points_of_weights
from matching.engine.problem import Match, Person, Problem
from matching.enums import MentorshipState, ParticipantRole, RunState
from matching.models import Mentorship, Pair, Participant, Run, Unmatched
from mentorship.audit.actions import record, record_many
from mentorship.delivery.actions import owe
from mentorship.jobs.actions import start_job
from mentorship.jobs.kinds import Progress
from mentorship.jobs.models import Job
from mentorship.tenancy.models import Member
from programs.actions import set_weights
from programs.models import Program

EVIDENCE_AT_MOST = 4


class MatchingError(Exception):
    """The step is not possible now; the text says why."""


@transaction.atomic
def start_run(*, program: Program, weights: dict[str, int], by: Member, at: datetime) -> tuple[Run, Job]:
    """Write the run down and start its job. Raises MatchingError outside the states that match."""
    if not rules.can_run(program):
        raise MatchingError("Open recruiting first: there is nobody to match.")
    set_weights(program=program, weights=weights, by=by, at=at)
    run = Run.objects.create(
        organization_id=program.organization_id, program=program, weights=weights, created_at=at, by=by
    )
    url = reverse("matching:review", args=[program.organization.slug, run.pk])
    job = start_job(kind="match", title=f"Matching “{program.name}”"[:120], url=url, subject=run, by=by, at=at)
    return run, job


@transaction.atomic
def solve_run(*, run: Run, tell: Callable[[int, int, str], None]) -> Run:
    """Match the program as it is now and keep the pairs with their evidence for review."""
    # A web process never solves: it should not load the numeric libraries.
    from matching.engine.solve import solve  # noqa: PLC0415

    tell(0, 3, "Reading who takes part")
    problem = queries.problem_of(run.program, run.weights)
    tell(1, 3, f"Matching {len(problem.mentees)} mentees with {len(problem.mentors)} mentors")
    solution = solve(problem)
    tell(2, 3, "Writing down the pairs")
    people = {person.id: person for person in [*problem.mentors, *problem.mentees]}
    run.pairs.all().delete()
    run.unmatched.all().delete()
    Pair.objects.bulk_create(
        (
            Pair(
                organization_id=run.organization_id, run=run, mentor_id=match.mentor_id, mentee_id=match.mentee_id,
                score=match.score, points=explain(match, people, problem),
            )
            for match in solution.matches
        ),
        batch_size=1000,
    )  # fmt: skip
    Unmatched.objects.bulk_create(
        Unmatched(organization_id=run.organization_id, run=run, enrolment_id=each.person_id, reason=each.reason)
        for each in solution.unplaced
    )
    scores = sorted(match.score for match in solution.matches)
    run.figures = {
        "mentees": len(problem.mentees), "mentors": len(problem.mentors), "matched": len(scores),
        "total": solution.total, "worst": scores[0] if scores else None,
        "median": scores[len(scores) // 2] if scores else None,
    }  # fmt: skip
    run.inputs_hash, run.state = problem.digest(), RunState.REVIEW
    run.save(update_fields=["figures", "inputs_hash", "state"])
    return run


def explain(match: Match, people: dict[str, Person], problem: Problem) -> list[dict[str, object]]:
    """Each criterion's points, what it could give at most, and the evidence in words."""
    mentor, mentee = people[match.mentor_id], people[match.mentee_id]
    shared = sorted(mentor.topics & mentee.topics)
    words = {
        "skills": ", ".join(shared[:EVIDENCE_AT_MOST]) if shared else "no topic in common",
        "level": _level_words(mentor, mentee),
        "department": f"{mentor.department or 'unknown'} and {mentee.department or 'unknown'}",
        "hours": _hours_words(mentor, mentee),
        "language": ", ".join(sorted(mentor.languages & mentee.languages)) or "not answered",
    }
    most = points_of_weights(problem.weights)
    return [
        {"criterion": name, "points": points, "of": most[name], "evidence": words[name]}
        for name, points in match.points.items()
    ]


def _level_words(mentor: Person, mentee: Person) -> str:
    if mentor.level is None or mentee.level is None:
        return "not answered"
    return f"{mentor.level - mentee.level:+d} levels"


def _hours_words(mentor: Person, mentee: Person) -> str:
    if mentor.utc_offset is None or mentee.utc_offset is None:
        return "not answered"
    apart = abs(mentor.utc_offset - mentee.utc_offset)
    return f"{max(0.0, 9 - min(apart, 24 - apart)):g} shared working hours"


@transaction.atomic
def set_removed(*, pair: Pair, is_removed: bool, by: Member, at: datetime) -> Pair:
    """Take a pair out of the publication, or put it back. Raises MatchingError after publication."""
    run = Run.objects.select_for_update(no_key=True).get(pk=pair.run_id)
    if run.state != RunState.REVIEW:
        raise MatchingError("This matching is published or discarded already.")
    pair.is_removed = is_removed
    pair.save(update_fields=["is_removed"])
    record(by=by, action="run.pair_removed" if is_removed else "run.pair_restored", subject=run, at=at)
    return pair


@transaction.atomic
def publish_run(*, run: Run, by: Member, at: datetime) -> list[Mentorship]:
    """Make a mentorship of every pair that was kept, and tell its people.

    Raises MatchingError where the run is not in review, or somebody in it has left or been
    matched since; nothing is published then.
    """
    Program.objects.select_for_update(no_key=True).get(pk=run.program_id)
    run = Run.objects.select_for_update(no_key=True, of=("self",)).select_related("program").get(pk=run.pk)
    if not rules.can_publish(run, run.program):
        raise MatchingError("Move the program to matching first; a matching is published once.")
    kept = list(queries.pairs(run).filter(is_removed=False))
    _refuse_stale(run, kept)
    made = [
        Mentorship(
            organization_id=run.organization_id, program=run.program, run=run, started_at=at,
            title=f"{pair.mentor.member} & {pair.mentee.member}",
        )
        for pair in kept
    ]  # fmt: skip
    Mentorship.objects.bulk_create(made, batch_size=1000)
    Participant.objects.bulk_create(
        (
            Participant(
                organization_id=run.organization_id, mentorship=mentorship, member=enrolment.member,
                enrolment=enrolment, role=role,
            )
            for mentorship, pair in zip(made, kept, strict=True)
            for enrolment, role in ((pair.mentor, ParticipantRole.MENTOR), (pair.mentee, ParticipantRole.MENTEE))
        ),
        batch_size=1000,
    )  # fmt: skip
    run.state, run.published_at = RunState.PUBLISHED, at
    run.save(update_fields=["state", "published_at"])
    record(by=by, action="run.published", subject=run, at=at, pairs=len(kept))
    record_many(by=by, action="mentorship.started", subjects=made, at=at)
    for mentorship, pair in zip(made, kept, strict=True):
        _introduce(mentorship, pair, at=at)
    return made


def _refuse_stale(run: Run, kept: list[Pair]) -> None:
    now = queries.problem_of(run.program, run.weights)
    seats = {mentor.id: mentor.capacity for mentor in now.mentors}
    free = {mentee.id for mentee in now.mentees}
    for pair in kept:
        seats[str(pair.mentor_id)] = seats.get(str(pair.mentor_id), 0) - 1
        if seats[str(pair.mentor_id)] < 0 or str(pair.mentee_id) not in free:
            raise MatchingError(
                f"{pair.mentor.member} or {pair.mentee.member} is not free any more. Run the matching again."
            )


def _introduce(mentorship: Mentorship, pair: Pair, *, at: datetime) -> None:
    url = reverse("tracking:mentorship", args=[mentorship.program.organization.slug, mentorship.pk])
    mentor, mentee = pair.mentor.member, pair.mentee.member
    shared = {"program": mentorship.program.name, "url": url}
    owe(
        kind="matched", subject=mentorship, recipients=[mentee], at=at, other=mentor.name, role="mentor",
        about=f"{mentor.title}, {mentor.department}".strip(", "), **shared,
    )  # fmt: skip
    owe(
        kind="matched", subject=mentorship, recipients=[mentor], at=at, other=mentee.name, role="mentee",
        about=f"{mentee.title}, {mentee.department}".strip(", "), **shared,
    )  # fmt: skip


@transaction.atomic
def discard_run(*, run: Run, by: Member, at: datetime) -> Run:
    if not Run.objects.filter(pk=run.pk, state=RunState.REVIEW).update(state=RunState.DISCARDED):
        raise MatchingError("Only a matching in review can be discarded.")
    run.state = RunState.DISCARDED
    record(by=by, action="run.discarded", subject=run, at=at)
    return run


@transaction.atomic
def end_mentorship(*, mentorship: Mentorship, state: str, reason: str, by: Member, at: datetime) -> Mentorship:
    """Close it, completed or early. Raises MatchingError where it is closed already."""
    locked = Mentorship.objects.select_for_update(no_key=True).get(pk=mentorship.pk)
    if not rules.can_end(locked):
        raise MatchingError("This mentorship has ended already.")
    locked.state, locked.end_reason, locked.ended_at = MentorshipState(state), reason, at
    locked.save(update_fields=["state", "end_reason", "ended_at"])
    record(by=by, action=f"mentorship.{state}", subject=locked, at=at)
    return locked


def run_match(job: Job, progress: Progress) -> str:
    """The job: solve the run it names."""
    run = Run.objects.select_related("program__organization").get(pk=str(job.subject_id))
    solve_run(run=run, tell=progress.tell)
    figures = run.figures
    return f"{figures['matched']} of {figures['mentees']} mentees have a proposed mentor."
