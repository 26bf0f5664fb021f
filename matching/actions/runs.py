"""Start a run, solve it, set it aside."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from matching import queries, rules
from matching.actions.errors import MatchingError
from matching.engine.problem import ProblemError
from matching.engine.reading import freeze
from matching.enums import RunState
from matching.kinds import Tell, kind_of
from matching.models import Run, RunInputs
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
    url = reverse(kind_of(run).page, args=[program.organization.slug, run.pk])
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
    tell(0, 0, said("run.reading"))
    problem = queries.problem_of(run.program, queries.asked_of_run(run), on=on, parent=run.parent)
    content, run.inputs_hash = freeze(problem)
    RunInputs.objects.create(organization_id=run.organization_id, run=run, content=content)
    run.figures, run.state = kind_of(run).solve(run, problem, tell=tell, on=on), RunState.REVIEW
    run.save(update_fields=["figures", "inputs_hash", "state"])
    return run


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
    return said(kind_of(run).solved, **numbers)


def close_run(job: Job, state: State) -> None:
    """A job that ended without a result leaves a run that says so."""
    if state != State.DONE:
        Run.objects.filter(pk=str(job.subject_id), state=RunState.RUNNING).update(
            state=RunState.STOPPED
        )
