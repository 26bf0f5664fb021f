import math
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse

from matching import queries, rules
from matching.engine.reading import digest
from matching.enums import MentorshipState, Objective, ParticipantRole, RunState
from matching.explanations import evidence_words, unmatched_words
from matching.models import Mentorship, Pair, Participant, Run, Unmatched
from mentorship.audit.actions import record, record_many
from mentorship.delivery.actions import owe
from mentorship.jobs.actions import start_job
from mentorship.jobs.kinds import Progress
from mentorship.jobs.models import Job
from mentorship.tenancy.models import Member
from programs.actions import set_weights
from programs.models import Program

if TYPE_CHECKING:
    from matching.engine.solve import Solution


class MatchingError(Exception):
    """The step is not possible now; the text says why."""


@transaction.atomic
def start_run(
    *, program: Program, weights: dict[str, int], by: Member, at: datetime, objective: str = Objective.FAIR
) -> tuple[Run, Job]:
    """Write the run down and start its job. Raises MatchingError outside the states that match."""
    if not rules.can_run(program):
        raise MatchingError("Open recruiting first: there is nobody to match.")
    set_weights(program=program, weights=weights, by=by, at=at)
    run = Run.objects.create(
        organization_id=program.organization_id, program=program, weights=weights, objective=objective, created_at=at,
        by=by,
    )  # fmt: skip
    url = reverse("matching:review", args=[program.organization.slug, run.pk])
    job = start_job(kind="match", title=f"Matching “{program.name}”"[:120], url=url, subject=run, by=by, at=at)
    return run, job


@transaction.atomic
def solve_run(*, run: Run, tell: Callable[[int, int, str], None]) -> Run:
    """Match the program as it is now and keep the pairs with their evidence for review."""
    # A web process never solves: it should not load the numeric libraries.
    from matching.engine.explain import why_unmatched  # noqa: PLC0415
    from matching.engine.figures import figures_of  # noqa: PLC0415
    from matching.engine.solve import solve  # noqa: PLC0415

    tell(0, 3, "Reading who takes part")
    problem = queries.problem_of(run.program, run.weights, objective=run.objective)
    tell(1, 3, f"Matching {len(problem.mentees)} mentees with {len(problem.mentors)} mentors")
    solution = solve(problem)
    tell(2, 3, "Writing down the pairs")
    run.pairs.all().delete()
    run.unmatched.all().delete()
    rows = range(len(problem.mentees))
    Pair.objects.bulk_create((_pair(run, solution, row) for row in rows if solution.is_placed(row)), batch_size=1000)
    Unmatched.objects.bulk_create(
        Unmatched(
            organization_id=run.organization_id, run=run, enrolment_id=solution.scoring.mentees[row].id,
            reason=unmatched_words(why_unmatched(solution, row)),
        )
        for row in rows if not solution.is_placed(row)
    )  # fmt: skip
    figures = asdict(figures_of(solution))
    gap = figures["gap"]
    run.figures = figures | {"gap_percent": None if gap is None else math.ceil(10_000 * gap) / 100}
    run.inputs_hash, run.state = digest(problem), RunState.REVIEW
    run.save(update_fields=["figures", "inputs_hash", "state"])
    return run


def _pair(run: Run, solution: "Solution", row: int) -> Pair:
    """With each criterion's points, what it could give at most, and the evidence in words."""
    scoring, column = solution.scoring, int(solution.columns[row])
    return Pair(
        organization_id=run.organization_id, run=run, mentor_id=scoring.mentors[column].id,
        mentee_id=scoring.mentees[row].id, score=int(solution.scores[row]),
        points=[
            {"criterion": part.criterion, "points": part.points, "of": part.most, "evidence": evidence_words(part)}
            for part in scoring.explain(row, column)
        ],
    )  # fmt: skip


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
    seats = {mentor.id: mentor.seats for mentor in now.mentors}
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
