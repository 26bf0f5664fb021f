"""A mentorship as one of its people finds it: sessions, notes, goals, action items."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Concat, JSONObject
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from matching.enums import ParticipantRole
from matching.models import Mentorship, Participant
from matching.queries import mentorships_seen_by, participants
from matching.rules import part_of
from mentorship.tenancy.errors import ActionError
from mentorship.tenancy.models import Member
from mentorship.tenancy.secrets import UnreadableError, decrypt
from mentorship.ui.paging import Page, page_by_key
from programs.enums import ProgramKind, ProgramState
from tracking.enums import AttendanceState, GoalState, SessionState, Written
from tracking.models import (
    ActionItem,
    ActionItemQuerySet,
    Attendance,
    CadenceProposal,
    Feedback,
    Goal,
    Note,
    Revision,
    Session,
)
from tracking.rules import PAIR, can_read_notes, can_take_part

SESSIONS_SHOWN = 20


class EndedError(ActionError):
    """A mentorship is over, for somebody who took part in it; the text says how."""


# The names of those who were not there, of a session of the outer query.
MISSING = ArraySubquery(
    Attendance.objects.filter(session=OuterRef("pk"), state=AttendanceState.ABSENT)
    .order_by("id")
    .values(name=Concat("member__given_name", Value(" "), "member__family_name"))
)


# What those invited to a booked session of the outer query say.
ANSWERS = ArraySubquery(
    Attendance.objects.filter(session=OuterRef("pk"), session__state=SessionState.BOOKED)
    .order_by("id")
    .values(said=JSONObject(member="member_id", answer="answer", other_starts_at="other_starts_at"))
)


@dataclass(frozen=True)
class Invited:
    """Somebody's answer to an invitation; `other_starts_at` is the time they propose instead."""

    member: Member
    answer: str
    other_starts_at: datetime | None


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
        """Whether it goes on when one leaves: a mentor's group, or more than two peers."""
        return (
            bool(self.mentorship.program.kind == ProgramKind.GROUP) or len(self.participants) > PAIR
        )

    @property
    def is_peer(self) -> bool:
        return any(each.role == ParticipantRole.PEER for each in self.participants)

    @property
    def since(self) -> datetime | None:
        """From when on the member is there, where it is not from the start."""
        return self.mine.joined_at if self.mine else None

    def others(self) -> list[Member]:
        return [each.member for each in self.participants if each != self.mine]

    def introduce(self, rows: Iterable[Any], name: str) -> list[Any]:
        """The rows, each with the participant that its reference `name` means, so that no query has
        to join people.
        """
        return joined(rows, name, (each.member for each in self.participants))


def joined(rows: Iterable[Any], name: str, parents: Iterable[Any]) -> list[Any]:
    """The rows, each with the one of the parents that its reference `name` means; others stay to be
    asked for.
    """
    by_id, found = {each.pk: each for each in parents}, list(rows)
    for row in found:
        if (parent := by_id.get(getattr(row, f"{name}_id"))) is not None:
            setattr(row, name, parent)
    return found


def get_room(member: Member, pk: UUID) -> Room:
    """Raises Http404 where the member may not see it."""
    mentorship = get_object_or_404(
        mentorships_seen_by(member).select_related(
            "program__cadence_policy", "pulse", "meeting_preferences"
        ),
        pk=pk,
    )
    mentorship.organization = member.organization
    people = participants(mentorship)
    return Room(
        mentorship=mentorship,
        participants=people,
        mine=part_of(member, people),
        can_write=can_take_part(member, mentorship, people),
        can_read=can_read_notes(member, people),
    )


def get_writable_room(member: Member, pk: UUID) -> Room:
    """Raises Http404 where it is not theirs, and EndedError where it is and has ended."""
    room = get_room(member, pk)
    if room.can_write:
        return room
    if room.mine is None:
        raise Http404
    raise EndedError(_ended(room.mentorship))


def _ended(mentorship: Mentorship) -> str:
    if mentorship.program.state == ProgramState.ARCHIVED:
        return _("“%(program)s” is archived: nothing can be changed in it any more.") % {
            "program": mentorship.program
        }
    return _("This mentorship has ended: nothing can be written in it any more.")


def get_session(member: Member, pk: UUID) -> tuple[Session, Room]:
    """A session of a mentorship in which the member takes part, not from before they did. Raises
    Http404.
    """
    session = get_object_or_404(Session, organization=member.organization, pk=pk)
    room = get_writable_room(member, session.mentorship_id)
    if room.since and session.starts_at < room.since:
        raise Http404
    session.mentorship = room.mentorship
    return session, room


def session_of(member: Member, pk: UUID) -> Session | None:
    """A session of a mentorship that the member belongs to, running or ended; None otherwise."""
    found = (
        _belonging(Session.objects.all(), member)
        .select_related("mentorship__program", "mentorship__organization__settings", "logged_by")
        .filter(pk=pk)
    )
    return found.first()


def mentorship_of(member: Member, pk: UUID) -> Mentorship | None:
    """A mentorship that the member belongs to, likewise."""
    part = Participant.objects.present().filter(mentorship=OuterRef("pk"), member=member)
    found = Mentorship.objects.of(member.organization).filter(Exists(part), pk=pk)
    return found.select_related("program", "organization__settings").first()


def proposal_of(member: Member, pk: UUID) -> CadenceProposal | None:
    """A proposed cadence, likewise."""
    found = (
        _belonging(CadenceProposal.objects.all(), member)
        .select_related("mentorship__program", "mentorship__organization__settings")
        .filter(pk=pk)
    )
    return found.first()


def item_of(member: Member, pk: UUID) -> ActionItem | None:
    """An action item, likewise."""
    found = (
        _belonging(ActionItem.objects.all(), member)
        .select_related("mentorship__program", "mentorship__organization__settings")
        .filter(pk=pk)
    )
    return found.first()


def goal_of(member: Member, pk: UUID) -> Goal | None:
    """A goal, likewise."""
    found = (
        _belonging(Goal.objects.all(), member)
        .select_related("mentorship__program", "mentorship__organization__settings", "proposed_by")
        .filter(pk=pk)
    )
    return found.first()


def _belonging(rows: QuerySet[Any], member: Member) -> QuerySet[Any]:
    """Those of the mentorships that the member belongs to, since they do."""
    part = Participant.objects.present().filter(mentorship=OuterRef("mentorship"), member=member)
    return rows.filter(Exists(part), organization=member.organization_id)


def thread(room: Room, member: Member, *, after: str = "") -> Page:
    """Sessions with what this member may read of them, the latest first, twenty a page."""
    found: Any = Session.objects.filter(mentorship=room.mentorship).select_related("series")
    if room.is_group:
        found = found.annotate(missing=MISSING)
    found = (
        found.annotate(said=ANSWERS)
        .select_related("logged_by")
        .prefetch_related(
            Prefetch("notes", queryset=readable_notes(room, member), to_attr="readable")
        )
    )
    page = page_by_key(found, keys=["-starts_at", "-id"], after=after, size=SESSIONS_SHOWN)
    for session in page.rows:
        session.invited = _invited(room, session.said)
        for note in room.introduce(session.readable, "author"):
            _open(note)
    return page


def _invited(room: Room, rows: Iterable[Mapping[str, str | None]]) -> list[Invited]:
    """The answers of those who take part still, in the order of the invitations."""
    people = {str(part.member_id): part.member for part in room.participants}
    return [
        Invited(
            people[str(row["member"])],
            str(row["answer"]),
            datetime.fromisoformat(moment) if (moment := row["other_starts_at"]) else None,
        )
        for row in rows
        if str(row["member"]) in people
    ]


def readable_notes(room: Room, member: Member) -> QuerySet[Note]:
    """The pair's shared notes and the member's own private ones; to anyone else, none at all.

    Who joins a group reads what was written of the sessions since then: the others spoke among
    themselves before.
    """
    notes = Note.objects.filter(mentorship=room.mentorship)
    if not room.can_read:
        return notes.none()
    if room.since:
        notes = notes.filter(Q(session__starts_at__gte=room.since) | Q(author=member))
    return notes.filter(Q(is_private=False) | Q(author=member)).order_by("is_private", "written_at")


def my_notes(session: Session, member: Member) -> dict[str, str]:
    """What the member wrote about a session so far, shared and private."""
    found = {"shared": "", "private": ""}
    for note in Note.objects.filter(session=session, author=member):
        found["private" if note.is_private else "shared"] = _open(note).text
    return found


def my_mood(session: Session, member: Member) -> int | None:
    """How the member said they felt; nobody else's is ever read."""
    said = Feedback.objects.filter(session=session, author=member)
    return said.values_list("mood", flat=True).first()


def absent(session: Session) -> list[str]:
    """The ids of those who were missing."""
    found = Attendance.objects.filter(session=session, state=AttendanceState.ABSENT).values_list(
        "member", flat=True
    )
    return [str(pk) for pk in found]


def _open(note: Note) -> Note:
    if note.is_private and note.sealed is not None:
        try:
            note.text = decrypt(bytes(note.sealed), organization_id=note.organization_id)
        except UnreadableError:
            note.is_unreadable = True
    return note


def open_items(room: Room, goals: Iterable[Goal], sessions: Iterable[Any]) -> list[Any]:
    """The open action items of its people; the sessions get theirs too, done ones as well, but for
    those from before the member came.
    """
    people, found = [each.member_id for each in room.participants], []
    if room.can_read:
        rows = ActionItem.objects.filter(mentorship=room.mentorship).filter(
            _open_of(people) | Q(session__in=[each.pk for each in sessions])
        )
        found = room.introduce(rows.order_by(F("due_on").asc(nulls_last=True), "id"), "owner")
    for session in sessions:
        is_before = room.since and session.starts_at < room.since
        of_session = [item for item in found if item.session_id == session.pk]
        session.items = [] if is_before else sorted(of_session, key=lambda item: item.pk)
    waiting = [item for item in found if item.is_open and _is_of(item, people)]
    return joined(waiting, "goal", goals)


def items_to_review(room: Room) -> list[ActionItem]:
    """The open action items of its people, for who logs a session."""
    rows = ActionItem.objects.filter(_open_of([each.member_id for each in room.participants]))
    found = rows.filter(mentorship=room.mentorship).select_related("goal")
    return room.introduce(found.order_by(F("due_on").asc(nulls_last=True), "id"), "owner")


def _open_of(people: list[UUID]) -> Q:
    return Q(done_at=None, dropped_at=None) & (Q(owner__in=people) | Q(is_shared=True))


def _is_of(item: ActionItem, people: list[UUID]) -> bool:
    return item.is_shared or item.owner_id in people


def goals(room: Room) -> list[Goal]:
    """All goals of the pair, dropped ones too, each with the texts of how it stood before in
    `was`, the latest first.
    """
    before = Revision.objects.filter(subject=OuterRef("pk"), kind=Written.GOAL)
    found = Goal.objects.filter(mentorship=room.mentorship).annotate(
        was=ArraySubquery(before.order_by("-at", "-id").values("text"))
    )
    return room.introduce(found.order_by("id"), "proposed_by")


def goals_of(member: Member) -> QuerySet[Goal]:
    """The goals of the mentorships that the member belongs to, running or ended, latest first."""
    return _belonging(Goal.objects.all(), member).order_by("-id")


def items_of(member: Member) -> ActionItemQuerySet:
    """Their action items, likewise; in a group not those of the sessions before they came."""
    part = Participant.objects.present().filter(mentorship=OuterRef("mentorship"), member=member)
    earlier = part.filter(joined_at__gt=OuterRef("session__starts_at"))
    found = ActionItem.objects.filter(Exists(part), organization=member.organization_id)
    return found.exclude(Exists(earlier)).order_by("-id")


def agreed_goals(mentorship: Mentorship) -> QuerySet[Goal]:
    return Goal.objects.filter(mentorship=mentorship, state=GoalState.AGREED).order_by("id")
