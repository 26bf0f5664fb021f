from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Avg, Count, Exists, F, Max, Min, OuterRef, Prefetch, Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from matching.enums import MentorshipState, ParticipantRole, RunState
from matching.models import Mentorship, Pair, Participant, Run, Unmatched
from matching.queries import mentorships_seen_by, participants
from mentorship.people.panels import Line
from mentorship.tenancy.models import Member, Organization
from mentorship.tenancy.secrets import decrypt
from mentorship.ui.addresses import addresses
from programs.enums import ProgramKind, Stage
from programs.models import CadencePolicy, Program
from tracking import cadence, health
from tracking.enums import AttendanceState, GoalState, Health, ProposalState, SessionState
from tracking.fairness import Mentee
from tracking.models import (
    ActionItem,
    Attendance,
    CadenceProposal,
    CadenceStage,
    Feedback,
    Goal,
    Note,
    Session,
)
from tracking.rules import can_read_notes, can_take_part, part_of

SESSIONS_SHOWN = 20
# Far more than anybody has booked and not written down.
BOOKED_READ = 100

RUNS_SHOWN = 20


@dataclass
class Room:
    """A mentorship with its people, as one member finds it."""

    mentorship: Mentorship
    participants: list[Participant]
    mine: Participant | None
    can_write: bool
    can_read: bool

    @property
    def is_group(self) -> bool:
        return bool(self.mentorship.program.kind == ProgramKind.GROUP)

    def others(self) -> list[Member]:
        return [each.member for each in self.participants if each != self.mine]

    def introduce(self, rows: Iterable[Any], name: str) -> list[Any]:
        """The rows, each with the participant that its reference `name` means, so that no query has to join people."""
        return joined(rows, name, (each.member for each in self.participants))


def joined(rows: Iterable[Any], name: str, parents: Iterable[Any]) -> list[Any]:
    """The rows, each with the one of the parents that its reference `name` means; others stay to be asked for."""
    by_id, found = {each.pk: each for each in parents}, list(rows)
    for row in found:
        if (parent := by_id.get(getattr(row, f"{name}_id"))) is not None:
            setattr(row, name, parent)
    return found


def get_room(member: Member, pk: UUID) -> Room:
    """Raises Http404 where the member may not see it."""
    mentorship = get_object_or_404(
        mentorships_seen_by(member).select_related("program__cadence_policy", "pulse"), pk=pk
    )
    mentorship.organization = member.organization
    people = participants(mentorship)
    return Room(
        mentorship=mentorship, participants=people, mine=part_of(member, people),
        can_write=can_take_part(member, mentorship, people), can_read=can_read_notes(member, people),
    )  # fmt: skip


def get_writable_room(member: Member, pk: UUID) -> Room:
    """Raises Http404 where the member may not write in it: it is not theirs, or it has ended."""
    room = get_room(member, pk)
    if not room.can_write:
        raise Http404
    return room


def get_session(member: Member, pk: UUID) -> tuple[Session, Room]:
    """A session of a mentorship in which the member takes part. Raises Http404."""
    session = get_object_or_404(Session, organization=member.organization, pk=pk)
    room = get_writable_room(member, session.mentorship_id)
    session.mentorship = room.mentorship
    return session, room


def thread(room: Room, member: Member) -> list[Any]:
    """The latest sessions with what this member may read of them, booked ones first."""
    sessions: list[Any] = list(
        Session.objects.filter(mentorship=room.mentorship)
        .exclude(state=SessionState.CANCELLED, logged_at=None)
        .prefetch_related(
            Prefetch("notes", queryset=readable_notes(room, member), to_attr="readable"),
            Prefetch("action_items", to_attr="items"),
        )
        .order_by("-starts_at")[:SESSIONS_SHOWN]
    )
    for session in sessions:
        room.introduce(session.items, "owner")
        for note in room.introduce(session.readable, "author"):
            _open(note)
    return sessions


def readable_notes(room: Room, member: Member) -> Any:
    """The pair's shared notes and the member's own private ones; to anyone else, none at all."""
    notes = Note.objects.filter(mentorship=room.mentorship)
    if not room.can_read:
        return notes.none()
    return notes.filter(Q(is_private=False) | Q(author=member)).order_by("is_private", "written_at")


def my_notes(session: Session, member: Member) -> dict[str, str]:
    """What the member wrote about a session so far, shared and private."""
    found = {"shared": "", "private": ""}
    for note in Note.objects.filter(session=session, author=member):
        found["private" if note.is_private else "shared"] = _open(note).text
    return found


def absent(session: Session) -> list[str]:
    """The ids of those who were missing."""
    found = Attendance.objects.filter(session=session, state=AttendanceState.ABSENT).values_list("member", flat=True)
    return [str(pk) for pk in found]


def _open(note: Note) -> Note:
    if note.is_private and note.sealed is not None:
        note.text = decrypt(bytes(note.sealed), organization_id=note.organization_id)
    return note


def open_items(room: Room, goals: Iterable[Goal]) -> list[Any]:
    found = ActionItem.objects.filter(mentorship=room.mentorship, done_at=None)
    items = room.introduce(found.order_by(F("due_on").asc(nulls_last=True), "id"), "owner")
    return joined(items, "goal", goals)


def goals(room: Room) -> list[Goal]:
    """All goals of the pair, dropped ones too."""
    return room.introduce(Goal.objects.filter(mentorship=room.mentorship).order_by("id"), "proposed_by")


def agreed_goals(mentorship: Mentorship) -> Any:
    return Goal.objects.filter(mentorship=mentorship, state=GoalState.AGREED).order_by("id")


def stages(mentorship: Mentorship) -> list[CadenceStage]:
    """How often the pair met over time, the present stage first."""
    return list(CadenceStage.objects.filter(mentorship=mentorship).order_by("-from_day", "-id"))


def open_proposal(mentorship: Mentorship) -> CadenceProposal | None:
    return CadenceProposal.objects.filter(mentorship=mentorship, state=ProposalState.OPEN).first()


def policy_of(program: Program) -> CadencePolicy:
    return getattr(program, "cadence_policy", None) or CadencePolicy(program=program)


def stage_of(mentorship: Mentorship) -> CadenceStage | None:
    return CadenceStage.objects.filter(mentorship=mentorship).order_by("-from_day", "-id").first()


def missed_in_a_row(mentorship: Mentorship) -> int:
    """How many of the latest meetings, counted back, did not take place."""
    number = 0
    states = (
        Session.objects.filter(mentorship=mentorship, state__in=[SessionState.HELD, SessionState.MISSED])
        .order_by("-starts_at")
        .values_list("state", flat=True)[:10]
    )
    for state in states:
        if state != SessionState.MISSED:
            break
        number += 1
    return number


def evidence_of(mentorship: Mentorship, stage: CadenceStage, *, on: date) -> cadence.Evidence:
    """What speaks for or against another rhythm, since the pair entered its stage."""
    since = Q(mentorship=mentorship, starts_at__date__gte=stage.from_day)
    items = ActionItem.objects.filter(mentorship=mentorship, due_on__gte=stage.from_day).aggregate(
        due=Count("id", filter=Q(due_on__lte=on) | Q(done_at__isnull=False)),
        on_time=Count("id", filter=Q(done_at__date__lte=F("due_on"))),
    )
    progress = agreed_or_achieved(mentorship).aggregate(mean=Avg("progress_percent"))["mean"]
    return cadence.Evidence(
        stage=stage.stage,
        sessions_held=Session.objects.filter(since, state=SessionState.HELD).count(),
        missed_in_a_row=missed_in_a_row(mentorship),
        actions_due=items["due"],
        actions_on_time=items["on_time"],
        goal_progress_percent=None if progress is None else int(progress),
        mentee_independence=_independence(mentorship, stage, ParticipantRole.MENTEE),
        mentor_independence=_independence(mentorship, stage, ParticipantRole.MENTOR),
    )


def agreed_or_achieved(mentorship: Mentorship) -> Any:
    return Goal.objects.filter(mentorship=mentorship, state__in=[GoalState.AGREED, GoalState.ACHIEVED])


def _independence(mentorship: Mentorship, stage: CadenceStage, role: str) -> int | None:
    """The latest view of this side since the stage began, 1 to 5."""
    people = Participant.objects.present().filter(mentorship=mentorship, role=role).values("member")
    return (
        Feedback.objects.filter(
            mentorship=mentorship,
            session__state=SessionState.HELD,
            author__in=people,
            independence__isnull=False,
            given_at__date__gte=stage.from_day,
        )
        .order_by("-given_at")
        .values_list("independence", flat=True)
        .first()
    )


def reading_of(mentorship: Mentorship, *, stage: str, at: datetime) -> tuple[health.Reading, dict[str, Any]]:
    """The health of a mentorship, and the facts that lists show of it."""
    facts = Session.objects.filter(mentorship=mentorship).aggregate(
        sessions_held=Count("id", filter=Q(state=SessionState.HELD)),
        last_held_at=Max("starts_at", filter=Q(state=SessionState.HELD)),
        next_at=Min("starts_at", filter=Q(state=SessionState.BOOKED, starts_at__gte=at)),
    )
    reading = health.read_health(
        stage=stage, started_at=mentorship.started_at, last_held_at=facts["last_held_at"], next_at=facts["next_at"],
        missed_in_a_row=missed_in_a_row(mentorship), at=at,
    )  # fmt: skip
    facts["open_actions"] = ActionItem.objects.filter(mentorship=mentorship, done_at=None).count()
    return reading, facts


# What the list page shows of each; rows that are only shown need no objects.
LIST_FIELDS = (
    "id", "title", "state", "program__name", "program__cadence_policy__first_stage", "pulse__stage", "pulse__health", "pulse__sessions_held",
    "pulse__last_held_at", "pulse__next_at",
)  # fmt: skip


def mentorship_list(
    member: Member, *, program: UUID | None = None, health: str = "", state: str = "", stage: str = "", words: str = ""
) -> Any:
    """Mentorships with program and pulse, latest first."""
    found = mentorships_seen_by(member).select_related("program", "pulse")
    if program:
        found = found.filter(program=program)
    if health in Health.values:
        found = found.filter(pulse__health=health)
    if stage in Stage.values:
        found = found.filter(pulse__stage=stage)
    if state in MentorshipState.values:
        found = found.filter(state=state)
    for word in words.split():
        found = found.filter(title__icontains=word)
    return found.order_by("-id")


def mine(member: Member) -> list[Mentorship]:
    """The active mentorships a person takes part in."""
    part = Participant.objects.present().filter(mentorship=OuterRef("pk"), member=member)
    return list(
        Mentorship.objects.of(member.organization)
        .active()
        .filter(Exists(part))
        .select_related("program", "pulse")
        .order_by("-id")[:50]
    )


def mentorships_of(person: Member) -> list[Line]:
    """The mentorships a person takes part in, latest first."""
    parts = Participant.objects.filter(organization=person.organization_id, member=person).select_related("mentorship")
    url = addresses(person.organization.slug)("tracking:mentorship")
    return [
        Line(
            each.mentorship.title, url(each.mentorship_id),
            f"{each.get_role_display()}, {'left' if each.left_at else each.mentorship.get_state_display().lower()}",
        )
        for each in parts.order_by("-mentorship__started_at", "id")
    ]  # fmt: skip


def booked_sessions(mentorships: list[Mentorship], *, at: datetime) -> tuple[list[Session], list[Session]]:
    """(what comes, what took place and is not written down), each the soonest five."""
    found = Session.objects.filter(mentorship__in=mentorships, state=SessionState.BOOKED)
    booked = joined(found.order_by("starts_at")[:BOOKED_READ], "mentorship", mentorships)
    coming = [each for each in booked if each.starts_at >= at]
    return coming[:5], [each for each in booked if each.starts_at < at][:5]


def my_open_items(member: Member, mentorships: list[Mentorship]) -> list[ActionItem]:
    found = ActionItem.objects.filter(mentorship__in=mentorships, owner=member, done_at=None)
    return joined(found.order_by(F("due_on").asc(nulls_last=True), "id")[:10], "mentorship", mentorships)


def waiting_for(member: Member, mentorships: list[Mentorship]) -> dict[str, list[Any]]:
    """What others wait for this person to answer: goals to agree, proposals for the rhythm."""
    goals = Goal.objects.filter(mentorship__in=mentorships, state=GoalState.PROPOSED).exclude(proposed_by=member)
    # As in `rules.can_agree`: one of the two is the mentor.
    mentor = Participant.objects.filter(mentorship=OuterRef("mentorship"), role=ParticipantRole.MENTOR)
    goals = goals.filter(Exists(mentor.filter(member=member)) | Exists(mentor.filter(member=OuterRef("proposed_by"))))
    proposals = CadenceProposal.objects.filter(mentorship__in=mentorships, state=ProposalState.OPEN)
    return {
        "goals": joined(goals.select_related("proposed_by")[:5], "mentorship", mentorships),
        "proposals": joined(proposals[:5], "mentorship", mentorships),
    }


def sessions(member: Member) -> Any:
    """Sessions of the mentorships a member may see, latest first; for the API."""
    seen = mentorships_seen_by(member).filter(pk=OuterRef("mentorship"))
    return (
        Session.objects.filter(Exists(seen), organization=member.organization)
        .select_related("mentorship")
        .order_by("-starts_at", "id")
    )


# By what a matching's fairness is looked at, with the words of the page.
FAIRNESS = {"department": "Department", "level": "Job level", "location": "Location", "gender": "Gender"}


def fairness_of(run: Run, *, collects_gender: bool) -> dict[str, list[Mentee]]:
    """The run's mentees by each of FAIRNESS, with their score; who has no answer stands under “Not known”."""
    names = [name for name in FAIRNESS if name != "gender" or collects_gender]
    found: dict[str, list[Mentee]] = {name: [] for name in names}
    matched = Pair.objects.filter(run=run, is_removed=False).values_list(
        "score", *(f"mentee__member__{name}" for name in names)
    )
    alone = Unmatched.objects.filter(run=run).values_list(*(f"enrolment__member__{name}" for name in names))
    for score, *values in [*matched, *((None, *each) for each in alone)]:
        for name, value in zip(names, values, strict=True):
            label = "Not known" if value in (None, "") else f"Level {value}" if name == "level" else str(value)
            found[name].append(Mentee(label, score))
    return found


def runs_to_check(member: Member) -> Any:
    """Runs whose fairness the member may look at, latest first: HR sees what is published, admins every one."""
    states = [RunState.PUBLISHED, RunState.REVIEW] if member.is_admin else [RunState.PUBLISHED]
    found = Run.objects.filter(organization=member.organization_id, state__in=states)
    return found.select_related("program").order_by("-id")[:RUNS_SHOWN]


def organizations_with_booked(*, since: datetime, until: datetime) -> list[UUID]:
    """Organisations with a meeting booked in the span; a definer's function answers with ids alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tracking_booked_organizations(%s, %s)", [since, until])
        return [row[0] for row in cursor.fetchall()]


def organizations_with_orphans() -> list[UUID]:
    """Organisations with a meeting booked whose mentorship has ended, or whose guests are not its group; ids as above."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tracking_orphan_organizations()")
        return [row[0] for row in cursor.fetchall()]


def without_pulse(organization: Organization) -> list[Mentorship]:
    """Mentorships that matching has made and that tracking has not taken up yet."""
    return list(Mentorship.objects.of(organization).filter(pulse=None).select_related("program__cadence_policy"))
