"""One organisation with a row of every kind, for tests that walk through all pages."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from matching.actions import runs
from matching.actions.pairs import block_people
from matching.actions.requests import ask
from matching.models import Mentorship, Nomination, Pair, Participant, Policy, Request, Run
from mentorship.accounts.actions import create_token
from mentorship.delivery.actions import owe
from mentorship.delivery.models import ChatHook, Delivery
from mentorship.jobs.models import Job
from mentorship.people.actions.hours import add_absence
from mentorship.people.models import ImportFile
from mentorship.tenancy.models import Member, Organization
from mentorship.tenancy.secrets import encrypt
from programs import actions as programs
from programs.models import Enrolment, Program
from recognition.actions import ensure_badges
from recognition.models import Award, BadgeRule
from tests import factories
from tracking.actions import agendas, goals, logs, polls, pulse, series, sessions, written
from tracking.models import CadenceProposal, Concern
from tracking.safeguarding import actions as safeguarding
from tracking.surveys import actions as surveys
from tracking.surveys.models import SurveyRequest

ROLES = ("owner", "admin", "hr", "mentor", "mentee", "colleague", "external")


@dataclass
class World:
    organization: Organization
    people: dict[str, Member]
    ids: dict[str, Any]


def build(organization: Organization) -> World:
    """Open the organisation's tenant first."""
    at = timezone.now()
    people = {role: _person(organization, role) for role in ROLES}
    program, run, pair = _program(organization, people, at)
    mentorship = Mentorship.objects.create(
        organization=organization,
        program=program,
        run=run,
        title="Mentor & Mentee",
        started_at=at - timedelta(days=30),
    )
    for role in ("mentor", "mentee"):
        Participant.objects.create(
            organization=organization,
            mentorship=mentorship,
            member=people[role],
            role=role,
            enrolment=Enrolment.objects.get(member=people[role], program=program),
        )
    group, part = _group(organization, people, at)
    pulse.begin_mentorships(organization=organization)
    made = _tracking(mentorship, people, at)
    poll = polls.open_poll(
        mentorship=group,
        starts=[at + timedelta(days=n) for n in (20, 21, 22)],
        minutes=45,
        place="",
        by=people["mentee"],
        at=at,
    )
    mentor_part, asked = _request(organization, people, at)
    peer_run, pod = _peers(organization, people, at)
    owe(
        kind="job_ended",
        subject=program,
        recipients=people.values(),
        at=at,
        title="T",
        message="M",
        url="/",
    )
    nomination = Nomination.objects.create(
        organization=organization,
        program=program,
        member=people["colleague"],
        by=people["mentor"],
        relation="peer",
        created_at=at,
    )
    block = block_people(
        mentor=people["hr"], mentee=people["colleague"], reason="", by=people["admin"], at=at
    )
    absence = add_absence(
        member=people["mentee"],
        first_day=at.date() + timedelta(days=90),
        last_day=at.date() + timedelta(days=97),
        by=people["mentee"],
        at=at,
    )
    job, token, file, award = _platform(organization, people, program, at)
    hook = ChatHook.objects.create(
        organization=organization,
        name="#mentoring",
        service="slack",
        sealed=encrypt("https://hooks.example.com/T1", organization_id=organization.pk),
        categories=["programs"],
        created_at=at,
    )
    ids = {
        **_surveys(organization, people, mentorship, at),
        "absence": absence.pk,
        "poll": poll.pk,
        "option": poll.options.earliest("starts_at").pk,
        "hook": hook.pk,
        "peer_run": peer_run.pk,
        "pod": pod.pk,
        "group": group.pk,
        "part": part.pk,
        "program": program.pk,
        "run": run.pk,
        "pair": pair.pk,
        "mentorship": mentorship.pk,
        "ended": _ended(program, at),
        "report": _report(people, at),
        **made,
        "question": program.questions.get().pk,
        "enrolment": Enrolment.objects.get(member=people["mentee"], program=program).pk,
        "job": job.pk,
        "token": token.pk,
        "block": block.pk,
        "nomination": nomination.pk,
        "file": file.pk,
        "award": award.pk,
        "member": people["colleague"].pk,
        "notification": Delivery.objects.filter(recipient=people["mentee"], channel="in_app")
        .latest("id")
        .pk,
        "mentor_part": mentor_part.pk,
        "request": asked.pk,
        "secret": "unknown-secret",
        "form": "log",
        "to": "closing",
        "text_kind": "session_unbooked",
    }
    return World(organization, people, ids)


def _ended(program: Program, at: datetime) -> UUID:
    """One that an admin has ended today, of nobody who plays a part here."""
    return Mentorship.objects.create(
        organization_id=program.organization_id,
        program=program,
        title="Ended pair",
        state="ended",
        end_cause="admin",
        started_at=at - timedelta(days=90),
        ended_at=at,
    ).pk


def _report(people: dict[str, Member], at: datetime) -> UUID:
    """Somebody outside the table of roles is the contact."""
    organization = people["owner"].organization
    contact = factories.member(organization, family_name=organization.name)
    safeguarding.name_contact(member=contact, by=people["owner"], at=at)
    report = safeguarding.report_concern(
        about=None,
        about_whom="Somebody else",
        text="It happened on Monday.",
        is_named=True,
        by=people["mentee"],
        at=at,
    )
    return report.pk


def _surveys(
    organization: Organization, people: dict[str, Member], mentorship: Mentorship, at: Any
) -> dict[str, Any]:
    """A survey with a draft beside what is published, asked of the mentee; feedback for them."""
    by = people["admin"]
    survey = surveys.copy_ready(program=mentorship.program, ready="midpoint", by=by, at=at)
    survey = surveys.switch_survey(survey=survey, is_on=True, by=by, at=at)
    draft = surveys.begin_draft(survey=survey, by=by, at=at)
    asked = SurveyRequest.objects.create(
        organization=organization,
        survey=survey,
        version=survey.versions.get(number=1),
        mentorship=mentorship,
        member=people["mentee"],
        role="mentee",
        occasion="midpoint",
        asked_at=at,
        closes_on=at.date() + timedelta(days=14),
    )
    given = surveys.give_feedback(
        mentorship=mentorship,
        receiver=people["mentee"],
        parts={"situation": "s", "behaviour": "b", "impact": "i", "next_step": ""},
        by=people["mentor"],
        at=at,
    )
    return {
        "survey": survey.pk,
        "survey_question": draft.questions.order_by("place").first().pk,  # type: ignore[union-attr]
        "survey_request": asked.pk,
        "given": given.pk,
    }


def _person(organization: Organization, role: str) -> Member:
    roles = [role] if role in ("owner", "admin", "hr") else []
    return factories.member(
        organization,
        given_name=role.title(),
        family_name=organization.name,
        roles=roles,
        sign_in=True,
        is_external=role == "external",
    )


def _program(
    organization: Organization, people: dict[str, Member], at: Any
) -> tuple[Any, Run, Pair]:
    by = people["admin"]
    today = at.date()
    program = programs.create_program(
        by=by,
        at=at,
        name="Compass",
        starts_on=today,
        ends_on=today + timedelta(days=200),
        kind="one_to_one",
        focus="career",
        summary="",
    )
    texts = {"mentor_duties": "m", "mentee_duties": "e", "agreement": "a"}
    programs.publish_guidelines(program=program, by=by, at=at, **texts)
    programs.set_cadence_policy(program=program, by=by, at=at)
    for role in ("mentor", "mentee"):
        programs.enrol_people(
            program=program, people=[people[role]], role=role, capacity=2, by=by, at=at
        )
    programs.save_question(
        program=program,
        by=by,
        at=at,
        name="Way of working",
        text="How?",
        kind="choice",
        options=["a", "b"],
        audience="both",
        comparison="same",
    )
    program.state = "running"
    program.save()
    run = Run.objects.create(
        organization=organization, program=program, weights={}, created_at=at, by=by
    )
    runs.solve_run(run=run, tell=lambda *_: None, on=today)
    # Its groups can be looked at.
    Run.objects.filter(pk=run.pk).update(kind="groups", group_least=1)
    return program, run, run.pairs.get()


def _group(
    organization: Organization, people: dict[str, Member], at: Any
) -> tuple[Mentorship, Participant]:
    """The mentor's group, and the mentee's part in it; somebody of HR is there too."""
    program = Program.objects.create(
        organization=organization,
        name="Circles",
        starts_on=at.date(),
        ends_on=at.date() + timedelta(days=99),
        created_at=at,
        state="running",
        kind="group",
    )
    group = Mentorship.objects.create(
        organization=organization, program=program, title="Mentor’s group", started_at=at
    )
    parts = [
        Participant.objects.create(
            organization=organization, mentorship=group, member=people[person], role=role
        )
        for person, role in (("mentor", "mentor"), ("hr", "mentee"), ("mentee", "mentee"))
    ]
    return group, parts[-1]


def _peers(organization: Organization, people: dict[str, Member], at: Any) -> tuple[Run, Any]:
    """Two of HR and a colleague are proposed to each other."""
    by = people["admin"]
    program = Program.objects.create(
        organization=organization,
        name="Among equals",
        starts_on=at.date(),
        ends_on=at.date() + timedelta(days=99),
        created_at=at,
        state="matching",
        kind="peer",
    )
    programs.enrol_people(
        program=program,
        people=[people["hr"], people["colleague"]],
        role="peer",
        capacity=1,
        by=by,
        at=at,
    )
    run = Run.objects.create(
        organization=organization,
        program=program,
        kind="pods",
        created_at=at,
        by=by,
        pod_least=2,
        pod_most=2,
    )
    runs.solve_run(run=run, tell=lambda *_: None, on=at.date())
    return run, run.pods.get()


def _request(
    organization: Organization, people: dict[str, Member], at: Any
) -> tuple[Enrolment, Request]:
    """The colleague, a mentee of a second program, asks the mentor."""
    program = Program.objects.create(
        organization=organization,
        name="Asking",
        starts_on=at.date(),
        ends_on=at.date() + timedelta(days=99),
        created_at=at,
        state="running",
    )
    Policy.objects.create(organization=organization, program=program, has_directory=True)
    for person, role in (("mentor", "mentor"), ("colleague", "mentee")):
        programs.enrol_people(
            program=program,
            people=[people[person]],
            role=role,
            capacity=2,
            by=people["admin"],
            at=at,
        )
    mentor, mentee = (
        Enrolment.objects.get(program=program, role=role) for role in ("mentor", "mentee")
    )
    asked = ask(
        mentee=mentee, mentor=mentor, message="Please", by=people["colleague"], at=at, on=at.date()
    )
    return mentor, asked


def _tracking(mentorship: Mentorship, people: dict[str, Member], at: Any) -> dict[str, Any]:
    mentor, mentee = people["mentor"], people["mentee"]
    goal = goals.propose_goal(
        mentorship=mentorship,
        statement="Lead a project",
        due_on=at.date() + timedelta(days=60),
        by=mentee,
        at=at,
    )
    session = sessions.book_session(
        mentorship=mentorship, starts_at=at + timedelta(days=2), minutes=45, by=mentee, at=at
    )
    repeating = series.repeat_session(session=session, stage="weekly", by=mentee, at=at)
    past = logs.log_past_session(
        mentorship=mentorship, starts_at=at - timedelta(days=2), minutes=45, by=mentee, at=at
    )
    item = logs.Item(text="Send the outline", owner=mentee)
    logs.log_session(
        session=past,
        by=mentor,
        at=at,
        shared="Shared words",
        private="Private words of the mentor",
        items=[item],
    )
    row = written.write_observation(
        mentorship=mentorship, kind="achievement", text="Spoke up", by=mentee, at=at, session=past
    )
    row = written.change_observation(
        observation=row, kind="achievement", text="Spoke up twice", by=mentee, at=at
    )
    proposal = CadenceProposal.objects.create(
        organization=mentorship.organization,
        mentorship=mentorship,
        from_stage="weekly",
        to_stage="fortnightly",
        reasons=["You met."],
        proposed_at=at,
        answer_by=at + timedelta(days=14),
    )
    concern = Concern.objects.create(
        organization=mentorship.organization,
        mentorship=mentorship,
        kind="raised",
        raised_by=mentee,
        words="He never answers",
        raised_at=at,
        answer_by=at.date(),
    )
    [point] = agendas.add_points(session=session, texts=["Budget"], by=mentee, at=at)
    return {
        "concern": concern.pk,
        "point": point.pk,
        "goal": goal.pk,
        "session": session.pk,
        "series": repeating.pk,
        "past": past.pk,
        "proposal": proposal.pk,
        "item": past.action_items.get().pk,
        "observation": row.pk,
    }


def _platform(
    organization: Organization, people: dict[str, Member], program: Any, at: Any
) -> tuple[Any, ...]:
    job = Job.objects.create(
        organization=organization,
        kind="figures",
        title="Counting",
        url="/",
        by=people["admin"],
        created_at=at,
    )
    token, _ = create_token(
        member=people["admin"],
        name="t",
        scopes=["read"],
        by=people["admin"],
        at=at,
        expires_at=at + timedelta(days=9),
    )
    file = ImportFile.objects.create(
        organization=organization,
        name="p.csv",
        header=["E-mail"],
        rows=[["a@b.example"]],
        by=people["admin"],
        created_at=at,
        mapping=["email"],
    )
    ensure_badges(organization=organization)
    rule = BadgeRule.objects.filter(organization=organization).select_related("badge").first()
    assert rule is not None
    award = Award.objects.create(
        organization=organization,
        rule=rule,
        badge=rule.badge,
        member=people["mentee"],
        awarded_at=at,
        evidence="e",
    )
    return job, token, file, award
