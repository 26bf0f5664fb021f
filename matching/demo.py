"""The demo's matchings, run and published when each program began."""

from datetime import timedelta

from django.db.models import Count, Window

from matching import queries
from matching.actions import candidates, pairs, publication, requests, runs
from matching.actions.errors import MatchingError
from matching.actions.policy import save_policy
from matching.criteria import DEFAULT_WEIGHTS
from matching.models import Mentorship, Run
from mentorship.local.story import Story
from mentorship.tenancy.models import Member
from programs.actions import enrol_people, move_program
from programs.enums import EnrolmentRole, ProgramKind, ProgramState
from programs.models import Enrolment, Program

MESSAGES = [
    (
        "I lead my first project from January, and you have led many. Would you take me along for"
        " half a year?"
    ),
    (
        "Somebody told me how you changed departments. I am thinking about the same step and would"
        " like to hear how."
    ),
]
PEERS_MEET = 3
NAMED = [
    "Nobody explains a difficult thing as calmly as you do.",
    "You got me through my first year. Others should have that too.",
    "You know everybody, and everybody trusts you.",
    "",
    "You said once that you would like to pass something on.",
]


def tell(story: Story) -> None:
    by = story.cast.get("admin") or story.cast["owner"]
    for program in story.facts["programs"]:
        if program.state != ProgramState.MATCHING:
            continue
        at = story.now - timedelta(days=(story.now.date() - program.starts_on).days + 1)
        if program.kind == ProgramKind.PEER:
            save_policy(
                program=program,
                weights=DEFAULT_WEIGHTS,
                rules={},
                objective="fair",
                dial=50,
                pod_least=PEERS_MEET,
                pod_most=PEERS_MEET,
                by=by,
                at=at,
            )
        asked = queries.asked_of(program)
        run = Run.objects.create(
            organization=story.organization,
            program=program,
            kind=asked.kind,
            weights=_weights(program),
            created_at=at,
            by=by,
            group_least=asked.group_least,
            pod_least=asked.pod_least,
            pod_most=asked.pod_most,
            rules=asked.rules,
        )
        runs.solve_run(run=run, tell=lambda *_: None, on=at.date())
        if story.cast.get("guest"):
            _give_a_mentee(run, story.cast["guest"], by)
        publication.publish_run(run=run, by=by, at=at)
        move_program(program=program, to=ProgramState.RUNNING, by=by, at=at + timedelta(days=1))
    for program in story.facts["programs"]:
        if program.state == ProgramState.RECRUITING:
            _open_directory(story, program, by)
            _name_mentors(story, program)
    story.facts["mentorships"] = list(
        Mentorship.objects.of(story.organization)
        .select_related("program__cadence_policy", "organization__settings")
        .order_by("id")
    )


def _give_a_mentee(run: Run, guest: Member, by: Member) -> None:
    """The mentor from another company meets somebody too: of those who fit, whose own mentor has
    the most to do.
    """
    part = Enrolment.objects.filter(program=run.program, member=guest).first()
    if part is None or run.pairs.filter(mentor=part).exists():
        return
    busy = run.pairs.annotate(load=Window(Count("pk"), partition_by="mentor")).order_by(
        "-load", "score", "pk"
    )
    for pair in busy.select_related("mentee"):
        try:
            pairs.choose_mentor(run=run, mentee=pair.mentee, mentor=part, by=by, at=run.created_at)
        except MatchingError:
            continue
        return


def _weights(program: Program) -> dict[str, int]:
    """The usual ones, and something for what the program asks of its own."""
    return {**DEFAULT_WEIGHTS, **{each.key: 20 for each in program.questions.compared()}}


def _name_mentors(story: Story, program: Program) -> None:
    """Some colleagues are named as mentors; one of them cannot."""
    rows = queries.board(program, weights={}, on=story.now.date())
    people = queries.people_among(
        program, [row.person["id"] for row in rows[: len(NAMED)] if row.state == "new"]
    )
    by = queries.people_among(program, [row.person["id"] for row in rows[-len(NAMED) :]])
    for number, (person, words) in enumerate(zip(people, NAMED, strict=False)):
        at = story.now - timedelta(days=3, hours=number)
        named = candidates.nominate(
            program=program, member=person, by=by[number], at=at, words=words
        )
        if number == len(NAMED) - 1:
            candidates.decline_nomination(
                nomination=named, by=named.member, at=at + timedelta(hours=1)
            )


def _open_directory(story: Story, program: Program, by: Member) -> None:
    """The program that recruits lets mentees ask: the demo's mentor is asked, the demo's mentee can
    look.
    """
    at, on = story.now - timedelta(days=1), story.now.date()
    save_policy(
        program=program,
        weights={**_weights(program), "wishes": 20},
        rules={"language": True},
        objective="fair",
        dial=50,
        has_directory=True,
        by=by,
        at=at,
    )
    for account, role in (("mentor", "mentor"), ("mentee", "mentee")):
        if account in story.cast:
            enrol_people(
                program=program, people=[story.cast[account]], role=role, capacity=2, by=by, at=at
            )
    parts = (
        Enrolment.objects.filter(program=program)
        .approved()
        .select_related("member", "program__organization")
    )
    everybody = list(parts.order_by("id"))
    cast = {each.pk for each in story.cast.values()}
    mentors = [each for each in everybody if each.role == EnrolmentRole.MENTOR]
    mentors.sort(key=lambda each: each.member_id not in cast)
    mentees = [
        each
        for each in everybody
        if each.role == EnrolmentRole.MENTEE and each.member_id not in cast
    ]
    for mentee, message in zip(mentees, MESSAGES, strict=False):
        for mentor in mentors[:2]:
            if not queries.why_not_ask(mentee, mentor, on=on):
                requests.ask(
                    mentee=mentee, mentor=mentor, message=message, by=mentee.member, at=at, on=on
                )
