"""Mentorships and sessions across programs, for lists, home and the API."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.enums import MentorshipState, ParticipantRole
from matching.models import Mentorship, Participant
from matching.queries import mentorships_seen_by
from mentorship.people.panels import Line
from mentorship.tenancy.expressions import Fold
from mentorship.tenancy.models import Member, Organization
from mentorship.text import search_words
from mentorship.ui.addresses import addresses
from mentorship.ui.words import inside
from programs.enums import Stage
from programs.models import Program
from tracking.enums import Answer, ConcernKind, GoalState, Health, ProposalState, SessionState
from tracking.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    CadenceProposal,
    Concern,
    Goal,
    Session,
)
from tracking.queries.rooms import joined

# Far more than anybody has booked and not written down.
BOOKED_READ = 100
SHOWN_AFTER_END = timedelta(days=60)

# What the list page shows of each; rows that are only shown need no objects.
LIST_FIELDS = (
    "id",
    "title",
    "state",
    "program__name",
    "program__cadence_policy__first_stage",
    "pulse__stage",
    "pulse__health",
    "pulse__sessions_held",
    "pulse__last_held_at",
    "pulse__next_at",
)


def mentorship_list(
    member: Member,
    *,
    program: UUID | None = None,
    health: str = "",
    state: str = "",
    stage: str = "",
    words: str = "",
) -> QuerySet[Mentorship]:
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
    for word in search_words(words):
        found = found.alias(folded=Fold("title")).filter(folded__contains=word)
    return found.order_by("-id")


def needing_attention(admin: Member, *, program: UUID | None = None) -> QuerySet[Mentorship]:
    """The running mentorships that need help, what speaks for it most first."""
    found = mentorships_seen_by(admin).filter(
        state=MentorshipState.ACTIVE, pulse__health__in=[Health.AT_RISK, Health.ATTENTION]
    )
    if program:
        found = found.filter(program=program)
    return found.select_related("program", "pulse").order_by("-pulse__urgency", "-id")


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
    parts = Participant.objects.filter(
        organization=person.organization_id, member=person
    ).select_related("mentorship")
    url = addresses(person.organization.slug)("tracking:mentorship")
    return [
        Line(
            each.mentorship.title,
            url(each.mentorship_id),
            ", ".join((each.get_role_display(), _state_of(each))),
        )
        for each in parts.order_by("-mentorship__started_at", "id")
    ]


def booked_sessions(
    member: Member, mentorships: list[Mentorship], *, at: datetime
) -> tuple[list[Session], list[Session]]:
    """(what comes, what took place and is not written down), each the soonest five, with the
    `points` of their agendas.
    """
    points = AgendaItem.objects.filter(session=OuterRef("pk")).order_by("added_at", "id")
    declined = Attendance.objects.filter(
        session=OuterRef("pk"), member=member, answer=Answer.DECLINED
    )
    found = Session.objects.filter(mentorship__in=mentorships, state=SessionState.BOOKED)
    found = found.exclude(Exists(declined))
    found = found.annotate(points=ArraySubquery(points.values("text")))
    booked = joined(found.order_by("starts_at")[:BOOKED_READ], "mentorship", mentorships)
    coming = [each for each in booked if each.starts_at >= at]
    return coming[:5], [each for each in booked if each.starts_at < at][:5]


def words_of_absence(member: Member, first_day: date, last_day: date) -> str:
    """What an absence means for the sessions that are booked then."""
    zone = ZoneInfo(member.zone)
    booked = Session.objects.booked().filter(
        organization=member.organization_id,
        attendance__member=member,
        starts_at__gte=datetime.combine(first_day, time(), tzinfo=zone),
        starts_at__lt=datetime.combine(last_day + timedelta(days=1), time(), tzinfo=zone),
    )
    number = booked.exclude(attendance__member=member, attendance__answer=Answer.DECLINED).count()
    if not number:
        return ""
    words = ngettext(
        "%(number)d session is booked then. It stays until you move it or say that you cannot"
        " come.",
        "%(number)d sessions are booked then. They stay until you move them or say that you cannot"
        " come.",
        number,
    )
    return words % {"number": number}


def my_open_items(member: Member, mentorships: list[Mentorship]) -> list[ActionItem]:
    """Those that the member does, or everybody in one of the mentorships."""
    found = ActionItem.objects.open().filter(
        Q(owner=member) | Q(is_shared=True), mentorship__in=mentorships
    )
    return joined(
        found.order_by(F("due_on").asc(nulls_last=True), "id")[:10], "mentorship", mentorships
    )


def waiting_for(member: Member, mentorships: list[Mentorship]) -> dict[str, list[Any]]:
    """What others wait for this person to answer: goals to agree, proposals for the cadence."""
    goals = Goal.objects.filter(mentorship__in=mentorships, state=GoalState.PROPOSED).exclude(
        proposed_by=member
    )
    # As in `rules.can_agree`: one of the two is the mentor, or they are peers.
    parts = Participant.objects.filter(mentorship=OuterRef("mentorship"))
    mentor, peer = (
        parts.filter(role=role) for role in (ParticipantRole.MENTOR, ParticipantRole.PEER)
    )
    goals = goals.filter(
        Exists(mentor.filter(member=member))
        | Exists(mentor.filter(member=OuterRef("proposed_by")))
        | Exists(peer.filter(member=member))
    )
    proposals = CadenceProposal.objects.filter(mentorship__in=mentorships, state=ProposalState.OPEN)
    return {
        "goals": joined(goals.select_related("proposed_by")[:5], "mentorship", mentorships),
        "proposals": joined(proposals[:5], "mentorship", mentorships),
    }


def open_concerns(admin: Member) -> QuerySet[Concern]:
    """What needs this program admin, the earliest promise first. What somebody told in confidence
    about a mentorship stays hidden from an admin who takes part in it.
    """
    part = Participant.objects.filter(mentorship=OuterRef("mentorship"), member=admin)
    found = Concern.objects.filter(organization=admin.organization, resolved_at=None)
    found = found.exclude(Q(Exists(part)), kind=ConcernKind.RAISED)
    return found.select_related("mentorship__program", "mentorship__pulse", "raised_by").order_by(
        "answer_by", "id"
    )


def open_concern_of(mentorship: Mentorship, member: Member) -> Concern | None:
    """What the member has told about it and no admin has answered."""
    found = Concern.objects.filter(mentorship=mentorship, raised_by=member, resolved_at=None)
    return found.filter(kind=ConcernKind.RAISED).first()


def sessions(member: Member) -> QuerySet[Session]:
    """Sessions of the mentorships a member may see, latest first; for the API."""
    seen = mentorships_seen_by(member).filter(pk=OuterRef("mentorship"))
    return (
        Session.objects.filter(Exists(seen), organization=member.organization)
        .select_related("mentorship")
        .order_by("-starts_at", "id")
    )


def organizations_with_booked(*, since: datetime, until: datetime) -> list[UUID]:
    """Organisations with a session booked in the span; a definer's function answers
    with ids alone.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tracking_booked_organizations(%s, %s)", [since, until])
        return [row[0] for row in cursor.fetchall()]


def organizations_with_orphans() -> list[UUID]:
    """Organisations with a session booked whose mentorship has ended, or whose guests are not its
    group; ids as above.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tracking_orphan_organizations()")
        return [row[0] for row in cursor.fetchall()]


def without_pulse(organization: Organization) -> list[Mentorship]:
    """Mentorships that matching has made and that tracking has not taken up yet."""
    return list(
        Mentorship.objects.of(organization)
        .filter(pulse=None)
        .select_related("program__cadence_policy")
    )


def _state_of(part: Participant) -> str:
    return _("left") if part.left_at else inside(part.mentorship.get_state_display())


def words_of_booked(program: Program) -> list[str]:
    """What archiving does to the sessions that are still to come."""
    number = Session.objects.filter(mentorship__program=program, state=SessionState.BOOKED).count()
    if not number:
        return []
    words = ngettext(
        "%(number)d booked session is cancelled, also in calendars.",
        "%(number)d booked sessions are cancelled, also in calendars.",
        number,
    )
    return [words % {"number": number}]


def ended_lately(member: Member, *, at: datetime) -> list[Mentorship]:
    """A person's mentorships that ended within two months, latest first, for their home page."""
    part = Participant.objects.filter(mentorship=OuterRef("pk"), member=member)
    found = Mentorship.objects.of(member.organization).exclude(state=MentorshipState.ACTIVE)
    return list(
        found.filter(Exists(part), ended_at__gte=at - SHOWN_AFTER_END)
        .select_related("program")
        .order_by("-ended_at")[:5]
    )
