"""Start a run, solve it, set it aside."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from matching import queries, rules
from matching.actions.errors import MatchingError
from matching.actions.pods import solve_pods
from matching.engine.claims import percent
from matching.engine.problem import Problem, ProblemError
from matching.engine.reading import freeze
from matching.enums import RunState
from matching.models import Pair, Run, RunInputs, Unmatched
from matching.words import points_of, unmatched_of
from mentorship.audit.actions import record
from mentorship.jobs.actions import start_job
from mentorship.jobs.enums import State
from mentorship.jobs.kinds import JobError, Progress
from mentorship.jobs.models import Job
from mentorship.tenancy.models import Member
from mentorship.tenancy.rules import check_admin
from mentorship.tenancy.zones import today_in
from mentorship.ui.words import inside
from mentorship.wording import Said, said
from programs.actions import lock_program
from programs.enums import ProgramState
from programs.models import Program

if TYPE_CHECKING:
    from matching.engine.solve import Solution

Tell = Callable[[int, int, Said], None]
BATCH = 1000
TOLD_EVERY = 200


def _refuse_state(program: Program) -> None:
    if rules.can_run(program):
        return
    if program.state == ProgramState.DRAFT:
        raise MatchingError(_("Open recruiting first: there is nobody to match."))
    state = inside(program.get_state_display())
    raise MatchingError(
        _("The program is %(state)s: nobody is matched in it any more.") % {"state": state}
    )


@transaction.atomic
def start_run(
    *, program: Program, by: Member, at: datetime, parent: Run | None = None
) -> tuple[Run, Job]:
    """Write the run down, by the program's policy, and start its job.

    With a `parent` its pinned and approved pairs stay, what was taken out of it is not proposed
    again, and its other pairs are kept where nothing better is lost by it. Raises MatchingError
    outside the states that match.
    """
    check_admin(by, program.organization_id)
    program = (
        Program.objects.select_for_update(no_key=True, of=("self",))
        .select_related("organization")
        .get(pk=program.pk)
    )
    _refuse_state(program)
    if Run.objects.filter(program=program, state=RunState.RUNNING).exists():
        raise MatchingError(
            _("A matching of this program is under way already. Wait for it, or stop it.")
        )
    policy = queries.policy_of(program)
    asked = queries.asked_of(program, policy)
    run = Run.objects.create(
        organization_id=program.organization_id,
        program=program,
        kind=asked.kind,
        weights=program.weights,
        rules=policy.rules,
        objective=policy.objective,
        dial=policy.dial,
        group_least=asked.group_least,
        pod_least=asked.pod_least,
        pod_most=asked.pod_most,
        created_at=at,
        by=by,
        parent=parent,
    )
    page = (
        "matching:pods"
        if run.is_of_pods
        else "matching:groups"
        if run.is_of_groups
        else "matching:review"
    )
    url = reverse(page, args=[program.organization.slug, run.pk])
    job = start_job(
        kind="match",
        title=said("run.title", program=program.name),
        url=url,
        subject=run,
        by=by,
        at=at,
    )
    return run, job


@transaction.atomic
def solve_run(*, run: Run, tell: Tell, on: date) -> Run:
    """Freeze what the program is now, match it, and keep the pairs with their evidence
    for review.
    """
    # A web process never solves: it should not load the numeric libraries.
    from matching.engine.figures import figures_of  # noqa: PLC0415
    from matching.engine.solve import solve  # noqa: PLC0415

    tell(0, 0, said("run.reading"))
    problem = queries.problem_of(run.program, queries.asked_of_run(run), on=on, parent=run.parent)
    content, run.inputs_hash = freeze(problem)
    RunInputs.objects.create(organization_id=run.organization_id, run=run, content=content)
    if run.is_of_pods:
        figures = solve_pods(run, problem, tell=lambda words: tell(0, 0, words), on=on)
        return _to_review(run, figures)
    solution = solve(problem, watch=_teller(tell, problem))
    _keep_result(run, solution, tell)
    figures = asdict(figures_of(solution))
    gap = figures["gap"]
    run.figures = figures | {
        "gap_percent": None if gap is None else percent(gap),
        "fixed": len(solution.fixed),
    }
    if run.parent:
        # The bonus of a kept pair only decides, and pins limit the weakest: what is shown is worth
        # by itself.
        run.figures |= queries.pair_figures(run) | {"best_worst": None}
    return _to_review(run, run.figures | {"marks": queries.count_marks(run)})


def _to_review(run: Run, figures: dict[str, Any]) -> Run:
    run.figures, run.state = figures, RunState.REVIEW
    run.save(update_fields=["figures", "inputs_hash", "state"])
    return run


def _teller(tell: Tell, problem: Problem) -> Callable[[str, int], None]:
    sizes = {"mentees": len(problem.mentees), "mentors": len(problem.mentors)}
    return lambda stage, number: tell(0, 0, said(f"run.{stage}", number=number, **sizes))


def _keep_result(run: Run, solution: "Solution", tell: Tell) -> None:
    """Pairs and unmatched people, each with the best alternatives; not the whole matrix."""
    mentees = solution.scoring.mentees
    kept = run.parent.pairs.all() if run.parent else ()
    before = {(pair.mentee_id, pair.mentor_id): pair for pair in kept}
    pairs: list[Pair] = []
    unmatched: list[Unmatched] = []
    for row, mentee in enumerate(mentees):
        if row % TOLD_EVERY == 0:
            tell(row, len(mentees), said("run.writing"))
        if solution.is_placed(row):
            pairs.append(_pair(run, solution, row))
        else:
            unmatched.append(_unmatched(run, solution, row, mentee.id))
    for pair in pairs:
        same = before.get((pair.mentee_id, pair.mentor_id))
        if same is not None:
            pair.is_pinned, pair.is_approved = same.is_pinned, same.is_approved
    Pair.objects.bulk_create(pairs, batch_size=BATCH)
    Unmatched.objects.bulk_create(unmatched, batch_size=BATCH)


def _pair(run: Run, solution: "Solution", row: int) -> Pair:
    """With each criterion's points, what it could give at most, and the evidence in words."""
    from matching.engine.explain import read_pair  # noqa: PLC0415 - loads the numeric libraries

    reading = read_pair(solution, row)
    return Pair(
        organization_id=run.organization_id,
        run=run,
        mentor_id=UUID(str(reading.mentor_id)),
        mentee_id=UUID(solution.scoring.mentees[row].id),
        score=reading.score,
        points=points_of(reading.parts, bonus=reading.bonus),
        rank=reading.rank,
        feasible=reading.feasible,
        alternatives=[vars(each) for each in reading.alternatives],
    )


def _unmatched(run: Run, solution: "Solution", row: int, mentee_id: str) -> Unmatched:
    from matching.engine.explain import read_pair, why_unmatched  # noqa: PLC0415 - loads the numeric libraries

    return Unmatched(
        organization_id=run.organization_id,
        run=run,
        enrolment_id=mentee_id,
        reason=unmatched_of(why_unmatched(solution, row)),
        alternatives=[vars(each) for each in read_pair(solution, row).alternatives],
    )


@transaction.atomic
def discard_run(*, run: Run, by: Member, at: datetime) -> Run:
    """Raises MatchingError where it is not in review, NotAllowedError and ArchivedError."""
    lock_program(run.program, by=by)
    if not Run.objects.filter(pk=run.pk, state=RunState.REVIEW).update(state=RunState.DISCARDED):
        raise MatchingError(_("Only a matching in review can be discarded."))
    run.state = RunState.DISCARDED
    record(by=by, action="run.discarded", subject=run, at=at)
    return run


def run_match(job: Job, progress: Progress) -> Said:
    """The job: solve the run it names."""
    run = Run.objects.select_related("program__organization", "parent").get(pk=str(job.subject_id))
    try:
        solve_run(
            run=run, tell=progress.tell, on=today_in(run.program.organization, at=timezone.now())
        )
    except ProblemError as error:
        raise JobError(said("run.impossible", why=str(error))) from error
    numbers = {name: run.figures[name] for name in ("matched", "mentees")}
    return said("run.solved_pods" if run.is_of_pods else "run.solved", **numbers)


def close_run(job: Job, state: State) -> None:
    """A job that ended without a result leaves a run that says so."""
    if state != State.DONE:
        Run.objects.filter(pk=str(job.subject_id), state=RunState.RUNNING).update(
            state=RunState.STOPPED
        )
